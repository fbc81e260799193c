package provisioner.resource;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Observation.*;

/** What a case says is at a path. */
final class CasePath {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    /** The digests that stand for contents nobody has seen: {@code unknown} where anything will do. */
    private static final Map<String, Word> WORDS =
            Map.of("", Word.UNKNOWN, Bytes.utf8("new").sha256(), Word.NEW);

    private CasePath() {}

    static PathState read(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return new Missing();
        }
        Fields fields = Fields.of(node, "a path", problems);
        Optional<Fields> file = fields.fields("file", "a file");
        Optional<Fields> directory = fields.fields("directory", "a directory");
        Optional<String> symlink = fields.optionalString("symlink");
        Optional<String> special = fields.optionalString("special");
        fields.done();
        if (file.isPresent()) {
            return regular(file.get());
        }
        if (directory.isPresent()) {
            PathState state = new Directory(ownership(directory.get(), DIRECTORY_MODE));
            directory.get().done();
            return state;
        }
        return symlink.<PathState>map(Symlink::new).orElseGet(() -> new Special(special.orElseThrow()));
    }

    static Object write(PathState state, CaseKnown known) {
        return switch (state) {
            case Missing ignored -> Word.MISSING;
            case RegularFile file -> Map.of("file", file(file, known));
            case Directory(Ownership ownership) ->
                Map.of("directory", ownership(new CaseForm(), ownership, DIRECTORY_MODE));
            case Symlink(String target) -> Map.of("symlink", target);
            case Special(String kind) -> Map.of("special", kind);
        };
    }

    private static RegularFile regular(Fields fields) {
        Optional<Bytes> content = fields.optionalString("content").map(CaseInputs::bytes);
        String digest = fields.optionalString("sha256")
                .map(CasePath::digest)
                .orElseGet(() -> content.map(Bytes::sha256).orElseThrow());
        int size = fields.optionalInteger("size", 0, Integer.MAX_VALUE)
                .orElse(content.map(Bytes::size).orElse(0));
        RegularFile file = new RegularFile(ownership(fields, FILE_MODE), size, digest, fields.bool("fixed", false));
        fields.done();
        return file;
    }

    private static String digest(String text) {
        return WORDS.entrySet().stream()
                .filter(word -> word.getValue().text().equals(text))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(text);
    }

    private static Object file(RegularFile file, CaseKnown known) {
        CaseForm form = new CaseForm().put("fixed", file.fixed(), false);
        Optional<Bytes> content = known.content(file.sha256(), file.size());
        content.ifPresentOrElse(
                bytes -> form.put("content", content(bytes)),
                () -> form.put("sha256", WORDS.containsKey(file.sha256()) ? WORDS.get(file.sha256()) : file.sha256())
                        .put("size", file.size(), 0L));
        return ownership(form, file.ownership(), FILE_MODE);
    }

    private static Ownership ownership(Fields fields, int mode) {
        return new Ownership(
                fields.optionalString("owner").orElse("root"),
                fields.optionalString("group").orElse("root"),
                fields.mode("mode").orElse(mode));
    }

    private static Object ownership(CaseForm form, Ownership ownership, int mode) {
        return form.put("owner", ownership.owner(), "root")
                .put("group", ownership.group(), "root")
                .put("mode", Ownership.octal(ownership.mode()), Ownership.octal(mode))
                .entries();
    }

    static Object content(Bytes bytes) {
        return CaseCertificate.pem(bytes)
                .<Object>map(word -> word)
                .or(bytes::text)
                .orElseGet(() -> CaseInputs.BINARY + Base64.getEncoder().encodeToString(bytes.toArray()));
    }

    /** {@code {from: /home/m/.config, others: [m]}}, or {@code {link: /home/m/link}}. */
    static WayState readWay(Node node, Problems problems) {
        Fields fields = Fields.of(node, "a way", problems);
        WayState way = new WayState(
                new TreeSet<>(fields.stringList("others")),
                fields.optionalString("from").orElse(""),
                fields.optionalString("link").orElse(""));
        fields.done();
        return way;
    }

    static Object write(WayState way) {
        return new CaseForm()
                .put("from", way.from(), "")
                .put("link", way.link(), "")
                .some("others", way.others())
                .entries();
    }

    static TreeState readTree(Node node, Problems problems) {
        SortedMap<String, PathState> entries = new TreeMap<>();
        if (CaseState.isMissing(node)) {
            return new TreeState(false, entries);
        }
        ((Node.Mapping) node).entries().forEach((path, entry) -> entries.put(path, read(entry.value(), problems)));
        return new TreeState(true, entries);
    }

    static Object write(TreeState tree, CaseKnown known) {
        CaseForm form = new CaseForm();
        tree.entries().forEach((path, state) -> form.put(path, write(state, known)));
        return tree.present() ? form.entries() : Word.MISSING;
    }
}
