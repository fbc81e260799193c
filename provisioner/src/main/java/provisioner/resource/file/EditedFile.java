package provisioner.resource.file;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claim.OneOf;
import provisioner.resource.Claim.Wish;
import provisioner.resource.Difference;
import provisioner.resource.FoundationPaths;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.ContentTooLarge;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A text file of which a step decides a part, such as a line. All else in it stays, and so do its owner and mode.
 *
 * @param absent whether the part must not be there
 * @param create the mode of a file that is made where there is none
 */
record EditedFile(String path, boolean absent, Optional<Integer> create, Validation validation) {
    /** In bytes: a larger file is not edited. */
    static final int LARGEST = 1024 * 1024;

    /** What a step makes of a file's content. Equal where it makes the same of every content. */
    interface Edit {
        String edited(String text);

        /** Whether nobody else writes the part, so that a file which a package brings does not have it. */
        default boolean isOurs() {
            return false;
        }

        /** Why it must not be done, or would not come into effect. */
        Optional<Impossible> against(String before, Bytes after, StateView state);
    }

    /**
     * A content that an edit leaves as it is.
     */
    record Kept(Edit edit) implements Wish {

        /** Two edits agree if the first finds in order what the second has made of its file. */
        @Override
        public boolean agrees(Wish other) {
            return switch (other) {
                case Kept that -> keeps(that.edit.edited(edit.edited("")));
                case OneOf(var values, var ignored) -> values.stream().anyMatch(value -> keeps(value));
                default -> true;
            };
        }

        private boolean keeps(Object content) {
            return content instanceof Bytes bytes
                    && bytes.text().filter(this::keeps).isPresent();
        }

        private boolean keeps(String content) {
            return edit.edited(content).equals(content);
        }

        @Override
        public String words() {
            return "";
        }
    }

    /** Reads the parameters that all such steps have: {@code path}, {@code absent}, {@code create}, {@code mode}, {@code validate}. */
    static EditedFile parse(Fields fields) {
        String path = Paths.required(fields, "path");
        FoundationPaths.write(fields, path);
        boolean absent = fields.bool("absent", false);
        boolean create = fields.bool("create", false);
        int mode = fields.mode("mode").orElse(FileResource.MODE);
        Validation validation = Validation.parse(fields, path);
        fields.atMostOne("absent", "create");
        if (fields.has("mode") && !create) {
            fields.refuse("mode", "'mode' is only for a new file", "add 'create: true', or remove 'mode'");
        }
        return new EditedFile(path, absent, create ? Optional.of(mode) : Optional.empty(), validation);
    }

    /** Nobody knows here who can read a file that exists already. */
    Optional<String> exposes() {
        return create.flatMap(mode -> new Owner(Owner.ROOT, Owner.ROOT, mode).exposes());
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private ContentQuery contentQuery() {
        return new ContentQuery(path, "", LARGEST);
    }

    List<Claim> claims(Edit edit) {
        Kept wish = new Kept(edit);
        return absent
                ? List.of(PathClaims.content(path, wish))
                : PathClaims.file(path).content(wish).list();
    }

    Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(Set.of(pathQuery(), contentQuery(), Paths.parentQuery(path)));
        queries.addAll(absent ? Set.of() : effective().queries());
        return queries;
    }

    Effective effective() {
        return new Effective(path);
    }

    /** The file keeps its owner. */
    String actsFor(StateView state) {
        return state.get(pathQuery()) instanceof RegularFile file
                ? file.ownership().owner()
                : Owner.ROOT;
    }

    String content(StateView state) {
        return state.get(contentQuery()) instanceof Content(Bytes bytes)
                ? bytes.text().orElse("")
                : "";
    }

    Assessment assess(StateView state, Edit edit) {
        Change change = new Change();
        switch (state.get(pathQuery())) {
            case Missing ignored when absent -> {}
            case Missing ignored
            when create.isEmpty() ->
                change.impossible(path + " does not exist", "add 'create: true', or create it in an earlier step");
            case Missing ignored -> create(change, state, edit);
            case RegularFile file -> edit(change, file, state, edit);
            case PathState now -> change.impossible(path + " is " + Paths.kind(now), "name the file itself");
        }
        return change.assessment();
    }

    private void create(Change change, StateView state, Edit edit) {
        Bytes content = Bytes.utf8(edit.edited(""));
        Owner owner = new Owner(Owner.ROOT, Owner.ROOT, create.orElse(FileResource.MODE));
        change.appears(path, content, owner.octal()).orImpossible(edit.against("", content, state));
        validation.file(change, owner, content);
        FileResource.write(change, path, content, owner);
        FileResource.becomes(change, path, content, owner, contentQuery())
                .blockedBy(Paths.blockedParent(path, state))
                .certain(state.settled(pathQuery()) || edit.isOurs());
    }

    private void edit(Change change, RegularFile file, StateView state, Edit edit) {
        ContentState content = state.get(contentQuery());
        if (content instanceof ContentTooLarge) {
            change.impossible(path + " is larger than " + LARGEST + " bytes", "use 'file' or 'template'");
        }
        Bytes before = content instanceof Content(Bytes bytes) ? bytes : Bytes.utf8("");
        String text = before.text().orElse("");
        if (before.text().isEmpty()) {
            change.impossible(path + " is not text", "");
        }
        Bytes after = Bytes.utf8(edit.edited(text));
        change.orImpossible(edit.against(text, after, state));
        if (!after.equals(before)) {
            Ownership kept = file.ownership();
            Owner owner = new Owner(kept.owner(), kept.group(), kept.mode());
            change.differs(Difference.content(path, before, after, kept.mode()));
            validation.file(change, owner, after);
            change.send(after)
                    .blockedBy(Paths.fixed(path, file))
                    .run("backup", path)
                    .run("rewrite", path, before.sha256(), after.sha256())
                    .certain(state.settled(contentQuery()));
            FileResource.becomes(change, path, after, owner, contentQuery());
        }
    }

    @Override
    public String toString() {
        return path;
    }
}
