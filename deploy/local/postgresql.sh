# shellcheck shell=bash
# The database of the local stack: a private PostgreSQL 15 cluster. Needs lib.sh.
: "${local_folder:?source lib.sh first}"

postgresql_bin=/usr/lib/postgresql/15/bin
postgresql_folder=$GOLDENTHREAD_HOME/postgresql

# PostgreSQL refuses root: its programs run as the user postgres then, who cannot be where root is.
postgresql_as=()
if [ "$(id -u)" -eq 0 ]; then
    postgresql_as=(env --chdir=/ setpriv --reuid=postgres --regid=postgres --init-groups)
fi

postgresql_create() {
    [ ! -e "$postgresql_folder/data/PG_VERSION" ] || return 0
    mkdir -p "$postgresql_folder"
    if [ "$(id -u)" -eq 0 ]; then
        # Others may pass through the home, not read in it.
        chmod 711 "$GOLDENTHREAD_HOME"
        install -d -o postgres -g postgres -m 700 "$postgresql_folder"
        "${postgresql_as[@]}" test -x "$postgresql_folder" ||
            fail "the user postgres cannot reach $postgresql_folder, a folder above it forbids that:" \
                "set GOLDENTHREAD_HOME to another place"
    fi
    # A folder that an interrupted initdb left behind.
    rm -rf "$postgresql_folder/data"
    "${postgresql_as[@]}" "$postgresql_bin/initdb" -D "$postgresql_folder/data" -U postgres \
        -E UTF8 --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 >/dev/null ||
        fail "initdb failed"
    echo "include 'goldenthread.conf'" >>"$postgresql_folder/data/postgresql.conf"
}

# Local connections need no password, so the socket's folder is closed to all but the owner.
postgresql_configure() {
    "${postgresql_as[@]}" mkdir -p -m 700 "$postgresql_folder/run"
    rm -f "$postgresql_folder/data/goldenthread.conf"
    {
        cat "$local_folder/postgresql.conf"
        cat <<TEXT
port = $POSTGRESQL_PORT
unix_socket_directories = '$postgresql_folder/run'
TEXT
    } | "${postgresql_as[@]}" tee "$postgresql_folder/data/goldenthread.conf" >/dev/null
}

postgresql_processes() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/cwd")" != "$postgresql_folder/data" ] || echo "${process#/proc/}"
    done 2>/dev/null
}

postgresql_all_gone() {
    [ -z "$(postgresql_processes)" ]
}

# After a kill of the server its children need a moment to notice, and its pid may still or again
# be taken (by a zombie that nobody reaps, by somebody else): either keeps a new server from
# starting.
postgresql_clean() {
    wait_until 20 postgresql_all_gone ||
        fail "processes work in $postgresql_folder/data already:" \
            "$(postgresql_processes | tr '\n' ' ')"
    rm -f "$postgresql_folder"/data/postmaster.pid "$postgresql_folder"/run/.s.PGSQL.*
}

# Over TCP, as the services connect.
postgresql_healthy() {
    psql -X -Atq -c 'select 1' "$GOLDENTHREAD_DSN?connect_timeout=3" >/dev/null 2>&1
}

postgresql_accepts() {
    "$postgresql_bin/pg_isready" -q -h "$postgresql_folder/run" -p "$POSTGRESQL_PORT" -U postgres
}

postgresql_create_database() {
    local socket="host=$postgresql_folder/run port=$POSTGRESQL_PORT user=postgres dbname=postgres"
    POSTGRESQL_PASSWORD=$POSTGRESQL_PASSWORD psql -X -q -v ON_ERROR_STOP=1 "$socket" <<'SQL'
\getenv password POSTGRESQL_PASSWORD
select format('create role goldenthread login createrole password %L', :'password')
 where not exists (select from pg_roles where rolname = 'goldenthread') \gexec
select 'create database goldenthread owner goldenthread'
 where not exists (select from pg_database where datname = 'goldenthread') \gexec
SQL
}

postgresql_start() {
    if process_gone postgresql; then
        postgresql_create
        postgresql_clean
        port_require POSTGRESQL_PORT
        postgresql_configure
        process_start postgresql "${postgresql_as[@]}" "$postgresql_bin/postgres" \
            -D "$postgresql_folder/data"
    fi
}

postgresql_ready() {
    process_ready postgresql 60 postgresql_accepts && postgresql_create_database &&
        process_ready postgresql 10 postgresql_healthy
}

# INT is PostgreSQL's fast shutdown (TERM would wait for the clients), QUIT its immediate one.
postgresql_stop() {
    process_stop postgresql 60 INT QUIT
}
