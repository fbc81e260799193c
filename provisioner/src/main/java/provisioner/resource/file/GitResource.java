package provisioner.resource.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.FoundationPaths;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.ReadingState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ReadingQuery;
import provisioner.state.Reading;
import provisioner.state.StateView;

/**
 * A working tree of a git repository, at a revision. While planning, only a branch is asked of the repository.
 *
 * @param kind branch, tag or commit
 * @param revision its name
 * @param force whether what only the tree has may be lost
 */
record GitResource(String destination, String repository, String kind, String revision, Owner owner, boolean force)
        implements Resource {
    private static final int MODE = 0755;
    private static final String BRANCH = "branch";
    private static final String COMMIT = "commit";

    static final class Type implements ResourceType {
        private static final Pattern URL = Pattern.compile("((https?|ssh|git|file)://[!-~]{1,1000}"
                + "|[A-Za-z0-9_.-]{1,100}@[A-Za-z0-9.-]{1,250}:[!-~]{1,1000}|/[!-~]{1,1000})");

        private static final Pattern PASSWORD = Pattern.compile("[a-z]+://[^/@]*:[^/@]*@.*");

        /** As in git-check-ref-format(1), but for what is odd. */
        private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,200}");

        @Override
        public String name() {
            return "git";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String destination = Paths.required(fields, "destination");
            FoundationPaths.keep(fields, "destination", destination, false, inputs.login());
            String repository = fields.string("repository");
            Owner owner =
                    new Owner(Owner.name(fields, "owner", Owner.ROOT), Owner.name(fields, "group", Owner.ROOT), MODE);
            boolean force = fields.bool("force", false);
            if (!repository.isEmpty() && !URL.matcher(repository).matches()) {
                fields.refuse(
                        "repository", "'repository' must be a URL or a path", "such as https://example.com/site.git");
            } else if (PASSWORD.matcher(repository).matches()) {
                fields.refuse(
                        "repository",
                        "'repository' must not contain a password: it stays in the tree's settings",
                        "use a key of the owner's, or a credential helper");
            }
            List<String> given = new ArrayList<>();
            String revision = "";
            for (String kind : List.of(BRANCH, "tag", COMMIT)) {
                Optional<String> name = fields.optionalString(kind);
                if (name.isPresent()) {
                    given.add(kind);
                    revision = name.get();
                    check(fields, kind, revision);
                }
            }
            if (given.size() != 1) {
                fields.refuse(
                        given.isEmpty() ? "repository" : given.get(1),
                        "git needs one of 'branch', 'tag' and 'commit'",
                        "a commit or a tag is never asked of the repository again");
                return Optional.empty();
            }
            return Optional.of(new GitResource(destination, repository, given.getFirst(), revision, owner, force));
        }

        private static void check(Fields fields, String kind, String name) {
            if (kind.equals(COMMIT) && !name.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
                fields.refuse(
                        kind, "'commit' must be a whole commit: 40 hexadecimal digits", "'git rev-parse' prints it");
            } else if (!REF.matcher(name).matches() || name.contains("..") || name.matches(".*(/|\\.|\\.lock)")) {
                fields.refuse(kind, "'" + kind + "' must be a name that git takes", "such as main or v1.2");
            }
        }
    }

    @Override
    public String title() {
        return "git " + destination;
    }

    private PathQuery pathQuery() {
        return new PathQuery(destination);
    }

    private ReadingQuery query() {
        boolean branch = kind.equals(BRANCH);
        return new ReadingQuery(
                Reading.GIT,
                List.of(
                        destination,
                        owner.owner(),
                        branch ? repository : "",
                        branch ? "refs/heads/" + revision : kind.equals(COMMIT) ? revision : "refs/tags/" + revision));
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(PathClaims.directory(destination)
                .content(repository + " " + kind + " " + revision)
                .list());
        claims.add(PathClaims.all(destination));
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.addAll(Set.of(query(), pathQuery(), Paths.parentQuery(destination)));
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        ReadingState now = state.get(query());
        Change change = new Change();
        if (state.get(pathQuery()) instanceof Symlink link) {
            change.impossible(destination + " is " + Paths.kind(link), "name the directory itself");
        }
        if (now.values().isEmpty() || !now.value("other").isEmpty()) {
            appears(change, state.get(pathQuery()), now);
        } else {
            compare(change, now);
        }
        String target = kind.equals(COMMIT) ? revision : now.value("ref").isEmpty() ? "new" : now.value("ref");
        ReadingState after = ReadingState.NOTHING
                .with("owner", owner.owner())
                .with("head", target)
                .with("ref", target)
                .with("url", repository);
        return change.run(
                        "git_tree",
                        destination,
                        owner.pair(),
                        owner.octal(),
                        repository,
                        kind,
                        revision,
                        force ? "force" : "")
                .unsettles(new Extent.Below(destination))
                .becomes(pathQuery(), new Directory(owner.ownership()))
                .becomes(query(), kind.equals(BRANCH) ? after.with(BRANCH, revision) : after)
                .blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(destination, state))
                .certain(state.settled(query()) || isNowhere(state))
                .assessment();
    }

    /** No tree can be where nothing is, whatever the program that would read it comes to. */
    private boolean isNowhere(StateView state) {
        return state.get(pathQuery()) instanceof Missing && state.settled(pathQuery());
    }

    private void appears(Change change, PathState there, ReadingState now) {
        change.differs("revision", "", kind + " " + revision);
        if (!(there instanceof Missing || there instanceof Directory)) {
            change.impossible(destination + " is " + Paths.kind(there), "remove it if it is not needed");
        } else if (!now.value("other").isEmpty()) {
            change.impossible(
                    destination + " has files, but is no working tree of git",
                    "remove it, or name another destination");
        }
    }

    private void compare(Change change, ReadingState now) {
        if (!now.value("owner").equals(owner.owner())) {
            change.impossible(
                    destination + " must belong to '" + owner.owner() + "', but belongs to '" + now.value("owner")
                            + "'",
                    "name that owner, or remove the directory");
            return;
        }
        if (!now.value("url").equals(repository)) {
            change.differs("repository", now.value("url"), repository);
        }
        if (kind.equals(BRANCH) && now.value("ref").isEmpty()) {
            change.impossible(repository + " has no branch '" + revision + "'", "check the name");
        }
        String head = now.value("head");
        String wanted = kind.equals(COMMIT) ? revision : now.value("ref");
        if (!head.equals(wanted) || head.isEmpty()) {
            change.differs("revision", head, kind.equals(COMMIT) ? revision : kind + " " + revision + " " + wanted);
        } else if (kind.equals(BRANCH) && !now.value(BRANCH).equals(revision)) {
            change.differs(BRANCH, now.value(BRANCH), revision);
        }
        if (now.value("changed").isEmpty()) {
            return;
        }
        String files =
                now.value("changed").replaceAll("(?m)^ ?[A-Z?!]{1,2} +", "").replace("\n", ", ");
        if (force) {
            change.destroys("changed files", files, "as in the repository");
        } else {
            change.impossible(
                    "somebody has changed files in " + destination + ": " + files,
                    "commit or undo that there, or write 'force: true' to lose it");
        }
    }
}
