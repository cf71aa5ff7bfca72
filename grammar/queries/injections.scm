; What RUN runs is bash, from its first word to its end. Continuations are left in, because bash reads them just so;
; only a comment inside of a continued command looks different to it than it is.
((shell_command . (shell_fragment)) @injection.content
 (#set! injection.include-children)
 (#set! injection.language "bash"))

; `RUN <<EOF` alone: the text is the script.
((shell_command . (heredoc_start) . (heredoc_body) @injection.content)
 (#set! injection.language "bash"))

((command_substitution) @injection.content
 (#set! injection.language "bash"))
