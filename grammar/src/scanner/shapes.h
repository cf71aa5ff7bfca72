// Arguments with a shape of their own: options, sizes, addresses, conditions. What does not have the shape is a word.

#ifndef LAYERFILE_SHAPES_H_
#define LAYERFILE_SHAPES_H_

#include "arguments.h"
#include "keywords.h"

static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

// What has been read is no shape but begins a word.
static inline Token take_rest_of_word(TSLexer *lexer) {
    lexer->mark_end(lexer);
    return take_word(lexer, false, true);
}

// `kind`, whose end is marked, if the argument ends here; else a word.
static inline Token if_argument_ends(TSLexer *lexer, Token kind) {
    // A word stops before a backslash, and that has been passed by then: the marked part is a word of its own.
    if (lexer->lookahead == '\\') return ends_argument(lexer) ? kind : WORD;
    return ends_argument(lexer) ? kind : take_rest_of_word(lexer);
}

// At `-`: takes as much as can be of `--name`. Whether it is all there.
static inline bool take_option_name(TSLexer *lexer) {
    bool any = false;
    take(lexer);
    if (lexer->lookahead == '-') {
        take(lexer);
        while (is_name(lexer->lookahead) || (any && lexer->lookahead == '-')) {
            take(lexer);
            any = true;
        }
    }
    lexer->mark_end(lexer);
    return any;
}

static inline Token take_option(TSLexer *lexer) {
    if (!take_option_name(lexer)) return take_word(lexer, false, true);
    return lexer->lookahead == '=' ? OPTION_NAME : if_argument_ends(lexer, OPTION_NAME);
}

// At a letter: `kind` if these letters are `word` (in upper case) alone, else a word.
static inline Token take_special_word(TSLexer *lexer, const char *word, Token kind) {
    char letters[MAX_KEYWORD];
    take_letters(lexer, letters);
    lexer->mark_end(lexer);
    return if_argument_ends(lexer, strcmp(letters, word) == 0 ? kind : WORD);
}

// `DEFAULT=`.
static inline Token take_default(TSLexer *lexer) {
    char letters[MAX_KEYWORD];
    take_letters(lexer, letters);
    lexer->mark_end(lexer);
    if (strcmp(letters, "DEFAULT") != 0 || lexer->lookahead != '=') return take_word(lexer, false, true);
    take(lexer);
    lexer->mark_end(lexer);
    return DEFAULT_IS;
}

static inline Token take_number(TSLexer *lexer) {
    while (is_digit(lexer->lookahead)) take(lexer);
    lexer->mark_end(lexer);
    return if_argument_ends(lexer, NUMBER);
}

static inline bool is_unit(int32_t c) {
    c |= 0x20;
    return c == 'k' || c == 'm' || c == 'g';
}

// `2G`: its number, if nothing follows its unit.
static inline Token take_size_number(TSLexer *lexer) {
    while (is_digit(lexer->lookahead)) take(lexer);
    lexer->mark_end(lexer);
    if (is_unit(lexer->lookahead)) take(lexer);
    return if_argument_ends(lexer, SIZE_NUMBER);
}

static inline bool is_host(int32_t c) { return is_name(c) || c == '-' || c == '.'; }

static inline bool is_url(int32_t c) {
    return !is_blank(c) && c != '"' && c != '\'' && c != '\\' && c != '$' && c != '\n' && c != '\r';
}

// `kind`, whose end is marked, if a path or nothing follows, and then the argument's end.
static inline Token if_path_follows(TSLexer *lexer, Token kind) {
    if (lexer->lookahead == '/') {
        while (!at_end_of_file(lexer) && is_url(lexer->lookahead)) take(lexer);
    }
    return if_argument_ends(lexer, kind);
}

// The same after a port, of which one digit must be there.
static inline Token if_port_follows(TSLexer *lexer, Token kind) {
    if (!is_digit(lexer->lookahead)) return take_rest_of_word(lexer);
    while (is_digit(lexer->lookahead)) take(lexer);
    return if_path_follows(lexer, kind);
}

