; Lines of a continued instruction are indented by one step.
[
  (from_directive)
  (run_directive)
  (copy_directive)
  (env_directive)
  (clone_directive)
  (cache_directive)
  (build_env_directive)
  (secret_env_directive)
  (label_directive)
  (setup_file_directive)
  (skip_remaining_if_directive)
  (wait_directive)
  (aws_directive)
  (button_directive)
  (docker_directive)
  (unknown_directive)
] @indent.begin

; The last line typed so far: its instruction has ended before the continuation, as far as the tree knows.
(source_file
  (line_continuation) @indent.begin)

; A line that ends in one of these does not go on.
[
  (shell_fragment)
  (heredoc_end)
  (word)
  (text)
  (variable)
  (command_substitution)
  (string)
  (raw_string)
  (unclosed_quote)
  (name)
  (number)
  (port)
  (url_path)
  (host)
  (operator)
] @indent.end

; The text of a here-document is the script's own.
(heredoc_body) @indent.ignore

(heredoc_end) @indent.zero
