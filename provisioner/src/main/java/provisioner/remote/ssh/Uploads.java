package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.sftp.SFTPEngine;
import org.jspecify.annotations.Nullable;
import provisioner.remote.connection.UploadNames;
import provisioner.remote.target.RemoteException;

/** Sends files over one SFTP channel, which the first upload opens. */
final class Uploads {
    /** Packets in flight: 2 MiB, so that a distant host does not delay every packet. */
    private static final int UNCONFIRMED = 64;

    private static final int PACKET = 32 << 10;

    private final SshLink link;
    private final AtomicInteger exchanges;
    private final UploadNames names = new UploadNames();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SFTPClient sftp;
    private @Nullable String privateDirectory;

    Uploads(SshLink link, AtomicInteger exchanges) {
        this.link = link;
        this.exchanges = exchanges;
    }

    String send(InputStream content, String remotePath, int mode, boolean root) throws IOException {
        lock.lock();
        try {
            SFTPEngine engine = open().getSFTPEngine();
            String path = root ? remotePath : privatePath(engine, remotePath);
            write(engine, content, path, mode);
            return path;
        } finally {
            lock.unlock();
        }
    }

    /** What a login shell prints comes before the first packet, and is read as the packet's length. */
    static RemoteException failed(String host, String user, String remotePath, Exception e) {
        String message = "cannot write " + remotePath + " on " + host + ": ";
        boolean printed = String.valueOf(e.getMessage()).startsWith("Indicated packet length");
        return new RemoteException(
                RemoteException.Kind.TRANSFER,
                message + (printed ? "the login shell of " + user + " prints text before SFTP" : e.getMessage()),
                printed
                        ? "let the shell's start files there (such as ~/.bashrc) print nothing without a terminal"
                        : "sshd there must offer the sftp subsystem",
                e);
    }

    /** Removes the private directory and the files in it. */
    void close() {
        lock.lock();
        try {
            if (sftp == null) {
                return;
            }
            if (privateDirectory != null) {
                for (RemoteResourceInfo file : sftp.ls(privateDirectory)) {
                    sftp.rm(file.getPath());
                }
                sftp.rmdir(privateDirectory);
            }
            sftp.close();
        } catch (IOException e) {
            // The connection broke while closing. Only the user can read what remains in /tmp.
            link.abort();
        } finally {
            sftp = null;
            lock.unlock();
        }
    }

    private SFTPClient open() throws IOException {
        SFTPClient client = sftp;
        if (client == null) {
            exchanges.incrementAndGet();
            client = link.client().newSFTPClient();
            sftp = client;
        }
        return client;
    }

    private String privatePath(SFTPEngine engine, String remotePath) throws IOException {
        String directory = privateDirectory;
        if (directory == null) {
            directory = names.privateDirectory();
            engine.makeDir(directory, permissions(0700));
            privateDirectory = directory;
        }
        return names.within(directory, remotePath);
    }

    private void write(SFTPEngine engine, InputStream content, String path, int mode) throws IOException {
        String beside = names.beside(path);
        boolean done = false;
        try {
            try (RemoteFile file =
                    engine.open(beside, EnumSet.of(OpenMode.CREAT, OpenMode.EXCL, OpenMode.WRITE), permissions(0600))) {
                copy(content, file);
                file.setAttributes(permissions(mode));
            }
            engine.rename(beside, path, EnumSet.of(RenameFlags.OVERWRITE, RenameFlags.ATOMIC));
            done = true;
        } finally {
            if (!done && link.client().isConnected()) {
                remove(engine, beside);
            }
        }
    }

    private static void copy(InputStream content, RemoteFile file) throws IOException {
        byte[] buffer = new byte[PACKET - file.getOutgoingPacketOverhead()];
        try (RemoteFile.RemoteFileOutputStream out = file.new RemoteFileOutputStream(0, UNCONFIRMED)) {
            for (int n = content.readNBytes(buffer, 0, buffer.length);
                    n > 0;
                    n = content.readNBytes(buffer, 0, buffer.length)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private static void remove(SFTPEngine engine, String path) {
        try {
            engine.remove(path);
        } catch (IOException e) {
            // The file may not exist. The caller reports the earlier failure.
            return;
        }
    }

    private static FileAttributes permissions(int mode) {
        return new FileAttributes.Builder().withPermissions(mode).build();
    }
}
