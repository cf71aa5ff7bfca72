; What RUN runs is bash, from its first word to its end, here-documents with it. Continuations are left in, because
; bash reads them just so; only a comment inside of a continued command looks different to it than it is.
((shell_command
  .
  (shell_fragment)) @injection.content
  (#set! injection.include-children)
  (#set! injection.language "bash"))

((shell_command
  .
  (heredoc_start)
  .
  (line_continuation)?
  .
  (shell_fragment)) @injection.content
  (#set! injection.include-children)
  (#set! injection.language "bash"))

; RUN <<EOF alone: the text is the script.
((shell_command
  .
  (heredoc_start)
  .
  (heredoc_body) @injection.content)
  (#set! injection.language "bash"))

((command_substitution) @injection.content
  (#set! injection.language "bash"))

; SKIP REMAINING IF NAME=~value: quotes around it do not belong to the expression.
((condition
  operator: (operator) @_operator
  value: (argument
    .
    (word)) @injection.content)
  (#set! injection.include-children)
  (#set! injection.language "regex")
  (#any-of? @_operator "=~" "!=~"))

((condition
  operator: (operator) @_operator
  value: (argument
    .
    [
      (string
        (string_content) @injection.content)
      (raw_string
        (raw_content) @injection.content)
    ]))
  (#set! injection.language "regex")
  (#any-of? @_operator "=~" "!=~"))

((comment) @injection.content
  (#set! injection.language "comment"))
