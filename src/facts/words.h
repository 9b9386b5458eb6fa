/* Facts whose text is one of a few words: what the loader of rule sets checks what is written against, so that a word
 * which can never be there is a mistake and not a rule that never fails. */
#ifndef IKELINT_FACTS_WORDS_H
#define IKELINT_FACTS_WORDS_H

#include "util/span.h"

/* The words of a fact, NULL behind the last; NULL: it may be any text. */
const char *const *fact_words(int fact);
size_t fact_words_count(void); /* facts that have words */
/* Whether it is one of them. */
bool words_have(const char *const *words, struct span word);

#endif
