/* A rule that failed, put into words: its message with the facts filled in, and the values that it rests on. */
#ifndef IKELINT_LINT_FINDING_H
#define IKELINT_LINT_FINDING_H

#include "lint/lint.h"

/* Everything of the finding is in the scene's arena. */
void finding_make(const struct program *program, const struct rule *rule, const struct scene *scene,
                  struct element *element, struct finding *out);

#endif
