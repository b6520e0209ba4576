# shellcheck shell=bash
# The ten questions of schemas/sql/README.md and the logins that ask them. Sourced behind stack.sh and
# command.sh; `today` is the day that the views show.
# shellcheck disable=SC2154 # work, project_folder and today are of whoever sources it

# The statements of the chapter, each in a file of its own: 1.sql, 2.sql, ...; prints how many.
questions() {
    awk -v folder="$work" '
        /^## / { inside = $0 == "## Ten questions of a board" }
        inside && /^    / {
            if (!open) { n++; open = 1 }
            print > (folder "/" n ".sql")
            if (/;$/) open = 0
        }
        END { print n + 0 }' "$project_folder/schemas/sql/README.md"
}

# login NAME GROUP
login() {
    sql "create role $1 login password '$1'; select stream.admit('$1', '$2')" >/dev/null
}

# ask LOGIN QUESTION: its rows.
ask() {
    PGOPTIONS="-c goldenthread.today=$today" psql -XAtq -v ON_ERROR_STOP=1 -f "$work/$2.sql" \
        "${GOLDENTHREAD_DSN/goldenthread:*@/$1:$1@}"
}
