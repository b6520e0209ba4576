# shellcheck shell=bash
# The broker of the local stack: Apache Kafka in KRaft mode, its jars from Maven Central by pom.xml.
# Needs lib.sh.
: "${local_folder:?source lib.sh first}"

kafka_version=$(sed -n 's,.*<kafka.version>\(.*\)</kafka.version>.*,\1,p' "$local_folder/pom.xml")
kafka_libs=${GOLDENTHREAD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/goldenthread}/kafka-$kafka_version
read -ra kafka_options <<<"${GOLDENTHREAD_KAFKA_JAVA:-}"
# The wildcard is Java's to expand, not the shell's.
kafka_java=(java "-Xmx${GOLDENTHREAD_KAFKA_HEAP:-512m}" "${kafka_options[@]}" -cp "$kafka_libs/*"
    "-Dlog4j2.configurationFile=$local_folder/log4j2.xml")

# All homes of a user share the jars, which are there completely or not at all.
kafka_download() {
    [ ! -d "$kafka_libs" ] || return 0
    say "downloading Apache Kafka $kafka_version from Maven Central into $kafka_libs"
    mkdir -p "${kafka_libs%/*}"
    local part log=$GOLDENTHREAD_HOME/log/maven.log
    part=$(mktemp -d "$kafka_libs.XXXXXX")
    mkdir -p "${log%/*}"
    if ! mvn -B -q -C -f "$local_folder/pom.xml" dependency:copy-dependencies \
        "-Dmaven.repo.local=$part/repository" "-DoutputDirectory=$part/libs" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -rf "$part"
        fail "Maven could not download Kafka; its output is $log"
    fi
    # Somebody else may have been faster.
    mv -T "$part/libs" "$kafka_libs" 2>/dev/null || true
    rm -rf "$part"
}

kafka_configure() {
    local folder=$GOLDENTHREAD_HOME/kafka id
    mkdir -p "$folder"
    {
        cat "$local_folder/kafka.properties"
        cat <<TEXT
listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$KAFKA_CONTROLLER_PORT
advertised.listeners=PLAINTEXT://127.0.0.1:$KAFKA_PORT
controller.quorum.voters=1@127.0.0.1:$KAFKA_CONTROLLER_PORT
log.dirs=$folder/data
TEXT
    } >"$folder/server.properties"
    [ ! -e "$folder/data/meta.properties" ] || return 0
    # What `StorageTool random-uuid` prints, without another start of Java: 16 bytes in the URL's
    # base64, not beginning with a dash.
    id=A$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d = | cut -c 2-)
    "${kafka_java[@]}" kafka.tools.StorageTool format -t "$id" -c "$folder/server.properties" \
        >/dev/null
}

# Metadata with one broker in it: an open port alone promises nothing.
kafka_healthy() {
    kcat -b "$GOLDENTHREAD_BROKERS" -L -m 2 -X reconnect.backoff.ms=50 \
        -X reconnect.backoff.max.ms=200 2>/dev/null | grep '^ 1 brokers:' >/dev/null
}

kafka_start() {
    if process_gone kafka; then
        kafka_download
        port_require KAFKA_PORT
        port_require KAFKA_CONTROLLER_PORT
        kafka_configure
        process_start kafka "${kafka_java[@]}" kafka.Kafka \
            "$GOLDENTHREAD_HOME/kafka/server.properties"
    fi
}

kafka_ready() {
    process_ready kafka 120 kafka_healthy
}

kafka_stop() {
    process_stop kafka 30 TERM KILL
}
