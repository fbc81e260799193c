package provisioner.resource.wait;

import java.util.List;
import java.util.stream.Collectors;
import provisioner.resource.check.CurlConfig;
import provisioner.resource.check.HttpRoute;
import provisioner.sh.Sh;

/** The conditions that a script on the host looks at. */
final class Probes {
    private static final int CONNECT_SECONDS = 5;
    private static final int REQUEST_SECONDS = 10;

    private Probes() {}

    /** Debian's bash can open connections and is on every host. */
    static Condition port(String address, int port) {
        String script = """
                said=$(timeout %d bash -c 'exec 3<>"/dev/tcp/$0/$1"' %s %d 2>&1) && exit 0
                case $?:$said in
                124:*) echo 'does not answer' ;;
                *'Connection refused'*) echo 'refuses connections' ;;
                *) printf '%%s\\n' "cannot be reached: ${said##*: }" ;;
                esac >&2
                exit 1
                """.formatted(CONNECT_SECONDS, Sh.quote(address), port);
        return new ProbedCondition("port " + address + ":" + port, "accepts connections", script);
    }

    /** No process list shows the request: see {@link CurlConfig}. */
    static Condition http(String url, HttpRoute route, List<Integer> statuses, String contains) {
        String config = CurlConfig.of(url, route, CONNECT_SECONDS, REQUEST_SECONDS)
                + "write-out = \"\\n%{http_code}\"\n" + "show-error\n";
        String words = statuses.stream().map(String::valueOf).collect(Collectors.joining(" or "));
        String script = """
                command -v curl >/dev/null || { echo 'curl is not installed' >&2; exit 127; }
                said=$(printf %%s %s | { exec 3<&0; printf %%s %s | curl -q --config -; } 2>&1) || {
                  said=${said%%?000}
                  printf '%%s\\n' "${said##*curl: }" >&2
                  exit 1
                }
                status=${said##*
                }
                case ' %s ' in
                *" $status "*) ;;
                *) echo "status $status" >&2; exit 1 ;;
                esac
                """.formatted(
                        Sh.quote(route.ca().orElse("")),
                        Sh.quote(config),
                        statuses.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        if (contains.isEmpty()) {
            return new ProbedCondition("http " + url, "status " + words, script);
        }
        script += """
                case ${said%%?"$status"} in
                *%s*) ;;
                *) echo "status $status, without the text" >&2; exit 1 ;;
                esac
                """.formatted(Sh.quote(contains));
        return new ProbedCondition("http " + url, "status " + words + ", with the text", script);
    }
}
