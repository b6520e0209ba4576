/* The rules version: what lines and breaches were computed with.
 *
 * "2.17" is version 2 of the pipeline's code, raised by hand, and value 17 of the counter that
 * triggers raise whenever a reference table changes. It stands in stream.offset.rules and in the
 * fence: a consumer never appends to a ledger that other rules wrote. */
#ifndef GOLDENTHREAD_RUNTIME_RULES_H
#define GOLDENTHREAD_RUNTIME_RULES_H

#include <stdbool.h>
#include <stdint.h>

/* The caller frees with g_free. */
char *rules_text(uint32_t pipeline_version, int64_t reference_version);

/* The counter in such a text; false, *version unchanged, for any other text. */
bool rules_reference_version(const char *rules, int64_t *version);

#endif
