package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import net.schmizz.sshj.connection.channel.direct.Session;
import provisioner.remote.shell.Pipe;

/** A command over an exec channel. */
final class SshPipe implements Pipe {
    private final SshLink link;
    private final Session.Command command;

    SshPipe(SshLink link, Session.Command command) {
        this.link = link;
        this.command = command;
    }

    @Override
    public OutputStream stdin() {
        return command.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return command.getInputStream();
    }

    @Override
    public InputStream stderr() {
        return command.getErrorStream();
    }

    @Override
    public OptionalInt exitStatus() {
        Integer status = command.getExitStatus();
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    @Override
    public boolean alive() {
        return link.client().isConnected();
    }

    /** Closes in the background, because sshj waits for the other side to confirm. */
    @Override
    public void close() {
        Thread.ofVirtual().start(() -> {
            try {
                command.close();
            } catch (IOException e) {
                link.abort();
            }
        });
    }
}
