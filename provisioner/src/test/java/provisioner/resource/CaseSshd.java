package provisioner.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Observation.SshdState;

/** What a case says of sshd's configuration: the text of its files. Those that Debian's own Include names are included. */
final class CaseSshd {
    private static final String DEBIANS = "/etc/ssh/sshd_config.d/*.conf";

    private CaseSshd() {}

    static SshdState read(Optional<Node> node, Problems problems) {
        SortedMap<String, String> files = new TreeMap<>();
        node.ifPresent(n -> {
            Fields fields = Fields.of(n, "sshd's files", problems);
            ((Node.Mapping) n).entries().keySet().forEach(path -> files.put(path, fields.string(path)));
            fields.done();
        });
        List<String> included = files.keySet().stream()
                .filter(path -> path.matches("/etc/ssh/sshd_config\\.d/[^/]*\\.conf"))
                .toList();
        return new SshdState(files, new TreeMap<>(Map.of(DEBIANS, included)));
    }

    static Object write(SshdState state) {
        return state.files();
    }
}
