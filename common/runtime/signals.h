/* The signals by which a program is told to end: SIGTERM, SIGINT, SIGHUP. They are blocked, never
 * handled, and asked for between two pieces of work. */
#ifndef GOLDENTHREAD_RUNTIME_SIGNALS_H
#define GOLDENTHREAD_RUNTIME_SIGNALS_H

/* Blocks them, and ignores SIGPIPE. Before the first thread, which every later one inherits from.
 */
void signals_block(void);

/* The one that came, waited for at most timeout_ms; 0 for none. */
int signals_wait(int timeout_ms);

#endif
