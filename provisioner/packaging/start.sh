# How Java is started for this tool; read by the launcher of a checkout, by that of a release, and where their caches are made.
# shellcheck shell=sh
# shellcheck disable=SC2034

# Output and the names of files are UTF-8, whatever the locale. Nothing but its character set is replaced.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *)
        if [ -n "${LC_ALL:-}" ]; then
            LC_ALL=C.UTF-8
            export LC_ALL
        else
            LC_CTYPE=C.UTF-8
            export LC_CTYPE
        fi
        ;;
esac

# Start-up counts more than peak speed in a tool that mostly waits for hosts: see docs/decisions/0009-start-up.md.
java_options="-XX:+UseSerialGC -Xms64m -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -Djdk.reflect.useNativeAccessorOnly=true"
java_options="$java_options -Dpicocli.disable.closures=true -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"
java_options="$java_options -XX:-AOTReplayTraining --enable-native-access=ALL-UNNAMED"

caches="help all"

# The ahead-of-time cache for the command line "$@", as `cache`: all of a cache's classes are linked at every start, so the smallest that does.
choose_cache() {
    case ${1:--} in
        -*) cache=help ;;
        *) cache=all ;;
    esac
    for argument in "$@"; do
        case $argument in -h | --help) cache=help ;; esac
    done
}
