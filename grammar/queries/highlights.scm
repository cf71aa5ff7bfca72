; For Neovim, whose capture names these are; a later pattern wins over an earlier one.

(comment) @comment @spell

; Words

[
  (keyword)
  (old_prefix)
] @keyword

(modifier) @keyword.modifier

(skip_remaining_if_directive
  (keyword) @keyword.conditional)

(skip_remaining_if_directive
  and: (keyword) @keyword.operator)

(default_branch
  "DEFAULT=" @keyword)

(disabled) @constant.builtin

; Arguments

[
  (string)
  (raw_string)
] @string

(button_directive
  (text) @string @spell)

(from_directive
  base: (argument) @string.special)

(stage
  name: (argument) @label)

(copy_directive
  source: (argument) @string.special.path)

(copy_directive
  destination: (argument) @string.special.path)

(clone_directive
  url: (argument) @string.special.url)

(default_branch
  branch: (argument) @string.special)

(clone_directive
  source: (argument) @string.special.path)

(clone_directive
  destination: (argument) @string.special.path)

(cache_directive
  directory: (argument) @string.special.path)

(workdir_directive
  path: (argument) @string.special.path)

(setup_file_directive
  file: (argument) @string.special.path)

(wait_directive
  layerfile: (argument) @string.special.path)

(artifact_directive
  path: (argument) @string.special.path)

(user_directive
  name: (argument) @string.special)

(checkpoint_directive
  name: (argument) @label)

(aws_directive
  command: (argument) @function.call)

(option_name) @attribute

; Values

(env_pair
  name: (name) @variable
  value: (argument)? @string)

; ENV NAME value: of several pairs, only the first can be told.
(env_directive
  .
  (keyword)
  .
  argument: (argument) @variable)

(build_env_directive
  variable: (argument) @variable)

(secret_env_directive
  variable: (argument) @variable)

(label_pair
  name: (name) @property
  value: (argument)? @string)

(condition
  variable: (name) @variable
  value: (argument)? @string)

(condition
  operator: (operator) @_operator
  value: (argument) @string.regexp
  (#any-of? @_operator "=~" "!=~"))

[
  (operator)
  "="
] @operator

(variable) @variable

; What stands in it is coloured as bash.
(command_substitution) @none

; Numbers and addresses

[
  (number)
  (unit)
  (port)
] @number

(split_directive
  count: (argument) @number)

[
  (scheme)
  (host)
] @string.special.url

(url_path) @string.special.path

(address
  ":" @punctuation.delimiter)

(expose_website_directive
  path: (argument) @string.special.path)

(expose_website_directive
  rewrite: (argument) @string.special.path)

; Lines

(line_continuation) @punctuation.special

[
  (heredoc_start)
  (heredoc_end)
] @label

(heredoc_body) @string

; Mistakes: no tree of this grammar has an ERROR in it.

[
  (unknown_keyword)
  (unclosed_quote)
  (unclosed_heredoc)
] @comment.error
