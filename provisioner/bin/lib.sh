# Shared by the scripts beside it, which set `bin` to this directory.
# shellcheck shell=sh
# shellcheck disable=SC2154

module=${bin%/*}
root=${module%/*}
# Not set where a machine runs this without a login.
HOME=${HOME:-/root}
export HOME

# shellcheck source=../packaging/start.sh
. "$module/packaging/start.sh"

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

# What the last build was made with: on its first line JAVA_HOME, as it was then, and on its second the JDK that was chosen. Its time is
# that of the build's start.
built=$module/target/built

# Sets `jdk` and `jar`. Succeeds where nothing has to be built. Every run waits for this.
up_to_date() {
    jdk=""
    [ -r "$built" ] && { IFS= read -r asked && IFS= read -r jdk; } <"$built" || return 1
    case ${JAVA_HOME:-} in "" | "$asked" | "$jdk") ;; *) return 1 ;; esac
    [ -x "$jdk/bin/java" ] && jars_there && caches_up_to_date
}

# Sets `jar`.
jars_there() {
    for jar in "$module"/target/provisioner-*.jar; do break; done
    [ -e "$jar" ] && [ -d "$module/target/lib" ] && [ -e "$module/sample-app/target/sample-app.jar" ]
}

caches_up_to_date() {
    for cache in $caches; do
        [ -e "$module/target/$cache.aot" ] || return 1
    done
    [ -e "$built" ] && unchanged_since "$built" "$jar" "$module/training" "$module/packaging/start.sh" "$module/packaging/train"
}

# Whether nothing of what the jars are built from, and of the further arguments, is newer than the file $1.
unchanged_since() {
    since=$1
    shift
    [ -z "$(find "$root/pom.xml" "$module/pom.xml" "$module/src/main" "$module/lab" "$module/cacheable/pom.xml" \
        "$module/sample-app/pom.xml" "$module/sample-app/src/main" "$@" -newer "$since" -print -quit)" ]
}

# Builds the program where it is missing or older than its sources, and sets `jdk` and `jar`. Says nothing on stdout.
build() {
    if up_to_date; then
        return 0
    fi
    mkdir -p "$module/target"
    {
        flock 9
        # Another run may have built it meanwhile.
        up_to_date || build_anew
    } 9>"$module/target/build.lock"
}

build_anew() {
    trained_with=${jdk:-}
    jdk=$(jdk_home) || fail "$no_jdk"
    printf '%s\n' "${JAVA_HOME:-}" "$jdk" >"$built.new"
    if ! { jars_there && unchanged_since "$jar"; }; then
        build_jar
    fi
    if ! { [ "$jdk" = "$trained_with" ] && caches_up_to_date; }; then
        build_caches
    fi
    mv "$built.new" "$built"
}

build_jar() {
    command -v mvn >/dev/null || fail "Maven is missing; as root: apt-get install maven, or provisioner/bin/setup"
    say "building provisioner (its log: $module/target/build.log)"
    if ! maven -q -f "$root/pom.xml" -DskipTests -Dspotless.check.skip=true package >"$module/target/build.log" 2>&1; then
        cat "$module/target/build.log" >&2
        fail "provisioner cannot be built; see above"
    fi
    jars_there
    # Maven leaves a jar whose content has not changed as it is. What was edited meanwhile has to stay newer.
    touch -r "$built.new" "$jar"
}

# It is not worth a failure: without them everything works, and starts slower.
build_caches() {
    say "training its ahead-of-time caches"
    if ! "$module/packaging/train" "$jdk" "$jar" "$module/target" "$module/training" "$root" >"$module/target/training.log" 2>&1; then
        say "none could be made, so provisioner will start slower; see $module/target/training.log"
        for cache in $caches; do
            : >"$module/target/$cache.aot"
        done
    fi
}

# Maven under a JDK 25, with the warnings about its own libraries turned off.
maven() {
    JAVA_HOME=$(jdk_home) || fail "$no_jdk"
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
    export JAVA_HOME MAVEN_OPTS
    mvn -B "$@"
}
