// Words, quotes and variables of every directive but RUN.

#ifndef LAYERFILE_ARGUMENTS_H_
#define LAYERFILE_ARGUMENTS_H_

#include "lines.h"
#include "tokens.h"

// Passes a backslash and what it protects or carries on, where looking ahead inside of quotes.
static inline void take_escape(TSLexer *lexer) {
    switch (take_backslash(lexer)) {
        case CONTINUATION:
            take_continued_comments(lexer);
            break;
        case ESCAPE:
            take(lexer);
            break;
        default:
            break;
    }
}

// Passes text up to and including `end`. False at the end of the logical line.
static inline bool take_up_to(TSLexer *lexer, int32_t end) {
    while (!at_line_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (c == '\\' && end != '\'') {
            take_escape(lexer);
        } else if (c == '\\') {
            // Nothing is escaped between single quotes, but lines go on.
            if (take_backslash(lexer) == CONTINUATION) take_continued_comments(lexer);
        } else {
            take(lexer);
            if (c == end) return true;
        }
    }
    return false;
}

// After `$(`: passes text up to and including the `)` that belongs to it.
static inline bool take_parentheses(TSLexer *lexer) {
    for (uint32_t depth = 1; !at_line_end(lexer);) {
        int32_t c = lexer->lookahead;
        if (c == '\\') {
            take_escape(lexer);
            continue;
        }
        take(lexer);
        if (c == '\'' || c == '"' || c == '`') {
            if (!take_up_to(lexer, c)) return false;
        } else if (c == '(') {
            depth++;
        } else if (c == ')' && --depth == 0) {
            return true;
        }
    }
    return false;
}

// At the `{` of `${`: takes text up to and including `}`, or up to what cannot stand before it.
static inline bool take_braces(TSLexer *lexer) {
    int32_t c;
    do {
        take(lexer);
        c = lexer->lookahead;
    } while (!at_line_end(lexer) && !is_blank(c) && c != '}' && c != '"' && c != '\'' && c != '\\');
    if (c != '}') return false;
    take(lexer);
    return true;
}

// After `"`, where commands may stand in quotes: passes text up to and including the closing one. What is passed must
// be what is taken afterwards, by take_expansion for one: else the quotes would be found open after all.
static inline bool take_string_with_commands(TSLexer *lexer) {
    while (!at_line_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (c == '\\') {
            take_escape(lexer);
            continue;
        }
        take(lexer);
        if (c == '"') return true;
        if (c == '`' && !take_up_to(lexer, c)) return false;
        if (c == '$' && lexer->lookahead == '{') {
            take_braces(lexer);
        } else if (c == '$' && lexer->lookahead == '(') {
            take(lexer);
            if (!take_parentheses(lexer)) return false;
        }
    }
    return false;
}

// A quote without an end: all of the logical line from there belongs to the mistake.
static inline Token unclosed(TSLexer *lexer) {
    lexer->mark_end(lexer);
    return UNCLOSED_QUOTE;
}

static inline Token take_quote(TSLexer *lexer, bool commands) {
    int32_t quote = lexer->lookahead;
    take(lexer);
    lexer->mark_end(lexer);
    bool closed = quote == '"' && commands ? take_string_with_commands(lexer) : take_up_to(lexer, quote);
    if (!closed) return unclosed(lexer);
    return quote == '"' ? STRING_START : RAW_START;
}

// At `$`, or at a backquote where commands may stand: takes a variable or a command, or just the character.
static inline Token take_expansion(TSLexer *lexer, bool commands, Token otherwise) {
    int32_t c = lexer->lookahead;
    take(lexer);
    if (c == '`' || (commands && lexer->lookahead == '(')) {
        if (c == '$') take(lexer);
        bool closed = c == '`' ? take_up_to(lexer, c) : take_parentheses(lexer);
        if (!closed) return unclosed(lexer);
        lexer->mark_end(lexer);
        return COMMAND_SUBSTITUTION;
    }
    if (is_name_start(lexer->lookahead)) {
        while (is_name(lexer->lookahead)) take(lexer);
        lexer->mark_end(lexer);
        return VARIABLE;
    }
    lexer->mark_end(lexer);
    if (lexer->lookahead != '{') return otherwise;
    bool closed = take_braces(lexer);
    lexer->mark_end(lexer);
    return closed ? VARIABLE : otherwise;
}

