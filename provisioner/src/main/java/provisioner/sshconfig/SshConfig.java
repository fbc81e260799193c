package provisioner.sshconfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.source.InputFiles;
import provisioner.source.Problems;
import provisioner.sshconfig.Directive.Condition;

/** OpenSSH's client configuration. Immutable. */
public final class SshConfig {
    private static final Path SYSTEM = Path.of("/etc/ssh");

    private final List<Directive> directives;

    private SshConfig(List<Directive> directives) {
        this.directives = List.copyOf(directives);
    }

    /** An empty configuration. */
    public static SshConfig none() {
        return new SshConfig(List.of());
    }

    /**
     * Reads the same files as ssh: the given file if there is one ({@code ssh -F}, {@code none} for no configuration),
     * or else ~/.ssh/config and then /etc/ssh/ssh_config.
     */
    public static SshConfig read(Optional<Path> given, LocalUser operator, InputFiles files, Problems problems) {
        if (given.isPresent()) {
            return given.get().toString().equals("none")
                    ? none()
                    : new SshConfig(new SshConfigReader(operator, operator.ssh(), files, problems)
                            .read(files.absolute(given.get()), false));
        }
        List<Directive> all = new ArrayList<>();
        Path own = operator.ssh().resolve("config");
        if (Files.exists(own)) {
            all.addAll(new SshConfigReader(operator, operator.ssh(), files, problems).read(own, true));
        }
        Path system = SYSTEM.resolve("ssh_config");
        if (Files.exists(system)) {
            all.addAll(new SshConfigReader(operator, SYSTEM, files, problems).read(system, false));
        }
        return new SshConfig(all);
    }

    /**
     * The settings for a host with the name {@code alias} on ssh's command line, in order. The first value of a keyword
     * wins, unless its values add up. A setting that provisioner cannot follow is a problem.
     */
    Map<String, List<Directive>> settings(String alias, Problems problems) {
        Map<String, List<Directive>> settings = new LinkedHashMap<>();
        for (Directive directive : directives) {
            if (directive.concerns(alias)) {
                Optional<Condition.Match> match = match(directive);
                if (match.isPresent()) {
                    problems.add(
                            match.get().at(),
                            "'Match " + match.get().criteria() + "' is not supported, but may set "
                                    + directive.keyword() + " for " + alias,
                            "use 'Host' instead, or give another configuration with -F");
                } else {
                    settings.computeIfAbsent(directive.keyword(), keyword -> new ArrayList<>())
                            .add(directive);
                }
            }
        }
        return settings;
    }

    private static Optional<Condition.Match> match(Directive directive) {
        return directive.within().stream()
                .filter(Condition.Match.class::isInstance)
                .map(Condition.Match.class::cast)
                .findFirst();
    }
}
