/* The reference receiver of alerts: takes the signed webhooks of the alerter and prints each alert
 * once, however often it is delivered. What a council's own receiver has to do, it does. */
#ifndef GOLDENTHREAD_RECEIVER_H
#define GOLDENTHREAD_RECEIVER_H

/* Runs until it is told to stop; returns the process's exit status. */
int receiver_main(int argc, char **argv);

#endif
