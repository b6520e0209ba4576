#include "support/capture.h"

#include <glib.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

char *capture(int fd, void (*run)(void *context), void *context) {
    fflush(NULL);
    const int kept = dup(fd);
    const int memory = memfd_create("capture", MFD_CLOEXEC);
    g_assert(kept >= 0 && memory >= 0 && dup2(memory, fd) >= 0);
    run(context);
    fflush(NULL);
    g_assert(dup2(kept, fd) >= 0);
    close(kept);
    const off_t length = lseek(memory, 0, SEEK_END);
    char *text = g_malloc0((size_t)length + 1);
    g_assert(pread(memory, text, (size_t)length, 0) == length);
    close(memory);
    return text;
}
