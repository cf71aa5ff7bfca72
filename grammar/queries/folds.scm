; Only what goes over several lines is folded: a continued instruction, a here-document, a block of comments.
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
  (heredoc_body)
] @fold

(comment)+ @fold
