package provisioner.remote.process;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** What Docker and Podman say where no program could be started in a container, and what to do about it. */
final class ContainerFailure {
    /** Either may say something else before. */
    private static final Pattern THEIRS = Pattern.compile(
            "error response from daemon|^error: |docker daemon|connect to podman|^oci |unable to find user"
                    + "|error during connect",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private record Known(Pattern said, Kind kind, Function<Target, String> message, Function<Target, String> hint) {
        Known(String said, Kind kind, Function<Target, String> message, Function<Target, String> hint) {
            this(Pattern.compile(said, Pattern.CASE_INSENSITIVE), kind, message, hint);
        }
    }

    private static final List<Known> ALL = List.of(
            new Known(
                    "no such container|no container with name",
                    Kind.UNREACHABLE,
                    target -> "there must be a " + container(target) + " for " + target.host() + ", and there is none",
                    target -> "its name is the host's 'address', or else the host's name; '"
                            + target.kind().program() + " ps -a' shows those that there are"),
            new Known(
                    "is not running|is paused|is restarting|running containers|container state improper",
                    Kind.UNREACHABLE,
                    target -> "the " + container(target) + " of " + target.host() + " must be running, and is not",
                    target -> "'" + target.kind().program() + " ps -a' shows its state"),
            new Known(
                    "unable to find user|no matching entries in passwd",
                    Kind.AUTHENTICATION,
                    target -> "the user " + target.user() + " must exist in the " + container(target) + " of "
                            + target.host(),
                    target -> "give the host another 'user', or none for root"),
            new Known(
                    "exec(utable file)?:? .*(not found|no such file|permission denied)|starting container process",
                    Kind.PROTOCOL,
                    target -> "there must be a /bin/sh in the " + container(target) + " of " + target.host(),
                    target -> "only Debian and Ubuntu can be managed, and images without a shell cannot be"));

    private ContainerFailure() {}

    /** @param said what came on both outputs */
    static Optional<RemoteException> of(Target target, String said) {
        if (!THEIRS.matcher(said).find()) {
            return Optional.empty();
        }
        for (Known known : ALL) {
            if (known.said.matcher(said).find()) {
                return Optional.of(
                        new RemoteException(known.kind, known.message.apply(target), known.hint.apply(target)));
            }
        }
        return Optional.of(new RemoteException(
                Kind.UNREACHABLE,
                target.kind().program() + " on this machine cannot reach the container " + target.address() + " of "
                        + target.host() + ": " + Printable.lastLine(said),
                "'" + target.kind().program() + " ps' must work for this user; Docker's daemon may be another one"
                        + " (DOCKER_HOST, 'docker context')"));
    }

    private static String container(Target target) {
        return target.kind().program() + " container '" + target.address() + "'";
    }
}
