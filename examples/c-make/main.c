#include "count.h"

#include <stdio.h>

int main(void) {
    printf("%d\n", count_words());
    return 0;
}
