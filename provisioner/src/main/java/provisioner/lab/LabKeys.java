package provisioner.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The SSH key for lab hosts and nothing else, and the host keys of a lab's hosts. */
record LabKeys(Path key, Path knownHosts) {
    private static final String COMMENT = "provisioner lab, opens throwaway hosts only";

    /** The public key for authorized_keys. Creates the key pair if there is none. */
    String publicKey() throws LabException, InterruptedException {
        Path publicHalf = key.resolveSibling(key.getFileName() + ".pub");
        try {
            if (!Files.exists(key)) {
                List<String> keygen =
                        List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", COMMENT, "-f", key.toString());
                Command.Result result = Command.run(Duration.ofSeconds(30), "", keygen);
                if (!result.ok()) {
                    throw new LabException("cannot create the lab's SSH key " + key + ": " + result.text());
                }
            }
            return Files.readString(publicHalf).strip();
        } catch (IOException e) {
            throw new LabException(
                    "cannot read the lab's SSH key " + publicHalf + ": " + e
                            + "; remove both halves to have new ones created",
                    e);
        }
    }

    /**
     * Replaces the known_hosts file.
     *
     * @param keys for each address, lines {@code type base64}
     */
    void remember(Map<String, List<String>> keys) throws LabException {
        String text = new TreeMap<>(keys)
                .entrySet().stream()
                        .flatMap(host -> host.getValue().stream().map(line -> host.getKey() + " " + line + "\n"))
                        .collect(Collectors.joining());
        try {
            // Written beside and renamed, so that no connection reads half of it.
            Path draft = Files.createTempFile(parent(), "known_hosts", ".new");
            Files.writeString(draft, text);
            Files.move(draft, knownHosts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException("cannot write the lab's " + knownHosts + ": " + e, e);
        }
    }

    /**
     * Logs in with this key, on this process's terminal.
     *
     * @param who {@code USER@ADDRESS}
     * @param command empty for a shell
     * @return its exit status
     */
    int ssh(String who, List<String> command) throws LabException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("ssh", "-F", "none", "-i", key.toString()));
        for (String option : List.of(
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=yes",
                "LogLevel=ERROR",
                "GlobalKnownHostsFile=none",
                "UserKnownHostsFile=\"" + knownHosts + "\"")) {
            arguments.addAll(List.of("-o", option));
        }
        arguments.addAll(List.of(who, "--"));
        arguments.addAll(command);
        return Command.onThisTerminal(arguments);
    }

    void forget() throws LabException {
        try {
            Files.deleteIfExists(knownHosts);
            Files.deleteIfExists(parent());
        } catch (IOException e) {
            throw new LabException("cannot remove the lab's " + knownHosts + ": " + e, e);
        }
    }

    private Path parent() {
        return Objects.requireNonNull(knownHosts.getParent());
    }

    /** The files of a lab. Creates their directories, which only this user can read. */
    static LabKeys in(Path stateDir, String lab) throws LabException {
        Path own = stateDir.resolve("labs").resolve(lab);
        try {
            Files.createDirectories(stateDir);
            Files.setPosixFilePermissions(stateDir, Set.copyOf(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new LabException("cannot create the lab's state directory " + own + ": " + e, e);
        }
        return new LabKeys(stateDir.resolve("id_ed25519"), own.resolve("known_hosts"));
    }
}
