// Blanks, line ends, and what carries an instruction over a line end.

#ifndef LAYERFILE_LINES_H_
#define LAYERFILE_LINES_H_

#include "tree_sitter/parser.h"

#include <stdint.h>

static inline bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\f' || c == '\v'; }

static inline bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static inline bool is_name_start(int32_t c) { return is_letter(c) || c == '_'; }

static inline bool is_name(int32_t c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

static inline void take(TSLexer *lexer) { lexer->advance(lexer, false); }

static inline void skip(TSLexer *lexer) { lexer->advance(lexer, true); }

// A NUL in the text also shows as 0: only eof() tells the two apart.
static inline bool at_end_of_file(TSLexer *lexer) {
    return lexer->lookahead == 0 && lexer->eof(lexer);
}

static inline bool at_line_end(TSLexer *lexer) {
    return lexer->lookahead == '\n' || lexer->lookahead == '\r' || at_end_of_file(lexer);
}

// LF, CRLF or CR. `is_skipped`: it comes before the token, not into it.
static inline void pass_line_end(TSLexer *lexer, bool is_skipped) {
    bool carriage_return = lexer->lookahead == '\r';
    if (!at_end_of_file(lexer)) lexer->advance(lexer, is_skipped);
    if (carriage_return && lexer->lookahead == '\n') lexer->advance(lexer, is_skipped);
}

static inline void take_blanks(TSLexer *lexer) {
    while (is_blank(lexer->lookahead)) take(lexer);
}

static inline void take_rest_of_line(TSLexer *lexer) {
    while (!at_line_end(lexer)) take(lexer);
}

typedef enum {
    ESCAPE,          // one backslash, the next character is right behind it
    LONE_BACKSLASH,  // one backslash and blanks
    BACKSLASH_PAIR,
    CONTINUATION,    // one or two backslashes, blanks, line end: taken up to the next line's start
} Backslash;

// Takes a backslash and what belongs to it. Of many backslashes before a line end the last one, or the last two, carry
// on: they are read in pairs from the left, so that a long row of them is read once.
static inline Backslash take_backslash(TSLexer *lexer) {
    take(lexer);
    bool pair = lexer->lookahead == '\\';
    if (pair) take(lexer);
    bool blank = is_blank(lexer->lookahead);
    take_blanks(lexer);
    if (at_line_end(lexer)) {
        pass_line_end(lexer, false);
        return CONTINUATION;
    }
    if (pair) return BACKSLASH_PAIR;
    return blank ? LONE_BACKSLASH : ESCAPE;
}

// After a continuation: passes comments that stand on lines of their own.
static inline void take_continued_comments(TSLexer *lexer) {
    take_blanks(lexer);
    while (lexer->lookahead == '#') {
        take_rest_of_line(lexer);
        pass_line_end(lexer, false);
        take_blanks(lexer);
    }
}

// Passes blanks, continuations and the comments between two words. False if there is a backslash that carries nothing
// on: then a word begins with it, and its start is lost.
static inline bool take_gap(TSLexer *lexer) {
    take_blanks(lexer);
    while (lexer->lookahead == '\\') {
        if (take_backslash(lexer) != CONTINUATION) return false;
        take_continued_comments(lexer);
    }
    return true;
}

// Whether the argument before this place ends here: it goes on behind a continuation that is glued to it, unless the
// next line starts with a blank. Comments of lines of their own count for nothing.
static inline bool ends_argument(TSLexer *lexer) {
    if (lexer->lookahead == '\\') {
        if (take_backslash(lexer) != CONTINUATION) return false;
        while (lexer->lookahead == '#') {
            take_rest_of_line(lexer);
            pass_line_end(lexer, false);
        }
    }
    return is_blank(lexer->lookahead) || at_line_end(lexer);
}

// Whether the word before this place ends here. A continuation that is glued to it goes on with the word, unless the
// next line starts with a blank.
static inline bool word_ends(TSLexer *lexer) {
    if (lexer->lookahead == '\\' && take_backslash(lexer) != CONTINUATION) return false;
    return is_blank(lexer->lookahead) || lexer->lookahead == '#' || at_line_end(lexer);
}

#endif