// `http://localhost:80/x`, `localhost:80`, `:80`, `80`: the first token of it, if all of it has that shape. Else a
// word.
static inline Token take_address(TSLexer *lexer) {
    if (lexer->lookahead == ':') {
        take(lexer);
        lexer->mark_end(lexer);
        return if_port_follows(lexer, COLON);
    }
    bool only_digits = true, only_letters = true;
    while (is_host(lexer->lookahead)) {
        only_digits = only_digits && is_digit(lexer->lookahead);
        only_letters = only_letters && is_letter(lexer->lookahead);
        take(lexer);
    }
    lexer->mark_end(lexer);
    if (lexer->lookahead != ':') return if_path_follows(lexer, only_digits ? PORT : HOST);
    take(lexer);
    if (is_digit(lexer->lookahead)) return if_port_follows(lexer, HOST);
    if (!only_letters || lexer->lookahead != '/') return take_rest_of_word(lexer);
    take(lexer);
    if (lexer->lookahead != '/') return take_rest_of_word(lexer);
    take(lexer);
    lexer->mark_end(lexer);
    if (!is_host(lexer->lookahead)) return take_rest_of_word(lexer);
    while (is_host(lexer->lookahead)) take(lexer);
    if (lexer->lookahead != ':') return if_path_follows(lexer, SCHEME);
    take(lexer);
    return if_port_follows(lexer, SCHEME);
}

// The rest of an address, which has been read ahead.
static inline Token take_in_address(TSLexer *lexer, const bool *valid) {
    Token kind = valid[HOST] ? HOST : valid[PORT] && !valid[COLON] ? PORT : URL_PATH;
    if (lexer->lookahead == ':') {
        take(lexer);
        kind = COLON;
    } else if (kind == URL_PATH) {
        while (!at_end_of_file(lexer) && is_url(lexer->lookahead)) take(lexer);
    } else {
        while (is_host(lexer->lookahead)) take(lexer);
    }
    lexer->mark_end(lexer);
    return kind;
}

// AND, a variable with an operator behind it, or a word.
static inline Token take_condition(TSLexer *lexer) {
    char letters[MAX_KEYWORD];
    take_letters(lexer, letters);
    int32_t c = lexer->lookahead;
    lexer->mark_end(lexer);
    if (!is_name(c) && c != '=' && c != '!') {
        return if_argument_ends(lexer, strcmp(letters, "AND") == 0 ? AND : WORD);
    }
    while (is_name(lexer->lookahead)) take(lexer);
    lexer->mark_end(lexer);
    if (lexer->lookahead == '=') return NAME;
    if (lexer->lookahead != '!') return take_word(lexer, false, true);
    take(lexer);
    if (lexer->lookahead == '=') return NAME;
    lexer->mark_end(lexer);
    return take_word(lexer, false, true);
}

// `=`, `!=`, `=~`, `!=~`: the longest.
static inline Token take_operator(TSLexer *lexer) {
    if (lexer->lookahead == '!') take(lexer);
    if (lexer->lookahead == '=') take(lexer);
    if (lexer->lookahead == '~') take(lexer);
    lexer->mark_end(lexer);
    return OPERATOR;
}

// Where an argument of a shape can begin or go on. `found`: whether one does.
static inline Token take_shaped(TSLexer *lexer, const bool *valid, bool *found) {
    int32_t c = lexer->lookahead;
    *found = true;
    if (valid[OPERATOR]) return take_operator(lexer);
    if (valid[UNIT] && is_unit(c)) {
        take(lexer);
        lexer->mark_end(lexer);
        return UNIT;
    }
    if (valid[SCHEME]) {
        if (is_host(c) || c == ':') return take_address(lexer);
    } else if (valid[HOST] || valid[COLON] || valid[PORT] || valid[URL_PATH]) {
        return take_in_address(lexer, valid);
    }
    if (valid[OPTION_NAME] && c == '-') return take_option(lexer);
    if (valid[SIZE_NUMBER] && is_digit(c)) return take_size_number(lexer);
    if (valid[NUMBER] && is_digit(c)) return take_number(lexer);
    if (valid[AND] && is_name_start(c)) return take_condition(lexer);
    if (is_letter(c)) {
        if (valid[DEFAULT_IS]) return take_default(lexer);
        if (valid[UNORDERED]) return take_special_word(lexer, "UNORDERED", UNORDERED);
        if (valid[DISABLED]) return take_special_word(lexer, "DISABLED", DISABLED);
        if (valid[AS]) return take_special_word(lexer, "AS", AS);
    }
    *found = false;
    return WORD;
}

#endif
