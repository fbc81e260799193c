package provisioner.remote.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/**
 * Starts programs on a host by processes of this machine.
 *
 * @param beginning the words before those of the program
 */
record Launcher(Target target, List<String> beginning) {
    /** What a login has, too. Others may be secrets of the run, which no step should get. */
    private static final Set<String> OF_A_LOGIN = Set.of("HOME", "LOGNAME", "PATH", "SHELL", "USER");

    private static final Map<ConnectionKind, String> PACKAGES =
            Map.of(ConnectionKind.DOCKER, "docker.io", ConnectionKind.PODMAN, "podman");

    /** @throws RemoteException {@code UNREACHABLE} if the program that is needed for it is missing */
    static Launcher of(Target target) throws RemoteException {
        return of(target, System.getenv().getOrDefault("PATH", ""));
    }

    static Launcher of(Target target, String path) throws RemoteException {
        List<String> words = new ArrayList<>();
        // Ctrl-C on the terminal is for provisioner, which ends after the step in hand. macOS has no setsid.
        find("setsid", path).ifPresent(words::add);
        if (target.kind().isContainer()) {
            if (!ConnectionKind.isContainerName(target.address())) {
                throw new IllegalArgumentException("not the name of a container: " + target.address());
            }
            String program = target.kind().program();
            words.add(find(program, path).orElseThrow(() -> missing(target)));
            words.addAll(List.of("exec", "--interactive", "--user", target.user(), target.address()));
        }
        return new Launcher(target, List.copyOf(words));
    }

    private static Optional<String> find(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .flatMap(directory -> file(directory, program).stream())
                .findFirst();
    }

    private static Optional<String> file(String directory, String program) {
        try {
            return Optional.of(Path.of(directory, program))
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(Path::toString);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static RemoteException missing(Target target) {
        String program = target.kind().program();
        return new RemoteException(
                Kind.UNREACHABLE,
                "'" + program + "' must be in PATH on this machine to reach " + target.place() + ", and is not",
                "install it (on Debian: the package " + PACKAGES.get(target.kind()) + ")");
    }

    /** Starts a program. Its words are arguments, which no shell reads. */
    Process start(String... program) throws RemoteException {
        List<String> words = new ArrayList<>(beginning);
        words.addAll(List.of(program));
        ProcessBuilder builder = new ProcessBuilder(words);
        if (target.kind() == ConnectionKind.LOCAL) {
            builder.environment().keySet().retainAll(OF_A_LOGIN);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "cannot start " + words.getFirst() + " on this machine for " + target.place() + ": "
                            + e.getMessage(),
                    "",
                    e);
        }
    }
}