static inline bool starts_expansion(int32_t c, bool commands) {
    return c == '$' || (commands && c == '`');
}

// Takes a backslash in a word or in double quotes. CONTINUATION is returned with the token's end where it was.
static inline Backslash take_marked_backslash(TSLexer *lexer, bool escapes) {
    Backslash kind = take_backslash(lexer);
    if (kind == CONTINUATION) return kind;
    if (kind == ESCAPE && escapes) take(lexer);
    lexer->mark_end(lexer);
    return kind;
}

static inline Token continuation(TSLexer *lexer) {
    lexer->mark_end(lexer);
    return LINE_CONTINUATION;
}

// A backslash outside of quotes: carries the line on, or starts a word.
static inline Token take_word_backslash(TSLexer *lexer) {
    take(lexer);
    if (!at_line_end(lexer)) {
        bool may_continue = lexer->lookahead == '\\' || is_blank(lexer->lookahead);
        take(lexer);
        lexer->mark_end(lexer);
        if (!may_continue) return WORD;
        take_blanks(lexer);
        if (!at_line_end(lexer)) return WORD;
    }
    pass_line_end(lexer, false);
    return continuation(lexer);
}

// An unquoted run of characters, up to a backslash; `any`: some of it was taken already, and marked.
static inline Token take_word(TSLexer *lexer, bool commands, bool any) {
    while (!at_line_end(lexer) && !is_blank(lexer->lookahead)) {
        int32_t c = lexer->lookahead;
        bool starts_other = c == '"' || c == '\'' || c == '\\' || starts_expansion(c, commands);
        if (any && starts_other) return WORD;
        if (c == '"' || c == '\'') return take_quote(lexer, commands);
        if (c == '\\') return take_word_backslash(lexer);
        if (starts_other) return take_expansion(lexer, commands, WORD);
        take(lexer);
        lexer->mark_end(lexer);
        any = true;
    }
    return WORD;
}

// At an argument's start: a name with `=` behind it, else a word.
static inline Token take_name(TSLexer *lexer, bool commands) {
    while (is_name(lexer->lookahead)) take(lexer);
    lexer->mark_end(lexer);
    return lexer->lookahead == '=' ? NAME : take_word(lexer, commands, true);
}

// Inside of double quotes.
static inline Token take_string(TSLexer *lexer, bool commands) {
    bool any = false;
    while (!at_line_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (c == '"') {
            if (any) return STRING_CONTENT;
            take(lexer);
            lexer->mark_end(lexer);
            return STRING_END;
        }
        if (starts_expansion(c, commands)) {
            return any ? STRING_CONTENT : take_expansion(lexer, commands, STRING_CONTENT);
        }
        if (c == '\\') {
            if (take_marked_backslash(lexer, true) == CONTINUATION) {
                return any ? STRING_CONTENT : continuation(lexer);
            }
        } else {
            take(lexer);
            lexer->mark_end(lexer);
        }
        any = true;
    }
    // The closing quote was seen ahead, so this is not reached; but no text may make the parser fail.
    if (any) return STRING_CONTENT;
    lexer->mark_end(lexer);
    return STRING_END;
}

// Inside of single quotes.
static inline Token take_raw(TSLexer *lexer) {
    bool any = false;
    while (!at_line_end(lexer) && lexer->lookahead != '\'') {
        if (lexer->lookahead == '\\') {
            if (take_marked_backslash(lexer, false) == CONTINUATION) {
                return any ? RAW_CONTENT : continuation(lexer);
            }
        } else {
            take(lexer);
            lexer->mark_end(lexer);
        }
        any = true;
    }
    if (any) return RAW_CONTENT;
    if (lexer->lookahead == '\'') take(lexer);
    lexer->mark_end(lexer);
    return RAW_END;
}

#endif
