/* Named places where a test kills the process: CRASH_POINT("write.before-commit").
 *
 * With GOLDENTHREAD_CRASH_POINT=name:n in the environment the n-th pass of that place ends the
 * process at once with status 137, as kill -9 would. Built in unless NO_CRASH_POINTS is defined
 * (the release preset). The names are collected in a linker section, so that the test can hit every
 * one and a new one cannot be forgotten. */
#ifndef GOLDENTHREAD_RUNTIME_CRASH_POINT_H
#define GOLDENTHREAD_RUNTIME_CRASH_POINT_H

#include <stddef.h>

#ifdef NO_CRASH_POINTS
#define CRASH_POINT(name) ((void)0)
#else
#define CRASH_POINT(name)                                                                     \
    do {                                                                                      \
        static const char *const point __attribute__((section("crash_points"), used)) = name; \
        crash_point_pass(point);                                                              \
    } while (0)
#endif

void crash_point_pass(const char *name);

/* Names of all crash points linked into the program. */
size_t crash_point_names(const char *const **names);

#endif
