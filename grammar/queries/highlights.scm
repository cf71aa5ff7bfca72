; Names that all editors colour: see the list in tree-sitter's documentation.

(comment) @comment

(keyword) @keyword
(modifier) @keyword
(old_prefix) @keyword

(unknown_keyword) @error
(unclosed_quote) @error
(unclosed_heredoc) @error

(line_continuation) @punctuation.special

(string) @string
(raw_string) @string

(variable) @variable
(env_pair name: (name) @property)
(env_pair "=" @operator)

(memory_directive size: (size) @number)
(from_directive base: (argument) @string.special)

(heredoc_start) @label
(heredoc_end) @label
(heredoc_body) @string

(button_directive (text) @string)
