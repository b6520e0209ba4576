# shellcheck shell=bash
# A private broker and database for one end-to-end test, gone when the test ends, however it ends.
#
#     . "$(dirname "$0")/../support/stack.sh"
#     stack_up kafka postgresql
#     goldenthread migrate && goldenthread topics
#     process_start absence goldenthread-absence
#     wait_until 30 caught_up
#     expect 'marks are counted' "$(sql 'select sum(value) from kpi.ledger')" 120
#
# From deploy/local/lib.sh come wait_until, process_start, process_pid, process_gone, service_stop;
# beside them are kafka_start, kafka_ready, kafka_stop and the same of postgresql.

set -euo pipefail

GOLDENTHREAD_HOME=$(mktemp -d "${TMPDIR:-/var/tmp}/stack.XXXXXX")
support_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=SCRIPTDIR/../../deploy/local/lib.sh
. "$support_folder/../../deploy/local/lib.sh"
# shellcheck source=SCRIPTDIR/../../deploy/local/kafka.sh
. "$local_folder/kafka.sh"
# shellcheck source=SCRIPTDIR/../../deploy/local/postgresql.sh
. "$local_folder/postgresql.sh"

# Why the test ended, said last, below what the processes printed.
failure=
stack_end() {
    local status=$? log
    if [ "$status" -ne 0 ]; then
        for log in "$GOLDENTHREAD_HOME"/log/*.log; do
            [ ! -e "$log" ] || printf -- '--- the end of %s\n%s\n' "${log##*/}" "$(tail -n 8 "$log")"
        done
    fi
    "$local_folder/reset" 2>/dev/null
    [ "$status" -eq 0 ] || printf '%s\n' "$failure"
    exit "$status"
}
set -o errtrace
trap 'failure="${BASH_SOURCE[0]##*/}:$LINENO: failed: $BASH_COMMAND"' ERR
trap stack_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# stack_up SERVER...: kafka, postgresql or both, by deploy/local/up.
stack_up() {
    "$local_folder/up" "$@"
    home_open
}

# kill -9: nothing is finished, nothing is said.
service_kill() {
    process_stop "$1" 10 KILL KILL
}

# sql QUERY: as the owner of the database, fields separated by |.
sql() {
    psql -XAtq -v ON_ERROR_STOP=1 -c "$1" "$GOLDENTHREAD_DSN"
}

# expect SENTENCE FOUND WANTED: ends the test when they differ.
expect() {
    if [ "$2" != "$3" ]; then
        failure="not so: $1
  found:    $2
  expected: $3"
        exit 1
    fi
    echo "so: $1"
}
