#include "domain/memory.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"

static sigjmp_buf aborted;

static void on_abort(int signal) {
    (void)signal;
    siglongjmp(aborted, 1);
}

static void resizing_keeps_what_was_there(void) {
    char *memory = memory_resize(NULL, 4);
    memcpy(memory, "abc", 4);
    memory = memory_resize(memory, 100000);
    CU_ASSERT_STRING_EQUAL(memory, "abc");
    free(memory);
}

static void no_memory_aborts(void) {
    struct sigaction catch = {.sa_handler = on_abort}, before;
    sigaction(SIGABRT, &catch, &before);
    volatile size_t too_much = (size_t)PTRDIFF_MAX - 4096;
    volatile int reached = 0;
    if (sigsetjmp(aborted, 1) == 0) {
        void *memory = memory_resize(NULL, too_much);
        reached = 1;
        free(memory);
    } else {
        reached = 2;
    }
    sigaction(SIGABRT, &before, NULL);
    CU_ASSERT_EQUAL(reached, 2);
}

int main(void) {
    return suite_run("memory", (const struct test[]){
                                   {"resizing keeps what was there", resizing_keeps_what_was_there},
                                   {"no memory aborts", no_memory_aborts},
                                   {NULL, NULL},
                               });
}
