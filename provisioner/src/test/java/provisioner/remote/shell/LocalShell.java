package provisioner.remote.shell;

import java.io.IOException;
import java.nio.file.Path;
import provisioner.remote.ssh.TestSshd;
import provisioner.remote.target.RemoteException;

/** The shell of a run that only reads, on this machine in place of a host. */
public final class LocalShell {
    private LocalShell() {}

    public static Shell open() throws IOException, RemoteException, InterruptedException {
        ShellOptions options = ShellOptions.reading("run-1", "tester@here");
        return Shell.open(
                TestSshd.target("here", 22, "root", Path.of("/none"), Path.of("/none")),
                Escalation.NONE,
                options,
                new LocalPipe("/bin/sh", "-c", Escalation.NONE.command()),
                "");
    }
}
