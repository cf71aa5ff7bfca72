#include "count.h"

#include <ctype.h>
#include <stdio.h>

int count_words(void) {
    int words = 0, inside = 0, c;
    while ((c = getchar()) != EOF) {
        if (!isspace(c) && !inside) words++;
        inside = !isspace(c);
    }
    return words;
}
