/* The alerter: from a change of a breach's state to the panel lead who must know of it. The
 * database is the only memory; any number of alerters may run on it. */
#ifndef GOLDENTHREAD_ALERTER_H
#define GOLDENTHREAD_ALERTER_H

/* Runs until it is told to stop; returns the process's exit status. */
int alerter_main(int argc, char **argv);

#endif
