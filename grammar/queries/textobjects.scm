; For nvim-treesitter-textobjects. A step is a function: ]m and [m go from RUN to RUN.
(run_directive
  command: (shell_command) @function.inner) @function.outer

(run_directive) @statement.outer

[
  (from_directive)
  (copy_directive)
  (env_directive)
  (workdir_directive)
  (user_directive)
  (memory_directive)
  (button_directive)
  (clone_directive)
  (cache_directive)
  (build_env_directive)
  (secret_env_directive)
  (split_directive)
  (checkpoint_directive)
  (expose_website_directive)
  (expose_tcp_directive)
  (label_directive)
  (setup_file_directive)
  (wait_directive)
  (aws_directive)
  (artifact_directive)
  (docker_directive)
  (unknown_directive)
] @statement.outer

(skip_remaining_if_directive) @statement.outer @conditional.outer

(condition) @conditional.inner

(env_pair
  name: (name) @assignment.lhs
  value: (argument) @assignment.inner @assignment.rhs) @assignment.outer

(label_pair
  name: (name) @assignment.lhs
  value: (argument) @assignment.inner @assignment.rhs) @assignment.outer

[
  (argument)
  (option)
  (address)
] @parameter.inner @parameter.outer

(heredoc_body) @block.inner

[
  (number)
  (port)
] @number.inner

(comment) @comment.inner

(comment)+ @comment.outer
