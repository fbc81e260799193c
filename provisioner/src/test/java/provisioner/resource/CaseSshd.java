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
import provisioner.state.SshdLogin;

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

    /** Only what is not sshd's default. */
    static SshdLogin login(Fields fields) {
        SshdLogin login = new SshdLogin(
                fields.bool("pubkey", true),
                fields.optionalString("root").orElse(SshdLogin.USUAL.root()),
                fields.bool("strict", true),
                fields.has("files") ? fields.stringList("files") : SshdLogin.USUAL.files(),
                fields.stringList("allow_users"),
                fields.stringList("deny_users"),
                fields.stringList("allow_groups"),
                fields.stringList("deny_groups"));
        fields.done();
        return login;
    }

    static Object write(SshdLogin login) {
        return new CaseForm()
                .put("pubkey", login.pubkey(), true)
                .put("root", login.root(), SshdLogin.USUAL.root())
                .put("strict", login.strict(), true)
                .put("files", login.files(), SshdLogin.USUAL.files())
                .some("allow_users", login.allowUsers())
                .some("deny_users", login.denyUsers())
                .some("allow_groups", login.allowGroups())
                .some("deny_groups", login.denyGroups())
                .entries();
    }

    static Object write(SshdState state) {
        return state.files();
    }
}
