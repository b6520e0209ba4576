/* A socket between the sink and the server that can swallow an answer: the one way to lose the
 * outcome of a COMMIT that succeeded. */
#ifndef GOLDENTHREAD_TESTS_PG_PROXY_H
#define GOLDENTHREAD_TESTS_PG_PROXY_H

/* Starts it; returns the DSN that goes through it. */
const char *proxy_start(void);

/* The next thing that the server says is thrown away and both ends of that connection are closed.
 */
void proxy_swallow_answer(void);

/* How many answers were swallowed. */
int proxy_swallowed(void);

void proxy_stop(void);

#endif
