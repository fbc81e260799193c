package provisioner.remote;

import java.io.IOException;

/** The shell of a run that only reads, on this machine in place of a host. */
public final class LocalShell {
    private LocalShell() {}

    public static Shell open() throws IOException, RemoteException, InterruptedException {
        ShellOptions options = ShellOptions.reading("run-1", "tester@here");
        return Shell.open("here", "tester", options, new LocalPipe("/bin/sh", "-c", Protocol.command(false)));
    }
}
