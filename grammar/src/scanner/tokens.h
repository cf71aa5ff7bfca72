// The tokens, in the order of `externals` in grammar.js.

#ifndef LAYERFILE_TOKENS_H_
#define LAYERFILE_TOKENS_H_

typedef enum {
    LINE_END,
    COMMENT,
    TRAILING_COMMENT,
    LINE_CONTINUATION,

    FROM,
    RUN,
    COPY,
    ENV,
    WORKDIR,
    USER,
    MEMORY,
    BUTTON,
    CLONE,
    CACHE,
    BUILD_ENV,
    SECRET_ENV,
    SPLIT,
    CHECKPOINT,
    EXPOSE_WEBSITE,
    EXPOSE_TCP,
    LABEL,
    SETUP_FILE,
    SKIP_REMAINING_IF,
    WAIT,
    AWS,
    ARTIFACT_PUBLIC,
    DOCKER,
    THEN,
    UNKNOWN_KEYWORD,

    MODIFIER,
    SHELL_FRAGMENT,
    HEREDOC_START,
    UNCLOSED_HEREDOC,
    HEREDOC_BODY,
    HEREDOC_END,

    TEXT,

    WORD,
    VARIABLE,
    COMMAND_SUBSTITUTION,
    STRING_START,
    STRING_CONTENT,
    STRING_END,
    RAW_START,
    RAW_CONTENT,
    RAW_END,
    UNCLOSED_QUOTE,
    NAME,
    EQUALS,
    ARGUMENT_END,
    GOES_ON,  // empty: the argument does not end before this backslash

    OPTION_NAME,
    DEFAULT_IS,
    UNORDERED,
    DISABLED,
    NUMBER,
    SIZE_NUMBER,
    UNIT,
    SCHEME,
    HOST,
    COLON,
    PORT,
    URL_PATH,
    OPERATOR,
    AND,
    AS,

    // Valid only while tree-sitter recovers from an error.
    ERROR_SENTINEL,
} Token;

#endif
