#include "runtime/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static sigset_t end_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    return signals;
}

void signals_block(void) {
    const sigset_t signals = end_signals();
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int signals_wait(int timeout_ms) {
    const sigset_t signals = end_signals();
    const struct timespec timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
    const int came = sigtimedwait(&signals, NULL, &timeout);
    return came > 0 ? came : 0;
}
