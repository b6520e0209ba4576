/* Whether bytes are text that every store of the project can hold. */
#ifndef GOLDENTHREAD_RUNTIME_UTF8_H
#define GOLDENTHREAD_RUNTIME_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 (no surrogates, no overlong forms) without U+0000, which PostgreSQL's text
 * cannot hold. Fast where the text is ASCII. */
bool utf8_is_valid(const char *bytes, size_t length);

#endif
