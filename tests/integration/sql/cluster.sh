# shellcheck shell=bash
# A PostgreSQL cluster of its own, migrated, until the shell that sources this ends.
# Sets PGHOST, PGUSER and PGDATABASE for its superuser; needs the dev build.
cluster_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
cluster_bin=/usr/lib/postgresql/15/bin
cluster=$(mktemp -d)
export PGHOST=$cluster PGUSER=postgres PGDATABASE=goldenthread

# PostgreSQL refuses root: its programs run as the user postgres then.
cluster_as=()
if [ "$(id -u)" -eq 0 ]; then
    cluster_as=(setpriv --reuid=postgres --regid=postgres --init-groups)
    chown postgres "$cluster"
fi

cluster_stop() {
    if [ -e "$cluster/data/postmaster.pid" ]; then
        "${cluster_as[@]}" "$cluster_bin/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null
    fi
    rm -rf "$cluster"
}
trap cluster_stop EXIT

cluster_migrate() {
    "$cluster_root/build/dev/bin/goldenthread" migrate --schemas "$cluster_root/schemas" \
        --dsn "host=$cluster user=migrator dbname=goldenthread" >"$cluster/migrate" ||
        { cat "$cluster/migrate"; return 1; }
}

cluster_start() {
    "${cluster_as[@]}" "$cluster_bin/initdb" -D "$cluster/data" -U postgres -E UTF8 \
        --locale=C.UTF-8 --auth=trust --no-sync >/dev/null
    "${cluster_as[@]}" "$cluster_bin/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w start \
        -o "-c listen_addresses='' -c unix_socket_directories='$cluster' -c fsync=off \
            -c shared_buffers=512MB -c max_wal_size=4GB" >/dev/null || { cat "$cluster/log" >&2; return 1; }
    # Who migrates is no superuser: it may create roles and owns the database.
    psql -Xq -d postgres -c 'create role migrator login createrole' \
        -c 'create database goldenthread owner migrator'
    cluster_migrate
}
