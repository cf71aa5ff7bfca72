// The words that a directive begins with.

#ifndef LAYERFILE_KEYWORDS_H_
#define LAYERFILE_KEYWORDS_H_

#include "lines.h"
#include "tokens.h"

#include <string.h>

typedef struct {
    const char *words[3];
    Token token;
} Keyword;

static const Keyword KEYWORDS[] = {
    {{"FROM"}, FROM},
    {{"RUN"}, RUN},
    {{"COPY"}, COPY},
    {{"ENV"}, ENV},
    {{"WORKDIR"}, WORKDIR},
    {{"USER"}, USER},
    {{"MEMORY"}, MEMORY},
    {{"BUTTON"}, BUTTON},
    {{"CLONE"}, CLONE},
    {{"CACHE"}, CACHE},
    {{"BUILD", "ENV"}, BUILD_ENV},
    {{"SECRET", "ENV"}, SECRET_ENV},
    {{"SPLIT"}, SPLIT},
    {{"CHECKPOINT"}, CHECKPOINT},
    {{"EXPOSE", "WEBSITE"}, EXPOSE_WEBSITE},
    {{"EXPOSE", "TCP"}, EXPOSE_TCP},
    {{"EXPOSE"}, DOCKER},
    {{"LABEL"}, LABEL},
    {{"SETUP", "FILE"}, SETUP_FILE},
    {{"SKIP", "REMAINING", "IF"}, SKIP_REMAINING_IF},
    {{"WAIT"}, WAIT},
    {{"AWS"}, AWS},
    {{"ARTIFACT", "PUBLIC"}, ARTIFACT_PUBLIC},
    {{"THEN"}, THEN},
    {{"CMD"}, DOCKER},
    {{"ENTRYPOINT"}, DOCKER},
    {{"ARG"}, DOCKER},
    {{"ADD"}, DOCKER},
    {{"VOLUME"}, DOCKER},
    {{"HEALTHCHECK"}, DOCKER},
    {{"ONBUILD"}, DOCKER},
    {{"SHELL"}, DOCKER},
    {{"STOPSIGNAL"}, DOCKER},
    {{"MAINTAINER"}, DOCKER},
};

#define KEYWORD_COUNT (sizeof(KEYWORDS) / sizeof(KEYWORDS[0]))
#define MAX_KEYWORD 16

// Takes letters, and keeps them in upper case if they are few enough for a keyword; else `word` is left empty.
static inline void take_letters(TSLexer *lexer, char word[MAX_KEYWORD]) {
    unsigned length = 0;
    while (is_letter(lexer->lookahead)) {
        if (length < MAX_KEYWORD - 1) word[length] = (char)(lexer->lookahead & ~0x20);
        length++;
        take(lexer);
    }
    word[length < MAX_KEYWORD ? length : 0] = 0;
}

// Whether a keyword's word ends here; then that is where the token ends too.
static inline bool ends_keyword(TSLexer *lexer) {
    int32_t c = lexer->lookahead;
    if (!is_blank(c) && c != '#' && c != '\\' && !at_line_end(lexer)) return false;
    lexer->mark_end(lexer);
    return word_ends(lexer);
}

static inline bool begins_directive(const char *word) {
    for (unsigned i = 0; i < KEYWORD_COUNT; i++) {
        if (KEYWORDS[i].token != THEN && strcmp(word, KEYWORDS[i].words[0]) == 0) return true;
    }
    return false;
}

// Finds the keyword whose first word was taken, up to three words ahead, and marks its end; UNKNOWN_KEYWORD where there
// is none.
static inline Token take_keyword(TSLexer *lexer, const char *first) {
    char second[MAX_KEYWORD], third[MAX_KEYWORD];
    Token alone = UNKNOWN_KEYWORD;
    bool has_more_words = false;
    for (unsigned i = 0; i < KEYWORD_COUNT; i++) {
        if (strcmp(KEYWORDS[i].words[0], first) != 0) continue;
        if (KEYWORDS[i].words[1] == NULL) {
            alone = KEYWORDS[i].token;
        } else {
            has_more_words = true;
        }
    }
    if (alone == THEN) {
        if (!take_gap(lexer)) return UNKNOWN_KEYWORD;
        take_letters(lexer, second);
        return begins_directive(second) ? THEN : UNKNOWN_KEYWORD;
    }
    if (!has_more_words || !take_gap(lexer)) return alone;
    take_letters(lexer, second);
    for (unsigned i = 0; i < KEYWORD_COUNT; i++) {
        const char *const *words = KEYWORDS[i].words;
        if (strcmp(words[0], first) != 0 || words[1] == NULL || strcmp(words[1], second) != 0) continue;
        if (words[2] != NULL) {
            if (!word_ends(lexer) || !take_gap(lexer)) continue;
            take_letters(lexer, third);
            if (strcmp(words[2], third) != 0) continue;
        }
        if (ends_keyword(lexer)) return KEYWORDS[i].token;
    }
    return alone;
}

#endif
