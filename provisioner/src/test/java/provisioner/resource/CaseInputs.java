package provisioner.resource;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.source.Location;
import provisioner.source.Problems;
import provisioner.state.Bytes;

/** The user's files as a case lists them; a text that begins with {@code base64:} is binary. Templates stand there rendered. */
record CaseInputs(SequencedMap<String, String> files, SequencedMap<String, String> templates, Problems problems)
        implements Inputs {
    static final String BINARY = "base64:";
    static final String LOGIN = "operator";

    @Override
    public String run() {
        return "run-1";
    }

    @Override
    public Optional<String> login() {
        return Optional.of(LOGIN);
    }

    /** About no port of the one host that there is. */
    @Override
    public LinkAsks links() {
        return LinkAsks.of(List.of(), List.of("web-1"));
    }

    @Override
    public Optional<Bytes> file(String path, Location usedAt) {
        return find(files, "file", path, usedAt);
    }

    @Override
    public Optional<Bytes> template(String path, Location usedAt) {
        return find(templates, "template", path, usedAt);
    }

    @Override
    public Optional<SortedMap<String, Bytes>> templateTree(String directory, Location usedAt) {
        SortedMap<String, Bytes> tree = new TreeMap<>();
        templates.forEach((path, text) -> {
            if (path.startsWith(directory + "/")) {
                tree.put(path.substring(directory.length() + 1), bytes(text));
            }
        });
        if (tree.isEmpty()) {
            problems.add(usedAt, "no directory of templates '" + directory + "'");
            return Optional.empty();
        }
        return Optional.of(tree);
    }

    private Optional<Bytes> find(SequencedMap<String, String> from, String what, String path, Location usedAt) {
        String text = from.get(path);
        if (text == null) {
            problems.add(usedAt, "no " + what + " '" + path + "'");
            return Optional.empty();
        }
        return Optional.of(bytes(text));
    }

    static Bytes bytes(String text) {
        return text.startsWith(BINARY)
                ? Bytes.of(Base64.getMimeDecoder().decode(text.substring(BINARY.length())))
                : Bytes.utf8(text);
    }
}
