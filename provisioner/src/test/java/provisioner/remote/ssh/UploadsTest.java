package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import provisioner.remote.target.RemoteException;

/** Why a file could not be sent. */
class UploadsTest {
    private static RemoteException failed(String message) {
        return Uploads.failed("web-1", "deploy", "/etc/motd", new IOException(message));
    }

    @Test
    void aLoginShellThatPrintsIsNamed() {
        // "Welc", the first four bytes of a greeting, read as a length.
        RemoteException failed = failed("Indicated packet length 1466264675 too large");
        assertThat(failed)
                .hasMessage("cannot write /etc/motd on web-1: the login shell of deploy prints text before SFTP");
        assertThat(failed.hint()).contains("~/.bashrc");
    }

    @Test
    void anythingElseIsSaidAsItIs() {
        assertThat(failed("Subsystem request failed"))
                .hasMessage("cannot write /etc/motd on web-1: Subsystem request failed");
        assertThat(failed("Subsystem request failed").hint()).contains("sftp subsystem");
    }
}
