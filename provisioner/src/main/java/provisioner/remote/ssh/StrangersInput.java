package provisioner.remote.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Limits what a server sends before it is authenticated: a few lines before its version (RFC 4253, section 4.2), then a
 * key exchange and the answers to a login. sshj itself accepts any amount and reads its lines again with each byte.
 */
final class StrangersInput extends FilterInputStream {
    private static final int MOST_LINES = 50;
    private static final int MOST_BEFORE_VERSION = 8 * 1024;
    private static final int MOST = 256 * 1024;
    private static final String VERSION = "SSH-";

    private final StringBuilder begun = new StringBuilder();
    private int lines;
    private long bytes;
    private boolean greeted;
    private volatile boolean known;

    StrangersInput(InputStream in) {
        super(in);
    }

    /** Lifts the limit after the login. */
    void know() {
        known = true;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0 && !known) {
            take(b);
        }
        return b;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int n = super.read(buffer, from, length);
        for (int i = from; i < from + n && !known; i++) {
            take(buffer[i]);
        }
        return n;
    }

    private void take(int b) throws IOException {
        bytes++;
        if (greeted) {
            refuse(bytes > MOST, "more than " + MOST + " bytes before the login");
            return;
        }
        if (b == '\n') {
            greeted = begun.toString().equals(VERSION);
            begun.setLength(0);
            lines++;
        } else if (begun.length() < VERSION.length()) {
            begun.append((char) b);
        }
        refuse(
                !greeted && (lines >= MOST_LINES || bytes >= MOST_BEFORE_VERSION),
                MOST_LINES + " lines or " + MOST_BEFORE_VERSION + " bytes without its version");
    }

    private static void refuse(boolean tooMuch, String what) throws IOException {
        if (tooMuch) {
            throw new IOException("it sent " + what);
        }
    }
}
