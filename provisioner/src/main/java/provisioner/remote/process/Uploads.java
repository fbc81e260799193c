package provisioner.remote.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import provisioner.remote.connection.UploadNames;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.sh.Scripts;

/** Sends files, each through a process of its own. */
final class Uploads {
    private static final String ROOT = "root";
    private static final String SCRIPT = Scripts.load(Uploads.class, "upload.sh");
    /** A container that is paused takes nothing, and says nothing. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final long SLOWEST_BYTES_PER_SECOND = 100 << 10;

    private static final String REMOVE = "rm -rf -- \"$1\"";

    private final Launcher launcher;
    private final AtomicInteger exchanges;
    private final UploadNames names = new UploadNames();
    private final ReentrantLock lock = new ReentrantLock();

    /** Where a user other than root may write; empty before the first file. */
    private String privateDirectory = "";

    Uploads(Launcher launcher, AtomicInteger exchanges) {
        this.launcher = launcher;
        this.exchanges = exchanges;
    }

    String send(byte[] content, String remotePath, int mode) throws RemoteException, InterruptedException {
        return send(new ByteArrayInputStream(content), content.length, remotePath, mode);
    }

    String send(Path content, String remotePath, int mode) throws RemoteException, InterruptedException {
        try (InputStream in = Files.newInputStream(content)) {
            return send(in, Files.size(content), remotePath, mode);
        } catch (IOException e) {
            throw new RemoteException(Kind.TRANSFER, "cannot read " + content + ": " + e.getMessage(), "", e);
        }
    }

    private String send(InputStream content, long size, String remotePath, int mode)
            throws RemoteException, InterruptedException {
        lock.lock();
        try {
            String made = "";
            String path = remotePath;
            if (!launcher.target().user().equals(ROOT)) {
                if (privateDirectory.isEmpty()) {
                    made = names.privateDirectory();
                    privateDirectory = made;
                }
                path = names.within(privateDirectory, remotePath);
            }
            write(
                    content,
                    limit(size),
                    path,
                    "upload",
                    path,
                    names.beside(path),
                    Integer.toOctalString(mode),
                    Long.toString(size),
                    made);
            return path;
        } finally {
            lock.unlock();
        }
    }

    private static Duration limit(long size) {
        return LIMIT.plusSeconds(size / SLOWEST_BYTES_PER_SECOND);
    }

    private void write(InputStream content, Duration limit, String path, String... arguments)
            throws RemoteException, InterruptedException {
        List<String> program = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT));
        program.addAll(List.of(arguments));
        Process process = launcher.start(program.toArray(String[]::new));
        exchanges.incrementAndGet();
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(process::destroyForcibly);
        CompletableFuture<String> output = said(process.getInputStream());
        CompletableFuture<String> errors = said(process.getErrorStream());
        String broken = fed(process, content);
        if (ended(process) != 0 || !broken.isEmpty()) {
            String why = Printable.lastLine(output.join() + "\n" + errors.join());
            throw new RemoteException(
                    Kind.TRANSFER,
                    "cannot write " + path + " on " + launcher.target().host() + ": " + (why.isEmpty() ? broken : why),
                    "");
        }
    }

    /** Sends the content; returns why it could not, or nothing. */
    private static String fed(Process process, InputStream content) {
        try (OutputStream stdin = process.getOutputStream()) {
            content.transferTo(stdin);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static int ended(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw e;
        }
    }

    /** All of it is read, so that the process cannot block. */
    private static CompletableFuture<String> said(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return Printable.text(stream.readAllBytes());
                    } catch (IOException e) {
                        return "";
                    }
                },
                Thread::startVirtualThread);
    }

    /** Removes the private directory and the files in it. */
    void close() {
        lock.lock();
        try {
            if (!privateDirectory.isEmpty()) {
                launcher.start("/bin/sh", "-c", REMOVE, "remove", privateDirectory)
                        .waitFor();
            }
        } catch (RemoteException e) {
            // Only the user can read what remains in /tmp.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            privateDirectory = "";
            lock.unlock();
        }
    }
}
