; Lines of a continued instruction are indented by one step. An instruction ends where its last line does, so the line
; after it is not.
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
] @indent

; The last line typed so far: its instruction has ended before the continuation, as far as the tree knows.
(source_file
  (line_continuation) @indent)

; The text of a here-document starts where it starts.
[
  (heredoc_body)
  (heredoc_end)
] @outdent
