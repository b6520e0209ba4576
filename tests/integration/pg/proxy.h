/* A socket between the sink and the server that can be cut, or swallow an answer: the way
 * to lose the outcome of a COMMIT that succeeds. */
#ifndef GOLDENTHREAD_TESTS_PG_PROXY_H
#define GOLDENTHREAD_TESTS_PG_PROXY_H

/* Starts it; returns the DSN that goes through it. */
const char *proxy_start(void);

/* The next thing that the server says is thrown away and both ends of that connection are closed.
 */
void proxy_swallow_answer(void);

/* Closes every connection that there is, without waiting for anything. */
void proxy_cut(void);

/* How many answers were swallowed. */
int proxy_swallowed(void);

void proxy_stop(void);

#endif
