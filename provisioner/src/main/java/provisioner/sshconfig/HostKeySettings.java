package provisioner.sshconfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.remote.target.Destination;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.HostKeys;
import provisioner.source.Problems;

/** How to verify the key of one host. */
record HostKeySettings(Settings settings, LocalUser operator, boolean acceptNew, Problems problems, Problems warnings) {
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final Set<String> CARELESS = Set.of("no", "false", "off");

    HostKeys of(Destination destination, Tokens tokens, Optional<String> alias) {
        boolean own = !destination.knownHosts().isEmpty();
        List<Path> user = own
                ? destination.knownHosts()
                : settings.files("userknownhostsfile", tokens)
                        .orElseGet(() -> usualFiles(operator.ssh(), "known_hosts"));
        List<Path> global = own
                ? List.of()
                : settings.files("globalknownhostsfile", tokens)
                        .orElseGet(() -> usualFiles(Path.of("/etc/ssh"), "ssh_known_hosts"));
        HostKeyPolicy policy = policy();
        if (policy == HostKeyPolicy.ACCEPT_NEW && user.stream().allMatch(NOWHERE::equals)) {
            settings.first("userknownhostsfile")
                    .ifPresent(line -> problems.add(
                            line.at(),
                            "new host keys must be recorded, or every run would accept any key of "
                                    + destination.address(),
                            "name a file, here or as 'known_hosts' in the inventory"));
        }
        return new HostKeys(policy, user, global, alias, settings.flag("hashknownhosts"));
    }

    private static List<Path> usualFiles(Path directory, String name) {
        return Stream.of(name, name + "2").map(directory::resolve).toList();
    }

    /** Never asks. {@code no} is followed as far as a new key goes: a changed one may be somebody else's. */
    private HostKeyPolicy policy() {
        HostKeyPolicy configured = settings.word("stricthostkeychecking")
                .flatMap(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "true", "ask" -> Optional.of(HostKeyPolicy.STRICT);
                    case "accept-new", "no", "false", "off" -> Optional.of(HostKeyPolicy.ACCEPT_NEW);
                    default -> settings.<HostKeyPolicy>unusable("stricthostkeychecking", text);
                })
                .orElse(HostKeyPolicy.STRICT);
        if (acceptNew) {
            return HostKeyPolicy.ACCEPT_NEW;
        }
        settings.first("stricthostkeychecking")
                .filter(line -> CARELESS.contains(line.argument().toLowerCase(Locale.ROOT)))
                .ifPresent(line -> warnings.add(
                        line.at(),
                        "StrictHostKeyChecking " + line.argument()
                                + " is read as accept-new: a new host key is recorded, but a changed one is refused",
                        "write accept-new, or yes to refuse new keys as well"));
        return configured;
    }
}
