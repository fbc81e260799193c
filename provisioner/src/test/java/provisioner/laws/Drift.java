package provisioner.laws;

import java.util.List;

/**
 * One way in which a host can come to differ from the files, by hand.
 *
 * @param host on which it happens
 * @param script raw shell, run as root
 * @param steps the names of the steps of that host that have drifted by it; all others, on every host, have not
 */
record Drift(String name, String host, String script, List<String> steps) {
    static Drift of(String name, String host, String script, String... steps) {
        return new Drift(name, host, script, List.of(steps));
    }

    @Override
    public String toString() {
        return name;
    }
}
