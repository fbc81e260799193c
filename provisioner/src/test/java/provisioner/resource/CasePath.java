package provisioner.resource;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Observation.*;

/** What a case says is at a path. */
final class CasePath {
    private CasePath() {}

    static PathState state(Node node, Problems problems) {
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
            PathState state = new Directory(ownership(directory.get(), 0755));
            directory.get().done();
            return state;
        }
        return symlink.<PathState>map(Symlink::new).orElseGet(() -> new Special(special.orElseThrow()));
    }

    private static RegularFile regular(Fields fields) {
        Optional<Bytes> content = fields.optionalString("content").map(Bytes::utf8);
        String digest = fields.optionalString("sha256")
                .orElseGet(() -> content.map(Bytes::sha256).orElseThrow());
        int size = fields.optionalInteger("size", 0, Integer.MAX_VALUE)
                .orElse(content.map(Bytes::size).orElse(0));
        RegularFile file = new RegularFile(ownership(fields, 0644), size, digest);
        fields.done();
        return file;
    }

    private static Ownership ownership(Fields fields, int mode) {
        return new Ownership(
                fields.optionalString("owner").orElse("root"),
                fields.optionalString("group").orElse("root"),
                fields.mode("mode").orElse(mode));
    }

    static TreeState tree(Node node, Problems problems) {
        SortedMap<String, PathState> entries = new TreeMap<>();
        if (CaseState.isMissing(node)) {
            return new TreeState(false, entries);
        }
        ((Node.Mapping) node).entries().forEach((path, entry) -> entries.put(path, state(entry.value(), problems)));
        return new TreeState(true, entries);
    }
}
