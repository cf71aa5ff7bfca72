// The text of RUN: the shell's own, read only as far as here-documents, quotes and comments need.

#ifndef LAYERFILE_SHELL_H_
#define LAYERFILE_SHELL_H_

#include "heredoc.h"
#include "keywords.h"
#include "shapes.h"

// What a `#` may follow to start a comment, besides a blank.
static inline bool is_shell_operator(int32_t c) {
    return c == ';' || c == '&' || c == '|' || c == '(' || c == ')';
}

// Follows quotes, comments and (( )) over one character, which it takes.
static inline void take_shell_character(Scanner *scanner, TSLexer *lexer, bool starts_word) {
    int32_t c = lexer->lookahead;
    take(lexer);
    switch (scanner->quote) {
        case 0:
            if (c == '\'' || c == '"' || (c == '#' && starts_word)) scanner->quote = (uint8_t)c;
            if (c == '(' && lexer->lookahead == '(') scanner->quote = '(';
            break;
        case '(':
            if (c == ')' && lexer->lookahead == ')') scanner->quote = 0;
            break;
        case '#':
            break;
        default:
            if (c == scanner->quote) scanner->quote = 0;
    }
}

// Shell text up to a here-document, a continuation or the line's end, without blanks at its end. `any`: some of it was
// taken already, and marked.
static inline Token take_shell(Scanner *scanner, TSLexer *lexer, bool any) {
    bool starts_word = !any;
    while (!at_line_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (is_blank(c)) {
            take(lexer);
            starts_word = true;
            continue;
        }
        if (c == '\\') {
            Backslash kind = take_backslash(lexer);
            if (kind == CONTINUATION) {
                if (any) return SHELL_FRAGMENT;
                lexer->mark_end(lexer);
                return LINE_CONTINUATION;
            }
            bool is_quoted = scanner->quote == '\'' || scanner->quote == '#';
            if (kind == ESCAPE && !is_quoted) take(lexer);
            starts_word = false;
        } else if (c == '<' && scanner->quote == 0) {
            take(lexer);
            if (lexer->lookahead == '<') {
                take(lexer);
                if (lexer->lookahead == '<') {
                    take(lexer);
                } else if (!any) {
                    return take_heredoc_start(scanner, lexer);
                } else {
                    if (lexer->lookahead == '-') take(lexer);
                    take_blanks(lexer);
                    if (at_delimiter(lexer)) return SHELL_FRAGMENT;
                }
            }
            starts_word = false;
        } else {
            take_shell_character(scanner, lexer, starts_word);
            starts_word = is_shell_operator(c);
        }
        lexer->mark_end(lexer);
        any = true;
    }
    return SHELL_FRAGMENT;
}

// Before a command there may be options, which are Docker's.
static inline Token take_command(Scanner *scanner, TSLexer *lexer, bool options) {
    if (!options || lexer->lookahead != '-') return take_shell(scanner, lexer, false);
    if (!take_option_name(lexer)) return take_shell(scanner, lexer, true);
    bool has_value = lexer->lookahead == '=';
    bool passes_backslash = lexer->lookahead == '\\';
    if (has_value || ends_argument(lexer)) return OPTION_NAME;
    return passes_backslash ? SHELL_FRAGMENT : take_shell(scanner, lexer, true);
}

// The first word of a RUN may say how it is run.
static inline Token take_run(Scanner *scanner, TSLexer *lexer) {
    char word[MAX_KEYWORD];
    if (!is_letter(lexer->lookahead)) return take_command(scanner, lexer, true);
    take_letters(lexer, word);
    lexer->mark_end(lexer);
    if (strcmp(word, "BACKGROUND") == 0 || strcmp(word, "REPEATABLE") == 0) {
        bool passes_backslash = lexer->lookahead == '\\';
        if (word_ends(lexer)) return MODIFIER;
        if (passes_backslash) return SHELL_FRAGMENT;
    }
    return take_shell(scanner, lexer, true);
}

#endif
