// Here-documents: `<<EOF`, `<<-EOF`, `<<'EOF'`, several in one instruction.
//
// One whose terminator is missing is no here-document but a mistake of its own line: it must not swallow the rest of
// the file while somebody is still typing. To know that, the text is read ahead up to the terminator.

#ifndef LAYERFILE_HEREDOC_H_
#define LAYERFILE_HEREDOC_H_

#include "lines.h"
#include "state.h"
#include "tokens.h"

// How often in a file the text is read ahead in vain; later ones count as unclosed unread, so that a file of nothing
// but `<<A` is not read over and over.
#define MAX_UNCLOSED_HEREDOCS 16

#define HASH_START UINT64_C(14695981039346656037)
#define HASH_PRIME UINT64_C(1099511628211)

static inline void hash_character(Heredoc *text, int32_t c) {
    text->hash = (text->hash ^ (uint64_t)c) * HASH_PRIME;
    text->length++;
}

// Takes a line without its end; whether it is the terminator.
static inline bool take_line(TSLexer *lexer, const Heredoc *heredoc) {
    Heredoc line = {HASH_START, 0, false};
    if (heredoc->strips_tabs) {
        while (lexer->lookahead == '\t') take(lexer);
    }
    while (!at_line_end(lexer)) {
        hash_character(&line, lexer->lookahead);
        take(lexer);
    }
    return line.length == heredoc->length && line.hash == heredoc->hash;
}

// Reads ahead from within an instruction to the terminators of all of its here-documents.
static inline bool terminators_follow(const Scanner *scanner, TSLexer *lexer) {
    while (!at_line_end(lexer)) {
        if (lexer->lookahead != '\\') {
            take(lexer);
        } else if (take_backslash(lexer) == CONTINUATION) {
            take_continued_comments(lexer);
        }
    }
    for (unsigned i = 0; i < scanner->heredocs_pending; i++) {
        bool found = false;
        while (!found) {
            if (at_end_of_file(lexer)) return false;
            pass_line_end(lexer, false);
            found = take_line(lexer, &scanner->heredocs[i]);
        }
    }
    return true;
}

static inline bool ends_delimiter(TSLexer *lexer) {
    int32_t c = lexer->lookahead;
    return at_line_end(lexer) || is_blank(c) || (c > 0 && c < 128 && strchr(";&|<>()'\"`$\\", c) != NULL);
}

// Whether what follows `<<` or `<<-` and blanks can be a delimiter.
static inline bool at_delimiter(TSLexer *lexer) {
    int32_t c = lexer->lookahead;
    return is_name_start(c) || c == '\'' || c == '"' || c == '\\';
}

// Takes what follows `<<`, and marks its end. SHELL_FRAGMENT if it is no here-document after all.
static inline Token take_heredoc_start(Scanner *scanner, TSLexer *lexer) {
    Heredoc heredoc = {HASH_START, 0, lexer->lookahead == '-'};
    if (heredoc.strips_tabs) take(lexer);
    lexer->mark_end(lexer);
    take_blanks(lexer);
    if (!at_delimiter(lexer)) return SHELL_FRAGMENT;

    int32_t first = lexer->lookahead;
    bool closed = true;
    if (first == '\'' || first == '"') {
        take(lexer);
        while (!at_line_end(lexer) && lexer->lookahead != first) {
            hash_character(&heredoc, lexer->lookahead);
            take(lexer);
        }
        closed = heredoc.length > 0 && lexer->lookahead == first;
        if (lexer->lookahead == first) take(lexer);
    } else {
        if (first == '\\') {
            take(lexer);
            if (!is_name_start(lexer->lookahead)) return SHELL_FRAGMENT;
        }
        while (!ends_delimiter(lexer)) {
            hash_character(&heredoc, lexer->lookahead);
            take(lexer);
        }
    }
    lexer->mark_end(lexer);
    if (!closed || scanner->heredocs_pending == MAX_HEREDOCS ||
        scanner->unclosed_heredocs == MAX_UNCLOSED_HEREDOCS) {
        return UNCLOSED_HEREDOC;
    }
    scanner->heredocs[scanner->heredocs_pending++] = heredoc;
    if (terminators_follow(scanner, lexer)) return HEREDOC_START;
    scanner->heredocs_pending--;
    scanner->unclosed_heredocs++;
    return UNCLOSED_HEREDOC;
}

static inline void pop_heredoc(Scanner *scanner) {
    scanner->heredocs_pending--;
    memmove(scanner->heredocs, scanner->heredocs + 1, scanner->heredocs_pending * sizeof(Heredoc));
    scanner->at_terminator = false;
}

// At the end of a line that here-documents wait for: takes the next one's lines, or its terminator if it has none.
static inline Token take_heredoc_body(Scanner *scanner, TSLexer *lexer) {
    pass_line_end(lexer, true);
    lexer->mark_end(lexer);
    for (bool first = true;; first = false) {
        if (take_line(lexer, &scanner->heredocs[0])) {
            if (!first) {
                scanner->at_terminator = true;
                return HEREDOC_BODY;
            }
            lexer->mark_end(lexer);
            pop_heredoc(scanner);
            return HEREDOC_END;
        }
        bool last = at_end_of_file(lexer);
        pass_line_end(lexer, false);
        lexer->mark_end(lexer);
        if (last) {
            scanner->heredocs_pending = 0;
            return HEREDOC_BODY;
        }
    }
}

static inline Token take_heredoc_end(Scanner *scanner, TSLexer *lexer) {
    take_rest_of_line(lexer);
    lexer->mark_end(lexer);
    pop_heredoc(scanner);
    return HEREDOC_END;
}

#endif
