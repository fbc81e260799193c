package provisioner.remote.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** What Docker 20.10 and Podman 4.3 say, and what of it is told. */
class ContainerFailureTest {
    private static Optional<RemoteException> of(ConnectionKind kind, String said) {
        return ContainerFailure.of(
                Target.withoutSsh(kind, "app", "app-1", "op", Optional.empty(), Timeouts.defaults(), Optional.empty()),
                said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DOCKER | Error response from daemon: No such container: app-1 | UNREACHABLE | there must be a docker container 'app-1' for app, and there is none
            PODMAN | Error: no container with name or ID "app-1" found: no such container | UNREACHABLE | there must be a podman container 'app-1' for app, and there is none
            DOCKER | Error response from daemon: Container 944bb0256e7f is not running | UNREACHABLE | the docker container 'app-1' of app must be running, and is not
            DOCKER | Error response from daemon: Container app-1 is paused, unpause the container before exec | UNREACHABLE | the docker container 'app-1' of app must be running, and is not
            PODMAN | Error: can only create exec sessions on running containers: container state improper | UNREACHABLE | the podman container 'app-1' of app must be running, and is not
            DOCKER | unable to find user op: no matching entries in passwd file | AUTHENTICATION | the user op must exist in the docker container 'app-1' of app
            DOCKER | OCI runtime exec failed: exec failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown | PROTOCOL | there must be a /bin/sh in the docker container 'app-1' of app
            PODMAN | Error: crun: executable file `/bin/sh` not found: No such file or directory: OCI runtime attempted to invoke a command that was not found | PROTOCOL | there must be a /bin/sh in the podman container 'app-1' of app
            DOCKER | Cannot connect to the Docker daemon at unix:///nosock. Is the docker daemon running? | UNREACHABLE | docker on this machine cannot reach the container app-1 of app: Cannot connect to the Docker daemon at unix:///nosock. Is the docker daemon running?
            """)
    void isExplained(ConnectionKind kind, String said, Kind expected, String message) {
        RemoteException failure = of(kind, "\n" + said).orElseThrow();
        assertThat(failure.kind()).isEqualTo(expected);
        assertThat(failure).hasMessage(message);
        assertThat(failure.hint()).isNotEmpty();
    }

    @Test
    void whatTheShellSaysIsNotTheirs() {
        assertThat(of(ConnectionKind.DOCKER, "env: 'sudo': No such file or directory"))
                .isEmpty();
        assertThat(of(ConnectionKind.DOCKER, "sudo: a password is required")).isEmpty();
        assertThat(of(ConnectionKind.DOCKER, "/bin/sh: 1: base64: not found")).isEmpty();
    }
}
