package provisioner.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.inventory.Inventory;
import provisioner.inventory.sources.Sources;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** The variable {@code sudo_password}: the password for sudo on a host. It must be a secret. */
public final class SudoPasswords {
    static final String VARIABLE = "sudo_password";

    private SudoPasswords() {}

    /** The passwords of an inventory by host, for commands that need no playbook. */
    public static Map<String, Secret> of(InputFiles files, Sources sources, Inventory inventory, Iterable<String> hosts)
            throws InvalidInputException {
        Evaluator evaluator = new Evaluator(SecretTags.of(files, sources, System.getenv()));
        HostScopes scopes = new HostScopes(inventory, Optional.empty(), List.of(), Optional.empty(), evaluator);
        ProblemsByUse findings = new ProblemsByUse();
        Map<String, Secret> passwords = new LinkedHashMap<>();
        int count = 0;
        for (String host : hosts) {
            of(host, scopes.of(host), evaluator, findings).ifPresent(password -> passwords.put(host, password));
            count++;
        }
        Problems problems = new Problems();
        findings.report(count, evaluator.masker(), problems);
        problems.throwIfAny();
        return passwords;
    }

    static Optional<Secret> of(String host, LazyScope scope, Evaluator evaluator, ProblemsByUse findings) {
        Location at = scope.declaredAt(VARIABLE);
        if (at == null) {
            return Optional.empty();
        }
        try {
            Optional<Secret> password = Values.text(scope.get(VARIABLE)).map(Secret::new);
            if (password.filter(evaluator.secrets()::contains).isPresent()) {
                return password;
            }
            findings.add(
                    new Problem(
                            at,
                            "'" + VARIABLE + "' must be a secret, found clear text",
                            "run 'provisioner secret set -i INVENTORY NAME' and write " + VARIABLE + ": !secret NAME"),
                    at,
                    host);
        } catch (RenderException e) {
            findings.add(e.problem(), at, host);
        }
        return Optional.empty();
    }
}
