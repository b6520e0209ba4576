# shellcheck shell=bash
# Runs commands and looks at how they exit and what they say. Source it after stack.sh.

work=$GOLDENTHREAD_HOME/log/work # goes with the stack
mkdir -p "$work"

# run STATUS COMMAND...: standard output goes to $output, standard error to $said.
run() {
    local wanted=$1 status=0
    shift
    output=$("$@" 2>"$work/said") || status=$?
    said=$(<"$work/said")
    expect "exit status of '$*'" "$status" "$wanted"
}

# says PATTERN SENTENCE: what was written by the last run, on either stream.
says() {
    grep -q -- "$1" <<<"$output"$'\n'"$said" || {
        printf 'not so: %s\n  wanted:  %s\n  output:  %s\n  said:    %s\n' "$2" "$1" "$output" \
            "$said" >&2
        exit 1
    }
    echo "so: $2"
}

# json FILTER: of the last run's output.
json() {
    jq -r "$1" <<<"$output"
}
