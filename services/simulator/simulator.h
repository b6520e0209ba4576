/* The program goldenthread-simulator. */
#ifndef GOLDENTHREAD_SIMULATOR_H
#define GOLDENTHREAD_SIMULATOR_H

/* Exit statuses beside those of error_exit_status. */
#define SIMULATOR_EVENTS_MISSING 1
#define SIMULATOR_REFUSED 65 /* EX_DATAERR: a published file that no register reproduces */

int simulator_main(int argc, char **argv);

#endif
