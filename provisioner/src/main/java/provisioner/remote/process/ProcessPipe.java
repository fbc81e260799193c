package provisioner.remote.process;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import provisioner.remote.shell.Pipe;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/** A process of this machine, with its three streams. */
final class ProcessPipe implements Pipe {
    /** As much of the output as tells why a program could not be started: Docker says it there, and not among the errors. */
    private static final int BEGINNING = 2 << 10;

    private static final long END_SECONDS = 1;
    private static final long FAREWELL_SECONDS = 3;

    private final Target target;
    private final Process process;
    private final Beginning output;

    ProcessPipe(Target target, Process process) {
        this.target = target;
        this.process = process;
        this.output = new Beginning(process.getInputStream());
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public InputStream stdout() {
        return output;
    }

    @Override
    public InputStream stderr() {
        return process.getErrorStream();
    }

    /** Its streams end a moment before it does. */
    @Override
    public OptionalInt exitStatus() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Nothing else carries it: that it has ended is all there is to say. */
    @Override
    public boolean alive() {
        return true;
    }

    @Override
    public Optional<RemoteException> failure(String stderr) {
        return target.kind().isContainer()
                ? ContainerFailure.of(target, output.text() + "\n" + stderr)
                : Optional.empty();
    }

    /**
     * Ends its input, and with that the shell, after the step in hand. A container's step goes on without Docker's client, which
     * is ended.
     */
    @Override
    public void close() {
        Thread.ofVirtual().name("end of the shell of " + target.host()).start(() -> {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // It reads nothing any more, which is what was asked for.
            }
            try {
                if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)
                        && target.kind().isContainer()) {
                    process.destroy();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Keeps the beginning of what is read. */
    private static final class Beginning extends FilterInputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Beginning(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            synchronized (kept) {
                if (n > 0 && kept.size() < BEGINNING) {
                    kept.write(buffer, from, Math.min(n, BEGINNING - kept.size()));
                }
            }
            return n;
        }

        String text() {
            synchronized (kept) {
                return Printable.text(kept.toByteArray());
            }
        }
    }
}
