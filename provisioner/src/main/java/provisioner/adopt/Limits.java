package provisioner.adopt;

import java.util.Optional;

/**
 * Where contents of files go.
 *
 * @param directory for files of their own, relative to the playbook's directory; empty if there is to be none
 */
public record Limits(Optional<String> directory) {
    /** A content in the playbook itself, in bytes. */
    static final int WRITTEN = 64 * 1024;

    /** All contents in the playbook: it must stay one that can be read. */
    static final int ALL_WRITTEN = 2 * 1024 * 1024;

    /** A content in a file of its own. */
    static final int COPIED = 16 * 1024 * 1024;

    /** What travels at once. */
    static final long ALL = 64L * 1024 * 1024;

    int most() {
        return directory.isPresent() ? COPIED : WRITTEN;
    }
}
