package provisioner.adopt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.adopt.Value.Copied;
import provisioner.adopt.Value.Hidden;
import provisioner.secret.Secret;
import provisioner.state.Bytes;

/** How the content of a file gets into a playbook: as it is, as a secret, or as a file of its own. */
final class Contents {
    private static final int MEBIBYTE = 1024 * 1024;

    /** Characters that templates keep for themselves, and one that YAML takes for a mark of the file's encoding. */
    private static final Pattern ODD = Pattern.compile("[\\ufdd0-\\ufdef\\ufffe\\uffff]");

    private final String host;
    private final Known known;
    private final Limits limits;
    private final Map<String, String> names = new HashMap<>();
    private int written;

    Contents(String host, Known known, Limits limits) {
        this.host = host;
        this.known = known;
        this.limits = limits;
    }

    /**
     * Where a content goes, or why it does not.
     *
     * @param parameter of the step
     */
    record Held(String parameter, Optional<Value> value, String reason) {
        static Held none(String reason) {
            return new Held("", Optional.empty(), reason);
        }

        boolean isHidden() {
            return value.filter(Hidden.class::isInstance).isPresent();
        }
    }

    Held of(String path) {
        Optional<Bytes> content = known.content(path);
        if (content.isEmpty()) {
            return Held.none(unread(path));
        }
        Optional<String> text = content.get()
                .text()
                .filter(t -> content.get().size() <= Limits.WRITTEN
                        && !ODD.matcher(t).find());
        if (!known.isPublic(path) && text.filter(String::isBlank).isEmpty()) {
            return text.map(t -> held(new Hidden(name(path), new Secret(t))))
                    .orElseGet(
                            () -> Held.none("not everybody may read it, and a secret must be text of at most 64 KiB"));
        }
        if (text.isPresent() && written + content.get().size() <= Limits.ALL_WRITTEN) {
            written += content.get().size();
            return held(Value.text(text.get()));
        }
        return limits.directory()
                .map(directory ->
                        new Held("source", Optional.of(new Copied(directory + "/" + host + path, content.get())), ""))
                .orElseGet(() -> Held.none((content.get().text().isPresent()
                                ? "the playbook would become too large"
                                : "its content is not text")
                        + "; name a directory for such files with --files"));
    }

    /** A name for a secret that no other path has. */
    private String name(String path) {
        String name = "adopted." + host + path.replaceAll("[^A-Za-z0-9_-]+", ".");
        String free = name;
        for (int i = 2; !path.equals(names.getOrDefault(free, path)); i++) {
            free = name + "-" + i;
        }
        names.put(free, path);
        return free;
    }

    private static Held held(Value value) {
        return new Held("content", Optional.of(value), "");
    }

    private String unread(String path) {
        long size = known.entry(path).map(entry -> entry.size()).orElse(0L);
        if (size <= limits.most()) {
            return "its content could not be read, or all contents together are larger than 64 MiB";
        }
        return limits.directory().isEmpty()
                ? "its content is larger than 64 KiB; name a directory for such files with --files"
                : "its content is larger than " + Limits.COPIED / MEBIBYTE
                        + " MiB; copy it to your side and declare it with 'source' or 'archive'";
    }
}
