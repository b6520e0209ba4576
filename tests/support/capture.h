/* What a function writes to one of the standard streams. */
#ifndef GOLDENTHREAD_TESTS_CAPTURE_H
#define GOLDENTHREAD_TESTS_CAPTURE_H

/* Runs the function with file descriptor `fd` (1 or 2) leading into memory; returns what came,
 * NUL-terminated. The caller frees with g_free. */
char *capture(int fd, void (*run)(void *context), void *context);

#endif
