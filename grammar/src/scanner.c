// The tokens of Layerfiles. See grammar.js for how they make directives.
//
// Every text is read without an ERROR: each of these functions takes something or ends the line. Nothing is read more
// than a fixed number of times, and nothing is allocated but the fixed state.

#include "scanner/arguments.h"
#include "scanner/keywords.h"
#include "scanner/lines.h"
#include "scanner/shapes.h"
#include "scanner/shell.h"
#include "scanner/state.h"
#include "scanner/tokens.h"

#include "tree_sitter/alloc.h"

#define BYTE_ORDER_MARK 0xFEFF

// Text that runs to the end of its line, without blanks at its end.
static Token take_text(TSLexer *lexer) {
    bool any = false;
    while (!at_line_end(lexer)) {
        int32_t c = lexer->lookahead;
        if (c == '\\') {
            if (take_marked_backslash(lexer, false) == CONTINUATION) return any ? TEXT : continuation(lexer);
            any = true;
        } else {
            take(lexer);
            if (is_blank(c)) continue;
            lexer->mark_end(lexer);
            any = true;
        }
    }
    return TEXT;
}

static Token take_comment(TSLexer *lexer, Token kind) {
    take_rest_of_line(lexer);
    lexer->mark_end(lexer);
    return kind;
}

// A word that no directive begins with; `any`: some of it was taken already, and marked.
static Token take_unknown_keyword(TSLexer *lexer, bool any) {
    while (!at_line_end(lexer) && !is_blank(lexer->lookahead)) {
        if (lexer->lookahead == '\\') {
            Backslash kind = take_marked_backslash(lexer, true);
            if (kind == CONTINUATION) return any ? UNKNOWN_KEYWORD : continuation(lexer);
            if (kind != ESCAPE) return UNKNOWN_KEYWORD;
        } else {
            take(lexer);
            lexer->mark_end(lexer);
        }
        any = true;
    }
    return UNKNOWN_KEYWORD;
}

static Token take_first_word(TSLexer *lexer) {
    char word[MAX_KEYWORD];
    if (!is_letter(lexer->lookahead)) return take_unknown_keyword(lexer, false);
    take_letters(lexer, word);
    lexer->mark_end(lexer);
    int32_t c = lexer->lookahead;
    if (!is_blank(c) && c != '\\' && !at_line_end(lexer)) return take_unknown_keyword(lexer, true);
    return word_ends(lexer) ? take_keyword(lexer, word) : UNKNOWN_KEYWORD;
}

// Where a directive can begin: passes empty lines, too.
static bool scan_line_start(Scanner *scanner, TSLexer *lexer, Token *token) {
    while (is_blank(lexer->lookahead) || lexer->lookahead == BYTE_ORDER_MARK ||
           (at_line_end(lexer) && !at_end_of_file(lexer))) {
        skip(lexer);
    }
    if (at_end_of_file(lexer)) return false;
    lexer->mark_end(lexer);
    *token = lexer->lookahead == '#' ? take_comment(lexer, COMMENT) : take_first_word(lexer);
    scanner->place = *token == COMMENT || *token == LINE_CONTINUATION ? LINE_START : MIDDLE;
    return true;
}

static Token take_argument(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    bool commands = valid[COMMAND_SUBSTITUTION];
    if (lexer->lookahead == '\\') {
        // Whether it ends the argument before it takes reading on, even over comments: so that is a token of its own.
        if (!valid[ARGUMENT_END] || scanner->place == AFTER_GOES_ON) return take_word_backslash(lexer);
        return ends_argument(lexer) ? ARGUMENT_END : GOES_ON;
    }
    if (valid[EQUALS] && lexer->lookahead == '=') {
        take(lexer);
        lexer->mark_end(lexer);
        return EQUALS;
    }
    bool found;
    Token shaped = take_shaped(lexer, valid, &found);
    if (found) return shaped;
    if (valid[NAME] && is_name_start(lexer->lookahead)) return take_name(lexer, commands);
    return take_word(lexer, commands, false);
}

// Inside of a directive.
static Token take_next(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    if (scanner->at_terminator) return take_heredoc_end(scanner, lexer);
    if (scanner->place == AFTER_COMMENT) {
        pass_line_end(lexer, true);
        scanner->place = CONTINUED;
    }
    bool in_quotes = valid[STRING_END] || valid[RAW_END];
    if (valid[ARGUMENT_END] && (is_blank(lexer->lookahead) || at_line_end(lexer))) {
        lexer->mark_end(lexer);
        return ARGUMENT_END;
    }
    if (scanner->place == CONTINUED || !in_quotes) {
        while (is_blank(lexer->lookahead)) skip(lexer);
    }
    lexer->mark_end(lexer);
    if (scanner->place == CONTINUED && lexer->lookahead == '#') {
        return take_comment(lexer, COMMENT);
    }
    if (valid[STRING_END]) return take_string(lexer, valid[COMMAND_SUBSTITUTION]);
    if (valid[RAW_END]) return take_raw(lexer);
    if (at_line_end(lexer)) {
        if (scanner->heredocs_pending > 0) return take_heredoc_body(scanner, lexer);
        pass_line_end(lexer, false);
        lexer->mark_end(lexer);
        return LINE_END;
    }
    if (valid[TRAILING_COMMENT] && lexer->lookahead == '#') return take_comment(lexer, TRAILING_COMMENT);
    if (valid[MODIFIER]) return take_run(scanner, lexer);
    if (valid[SHELL_FRAGMENT]) return take_command(scanner, lexer, valid[OPTION_NAME]);
    if (valid[TEXT]) return take_text(lexer);
    return take_argument(scanner, lexer, valid);
}

static Token scan_directive(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    Token token = take_next(scanner, lexer, valid);
    switch (token) {
        case LINE_END:
            start_line(scanner);
            break;
        case LINE_CONTINUATION:
            scanner->place = CONTINUED;
            break;
        case COMMENT:
            scanner->place = AFTER_COMMENT;
            break;
        case ARGUMENT_END:
            break;
        case GOES_ON:
            scanner->place = AFTER_GOES_ON;
            break;
        default:
            scanner->place = MIDDLE;
    }
    return token;
}

void *tree_sitter_layerfile_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_layerfile_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_layerfile_external_scanner_serialize(void *payload, char *buffer) {
    return serialize(payload, buffer);
}

void tree_sitter_layerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    deserialize(payload, buffer, length);
}

bool tree_sitter_layerfile_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    Scanner *scanner = payload;
    Token token;
    if (valid[ERROR_SENTINEL]) return false;
    if (valid[FROM]) {
        if (!scan_line_start(scanner, lexer, &token)) return false;
    } else {
        token = scan_directive(scanner, lexer, valid);
    }
    lexer->result_symbol = token;
    return true;
}
