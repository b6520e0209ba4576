# shellcheck shell=bash
# What the commands of the local stack share: the home, its ports, and processes by pid.
# Source it in a bash script with `set -euo pipefail`; it sets GOLDENTHREAD_HOME.
#
# A home holds   env         ports and password, chosen once
#                secrets/    the key of breach ids
#                kafka/      settings and data of the broker
#                postgresql/ data and socket of the database
#                run/ log/   NAME.pid and NAME.log of every process started here

local_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project_folder=$(cd "$local_folder/../.." && pwd)

say() {
    echo "$*" >&2
}

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# As root the data must be readable by the user postgres, which root's own home is not.
home_default() {
    if [ "$(id -u)" -eq 0 ]; then
        echo /var/lib/goldenthread/local
    else
        echo "${XDG_STATE_HOME:-$HOME/.local/state}/goldenthread"
    fi
}

GOLDENTHREAD_HOME=${GOLDENTHREAD_HOME:-$(home_default)}
[[ $GOLDENTHREAD_HOME == /* ]] || GOLDENTHREAD_HOME=$PWD/$GOLDENTHREAD_HOME
export GOLDENTHREAD_HOME

# One command at a time changes a home. Processes started meanwhile do not inherit the lock (fd 9).
home_lock() {
    (umask 022 && mkdir -p "$GOLDENTHREAD_HOME")
    exec 9>"$GOLDENTHREAD_HOME/lock"
    flock -w 180 9 || fail "another command holds $GOLDENTHREAD_HOME/lock"
}

# home_open: reads the ports of the home, 1 if it has none yet.
home_open() {
    [ -r "$GOLDENTHREAD_HOME/env" ] || return 1
    # shellcheck source=/dev/null
    . "$GOLDENTHREAD_HOME/env"
    export GOLDENTHREAD_BROKERS=127.0.0.1:$KAFKA_PORT
    export GOLDENTHREAD_DSN="postgresql://goldenthread:$POSTGRESQL_PASSWORD@127.0.0.1:$POSTGRESQL_PORT/goldenthread"
    export GOLDENTHREAD_ADMIN_DSN="host=$GOLDENTHREAD_HOME/postgresql/run port=$POSTGRESQL_PORT user=postgres dbname=goldenthread"
    export GOLDENTHREAD_SCHEMAS=$project_folder/schemas
    export GOLDENTHREAD_BREACH_KEY_FILE=$GOLDENTHREAD_HOME/secrets/breach.key
}

port_is_taken() {
    (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Below the range from which the kernel picks ports for clients.
port_choose() {
    local port
    while port=$((20000 + RANDOM % 12000)); port_is_taken "$port"; do :; done
    echo "$port"
}

port_is_free() {
    ! port_is_taken "$1"
}

# port_require KEY: the port of that name must be free, as its server does not run; one that was
# killed a moment ago may hold it a little longer.
port_require() {
    wait_until 10 port_is_free "${!1}" || fail "port ${!1} belongs to another program: stop that, or delete" \
        "the line $1 from $GOLDENTHREAD_HOME/env to have another chosen"
}

random_hex() {
    od -An -N"$1" -v -tx1 /dev/urandom | tr -d ' \n'
}

# Chooses what the home has not got yet.
home_choose() {
    local file=$GOLDENTHREAD_HOME/env key
    [ -e "$file" ] || (umask 077 && : >"$file")
    for key in KAFKA_PORT KAFKA_CONTROLLER_PORT POSTGRESQL_PORT; do
        grep -q "^$key=" "$file" || echo "$key=$(port_choose)" >>"$file"
    done
    grep -q '^POSTGRESQL_PASSWORD=' "$file" ||
        echo "POSTGRESQL_PASSWORD=$(random_hex 16)" >>"$file"
    (umask 077 && mkdir -p "$GOLDENTHREAD_HOME/secrets")
    [ -s "$GOLDENTHREAD_HOME/secrets/breach.key" ] ||
        (umask 077 && random_hex 32 >"$GOLDENTHREAD_HOME/secrets/breach.key")
    home_open
}

# The moment a living process started, in clock ticks since boot: tells it from a later process
# that got the same pid. Empty for none and for a zombie, whose threads have all ended.
process_started() {
    local stat threads=("/proc/$1/task"/*)
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
    read -ra stat <<<"${stat##*) }"
    [[ ${stat[0]} == Z && ${#threads[@]} -le 1 ]] || echo "${stat[19]}"
}

# Prints the pid of a process started here, 1 if it does not run (any more).
process_pid() {
    local pid started
    read -r pid started 2>/dev/null <"$GOLDENTHREAD_HOME/run/$1.pid" || return 1
    [ "$(process_started "$pid")" = "$started" ] || return 1
    echo "$pid"
}

# The names of all processes that were started here and not stopped.
process_names() {
    local file
    for file in "$GOLDENTHREAD_HOME"/run/*.pid; do
        [ ! -e "$file" ] || basename "$file" .pid
    done
}

# process_start NAME COMMAND...: in the background, without a terminal.
process_start() {
    local name=$1
    shift
    mkdir -p "$GOLDENTHREAD_HOME/run" "$GOLDENTHREAD_HOME/log"
    setsid "$@" </dev/null >>"$GOLDENTHREAD_HOME/log/$name.log" 2>&1 9>&- &
    echo "$! $(process_started $!)" >"$GOLDENTHREAD_HOME/run/$name.pid"
    disown
}

process_gone() {
    ! process_pid "$1" >/dev/null
}

# process_stop NAME SECONDS GENTLE FIRM: sends the signal GENTLE, after SECONDS the signal FIRM.
process_stop() {
    local name=$1 seconds=$2 gentle=$3 firm=$4 pid
    if pid=$(process_pid "$name"); then
        kill -s "$gentle" "$pid" 2>/dev/null || true
        if ! wait_until "$seconds" process_gone "$name"; then
            say "$name (pid $pid) did not stop within $seconds s: sending SIG$firm"
            kill -s "$firm" "$pid" 2>/dev/null || true
            wait_until 10 process_gone "$name" || fail "$name (pid $pid) cannot be stopped"
        fi
    fi
    rm -f "$GOLDENTHREAD_HOME/run/$name.pid"
}

# Lets a service finish what it does, as systemd would.
service_stop() {
    process_stop "$1" 30 TERM KILL
}

# wait_until SECONDS COMMAND...: asks until the command succeeds, 1 when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

# Ends a wait early when the process is gone.
process_answers() {
    process_gone "$1" || "${@:2}"
}

# process_ready NAME SECONDS COMMAND...: waits until the command succeeds, 1 when the process ends
# before; fails with the last lines of its log at the deadline.
process_ready() {
    if ! wait_until "$2" process_answers "$1" "${@:3}"; then
        process_failed "$1"
    fi
    ! process_gone "$1"
}

process_failed() {
    tail -n 15 "$GOLDENTHREAD_HOME/log/$1.log" >&2
    fail "$1 does not answer; its log is $GOLDENTHREAD_HOME/log/$1.log"
}
