; A step is a function: ]f and [f go from RUN to RUN.
(run_directive
  command: (shell_command)? @function.inside) @function.around

[
  (argument)
  (option)
  (address)
] @parameter.inside @parameter.around

[
  (env_pair)
  (label_pair)
  (condition)
] @entry.around

(env_pair
  value: (argument) @entry.inside)

(label_pair
  value: (argument) @entry.inside)

(condition
  value: (argument) @entry.inside)

(comment) @comment.inside

(comment)+ @comment.around
