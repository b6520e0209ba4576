/* Any bytes as a packed document of marks: refused, or read to a document that packs to the very
 * same bytes and takes its own marks for nothing new.
 *
 *     cmake --preset fuzz && cmake --build build/fuzz --target fuzz.marks
 *     build/fuzz/fuzz/marks -max_total_time=600 */
#include <glib.h>

#include "domain/marks.h"

#define YEAR 19601 /* 2023-09-01; the year has 366 days */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void expect_same_bytes(const struct marks *marks, const uint8_t *bytes, size_t length) {
    uint8_t *again = g_malloc(marks_packed_bound(marks));
    if (marks_pack(marks, again) != length || memcmp(again, bytes, length) != 0) {
        abort();
    }
    g_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct marks *marks = marks_unpack(YEAR, bytes, length);
    if (marks == NULL) {
        return 0;
    }
    expect_same_bytes(marks, bytes, length);
    for (size_t i = 0; i < marks_count(marks); i++) {
        struct mark mark = marks_get(marks, i), before;
        if (marks_fold(marks, &mark, &before) != OUTCOME_UNCHANGED) {
            abort();
        }
    }
    marks_free(marks);
    return 0;
}
