/* The number of words in all that can be read from standard input. */
int count_words(void);
