package provisioner.sshconfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** OpenSSH's client configuration. Immutable. */
public final class SshConfig {
    private static final Path SYSTEM = Path.of("/etc/ssh");

    private final List<Directive> directives;
    private final boolean readTwice;

    /** @param readTwice whether a {@code Match final} makes ssh read its configuration a second time */
    private SshConfig(List<Directive> directives, boolean readTwice) {
        this.directives = List.copyOf(directives);
        this.readTwice = readTwice;
    }

    /** An empty configuration. */
    public static SshConfig none() {
        return new SshConfig(List.of(), false);
    }

    /**
     * Reads the same files as ssh: the given file if there is one ({@code ssh -F}, {@code none} for no configuration),
     * or else ~/.ssh/config and then /etc/ssh/ssh_config.
     */
    public static SshConfig read(Optional<Path> given, LocalUser operator, InputFiles files, Problems problems) {
        SshConfigReader own = new SshConfigReader(operator, operator.ssh(), files, problems);
        if (given.isPresent()) {
            if (given.get().toString().equals("none")) {
                return none();
            }
            return new SshConfig(own.read(files.absolute(given.get()), false), own.readTwice());
        }
        List<Directive> all = new ArrayList<>();
        Path file = operator.ssh().resolve("config");
        if (Files.exists(file)) {
            all.addAll(own.read(file, true));
        }
        SshConfigReader system = new SshConfigReader(operator, SYSTEM, files, problems);
        Path systemFile = SYSTEM.resolve("ssh_config");
        if (Files.exists(systemFile)) {
            all.addAll(system.read(systemFile, false));
        }
        return new SshConfig(all, own.readTwice() || system.readTwice());
    }

    /**
     * The settings for a host, in order. The first value of a keyword wins, unless its values add up. A setting that
     * provisioner cannot follow is a problem.
     *
     * @param alias the name on ssh's command line
     * @param user the user on ssh's command line
     */
    Map<String, List<Directive>> settings(String alias, Optional<String> user, LocalUser operator, Problems problems) {
        return new Selection(alias, user, operator).of(directives, readTwice, problems);
    }
}
