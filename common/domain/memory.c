#include "domain/memory.h"

#include <stdlib.h>

void *memory_resize(void *old, size_t size) {
    void *memory = realloc(old, size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}
