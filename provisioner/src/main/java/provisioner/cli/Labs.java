package provisioner.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.compile.CompileRequest.Access;
import provisioner.lab.Lab;
import provisioner.lab.LabEndpoint;
import provisioner.lab.LabException;

/** Which lab {@code --lab} means: one a user, named in {@code PROVISIONER_LAB} where there are several. */
final class Labs {
    private Labs() {}

    static Lab current() {
        String name = System.getenv().getOrDefault("PROVISIONER_LAB", "default");
        return Lab.named(name, Lab.defaultStateDir(System.getenv()));
    }

    /** Where the lab's hosts are, by name. */
    static Map<String, Access> access() throws FailedException, InterruptedException {
        try {
            Map<String, Access> access = new LinkedHashMap<>();
            for (LabEndpoint host : current().endpoints()) {
                access.put(
                        host.name(),
                        new Access(
                                host.address(),
                                Optional.of(host.port()),
                                Optional.of(host.user()),
                                List.of(host.key()),
                                List.of(host.knownHosts())));
            }
            if (access.isEmpty()) {
                throw new FailedException("the lab is not up", "start it: provisioner lab up");
            }
            return access;
        } catch (LabException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "");
        }
    }

    /** Variables that are the lab's own in place of the inventory's, as texts of YAML. */
    static Map<String, String> variables() throws FailedException, InterruptedException {
        try {
            Map<String, String> variables = new LinkedHashMap<>();
            current().acme().ifPresent(acme -> {
                variables.put("acme_server", acme.directory());
                variables.put("acme_root", quoted(acme.root()));
                variables.put("acme_issuer", quoted(acme.issuer()));
            });
            return variables;
        } catch (LabException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "");
        }
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n") + '"';
    }
}
