package provisioner.apply;

import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.sh.Sh;
import provisioner.state.Bytes;

/**
 * Makes the text that runs one action on a host: its contents, the action, and the line in the journal.
 *
 * @param functions the file on the host that holds {@link provisioner.resource.standard.StandardFunctions#text()}
 * @param directory private, on the host; removed when the run ends
 */
record StepScript(String functions, String directory) {
    private static final int LINE = 76;

    /**
     * @param contents by digest
     * @param uploaded where contents already are on the host, by digest; all others stand in the text
     * @param journal the definition of a function {@code journal STATUS}
     */
    String of(String action, Map<String, Bytes> contents, Map<String, String> uploaded, String journal) {
        StringBuilder text = new StringBuilder("set -eu\n. ")
                .append(Sh.quote(functions))
                .append('\n')
                .append(journal);
        text.append("BLOBS=$(mktemp -d ").append(Sh.quote(directory)).append("/blobs.XXXXXX)\n");
        text.append("""
                export BLOBS
                finish() {
                  status=$?
                  rm -rf "$BLOBS"
                  journal "$status"
                  exit "$status"
                }
                trap finish EXIT
                """);
        SortedMap<String, Bytes> blobs = new TreeMap<>(contents);
        blobs.forEach((digest, bytes) -> {
            String path = uploaded.get(digest);
            if (path == null) {
                embed(text, digest, bytes);
            } else {
                text.append("ln -s ")
                        .append(Sh.quote(path))
                        .append(" \"$BLOBS/")
                        .append(digest)
                        .append("\"\n");
            }
        });
        return text.append("(\n").append(action).append("\n)\n").toString();
    }

    private static void embed(StringBuilder text, String digest, Bytes bytes) {
        String encoded = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes.toArray());
        text.append("(umask 077; base64 -d >\"$BLOBS/")
                .append(digest)
                .append("\") <<'BLOB'\n")
                .append(encoded)
                .append("\nBLOB\n");
    }
}
