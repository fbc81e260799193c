# Shared by the scripts beside it, which set `bin` to this directory.
# shellcheck shell=sh
# shellcheck disable=SC2154

module=$(dirname "$bin")
root=$(dirname "$module")
# Not set where a machine runs this without a login.
HOME=${HOME:-/root}
export HOME

# Start-up counts more than peak speed in a tool that mostly waits for hosts: see docs/decisions/0009-start-up.md.
java_options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=5 -Djdk.reflect.useNativeAccessorOnly=true"
java_options="$java_options -Dpicocli.disable.closures=true -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"

say() { echo "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# The release number of the Java in the directory $1, such as 25; nothing where there is none.
java_release() {
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
    fi
}

# The directory of a JDK 25 or newer; fails where there is none.
jdk_home() {
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    fi
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "$on_path"; do
        release=$(java_release "$home")
        if [ "${release:-0}" -ge 25 ] && [ -x "$home/bin/javac" ]; then
            echo "$home"
            return 0
        fi
    done
    return 1
}

no_jdk="There is no JDK 25 here. On Debian 13 and Ubuntu, as root: apt-get install openjdk-25-jdk-headless
Elsewhere unpack a JDK 25 (such as Eclipse Temurin's) under /usr/lib/jvm, or name it in JAVA_HOME."

jar_file() {
    for jar in "$module"/target/provisioner-*.jar; do
        if [ -e "$jar" ]; then
            echo "$jar"
            return 0
        fi
    done
    return 1
}

jar_up_to_date() {
    sample=$module/sample-app
    jar=$(jar_file) && [ -d "$module/target/lib" ] && [ -e "$sample/target/sample-app.jar" ] &&
        [ -z "$(find "$root/pom.xml" "$module/pom.xml" "$module/src/main" "$module/lab" "$module/cacheable/pom.xml" \
            "$sample/pom.xml" "$sample/src/main" -newer "$jar" -print -quit)" ]
}

# The ahead-of-time cache; Java itself leaves alone one that does not fit the jar.
cache=$module/target/provisioner.aot

cache_up_to_date() {
    [ -e "$cache" ] && [ -z "$(find "$jar" "$module/training" "$bin/train" -newer "$cache" -print -quit)" ]
}

# Builds the program where it is missing or older than its sources. Says nothing on stdout.
build() {
    if jar_up_to_date && cache_up_to_date; then
        return 0
    fi
    mkdir -p "$module/target"
    (
        flock 9
        jar_up_to_date || build_jar
        cache_up_to_date || build_cache
    ) 9>"$module/target/build.lock"
}

build_jar() {
    command -v mvn >/dev/null || fail "Maven is missing; as root: apt-get install maven, or provisioner/bin/setup"
    say "building provisioner (its log: $module/target/build.log)"
    if ! maven -q -f "$root/pom.xml" -DskipTests -Dspotless.check.skip=true package >"$module/target/build.log" 2>&1; then
        cat "$module/target/build.log" >&2
        fail "provisioner cannot be built; see above"
    fi
    # Maven leaves a jar whose content has not changed as it is.
    jar=$(jar_file)
    touch "$jar"
}

# It is not worth a failure: without it everything works, and starts slower.
build_cache() {
    say "training its ahead-of-time cache"
    if ! "$bin/train" "$(jdk_home)" "$jar" "$cache" >"$module/target/training.log" 2>&1; then
        say "none could be made, so provisioner will start slower; see $module/target/training.log"
        : >"$cache"
    fi
}

# Maven under a JDK 25, with the warnings about its own libraries turned off.
maven() {
    JAVA_HOME=$(jdk_home) || fail "$no_jdk"
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
    export JAVA_HOME MAVEN_OPTS
    mvn -B "$@"
}
