/* Memory for pure code. Nobody can go on without it, so nobody checks for it either. */
#ifndef GOLDENTHREAD_DOMAIN_MEMORY_H
#define GOLDENTHREAD_DOMAIN_MEMORY_H

#include <stddef.h>

/* realloc(old, size), which is malloc for NULL and is given back with free. Aborts when there is no
 * memory. */
__attribute__((returns_nonnull)) void *memory_resize(void *old, size_t size);

#endif
