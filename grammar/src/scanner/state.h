// What the scanner remembers between two tokens: a fixed number of bytes, so that nothing is ever allocated for it.

#ifndef LAYERFILE_STATE_H_
#define LAYERFILE_STATE_H_

#include "tree_sitter/parser.h"

#include <stdint.h>
#include <string.h>

typedef enum {
    LINE_START,     // no directive has begun
    MIDDLE,         // in a directive
    CONTINUED,      // in a directive, right after a continuation's line end
    AFTER_GOES_ON,  // in an argument, before a backslash that belongs to it
    AFTER_COMMENT,  // in a directive, at the end of a comment on a line of its own
} Place;

// A delimiter is known by its hash and length, so that it may be of any length.
typedef struct {
    uint64_t hash;
    uint32_t length;
    bool strips_tabs;
} Heredoc;

// More here-documents than that in one instruction are not looked for.
#define MAX_HEREDOCS 16

typedef struct {
    uint8_t place;
    uint8_t quote;               // in shell text: 0, one of ' and ", # in a comment, ( in (( ))
    uint8_t unclosed_heredocs;   // found so far in the file
    uint8_t heredocs_pending;
    bool at_terminator;
    Heredoc heredocs[MAX_HEREDOCS];
} Scanner;

static inline void start_line(Scanner *scanner) {
    scanner->place = LINE_START;
    scanner->quote = 0;
    scanner->heredocs_pending = 0;
    scanner->at_terminator = false;
}

#define PUT(value)                                                                                                     \
    do {                                                                                                               \
        memcpy(buffer + size, &(value), sizeof(value));                                                                \
        size += sizeof(value);                                                                                         \
    } while (0)

static inline unsigned serialize(const Scanner *scanner, char *buffer) {
    unsigned size = 0;
    PUT(scanner->place);
    PUT(scanner->quote);
    PUT(scanner->unclosed_heredocs);
    PUT(scanner->heredocs_pending);
    PUT(scanner->at_terminator);
    for (unsigned i = 0; i < scanner->heredocs_pending; i++) {
        PUT(scanner->heredocs[i].hash);
        PUT(scanner->heredocs[i].length);
        PUT(scanner->heredocs[i].strips_tabs);
    }
    return size;
}

#undef PUT

#define GET(value)                                                                                                     \
    do {                                                                                                               \
        if (size + sizeof(value) > length) return;                                                                     \
        memcpy(&(value), buffer + size, sizeof(value));                                                                \
        size += sizeof(value);                                                                                         \
    } while (0)

static inline void deserialize(Scanner *scanner, const char *buffer, unsigned length) {
    memset(scanner, 0, sizeof(*scanner));
    unsigned size = 0;
    uint8_t pending = 0;
    GET(scanner->place);
    GET(scanner->quote);
    GET(scanner->unclosed_heredocs);
    GET(pending);
    GET(scanner->at_terminator);
    if (pending > MAX_HEREDOCS) return;
    for (unsigned i = 0; i < pending; i++) {
        GET(scanner->heredocs[i].hash);
        GET(scanner->heredocs[i].length);
        GET(scanner->heredocs[i].strips_tabs);
        scanner->heredocs_pending++;
    }
}

#undef GET

#endif
