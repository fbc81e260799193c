package provisioner.resource.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import provisioner.resource.Claim;
import provisioner.resource.Claim.OneOf;
import provisioner.resource.Claim.Wish;
import provisioner.resource.Claimed;

/** What is claimed of a path: what is there, and the directories that lead to it. */
public final class PathClaims {
    /** What can be at a path. */
    private enum Kind {
        NOTHING("nothing"),
        FILE("a file"),
        DIRECTORY("a directory"),
        LINK("a symbolic link"),
        /** Nothing but the versions of a tree may be there or below. */
        TREE("a configuration tree");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final String path;
    private final List<Claim> claims = new ArrayList<>();

    private PathClaims(String path, Kind kind) {
        this.path = path;
        claims.add(entry(path, new OneOf(Set.of(kind), kind.words)));
        if (kind != Kind.NOTHING) {
            Wish leads = new OneOf(Set.of(Kind.DIRECTORY, Kind.LINK), Kind.DIRECTORY.words);
            for (String parent = Paths.parent(path); !parent.equals("/"); parent = Paths.parent(parent)) {
                claims.add(entry(parent, leads));
            }
        }
    }

    private static Claim entry(String path, Wish wish) {
        return new Claim(thing(path), "anything else at " + path, wish);
    }

    private static String thing(String path) {
        return "path " + path;
    }

    static List<Claim> nothing(String path) {
        return new PathClaims(path, Kind.NOTHING).list();
    }

    public static PathClaims file(String path) {
        return new PathClaims(path, Kind.FILE);
    }

    public static PathClaims directory(String path) {
        return new PathClaims(path, Kind.DIRECTORY);
    }

    static PathClaims link(String path) {
        return new PathClaims(path, Kind.LINK);
    }

    public static PathClaims tree(String path) {
        return new PathClaims(path, Kind.TREE);
    }

    /** Whatever is in a directory, which is made as a whole. */
    public static Claim all(String directory) {
        return Claim.unseen(Claimed.ALL + directory + "/", "origin", directory);
    }

    /** Equal contents agree; those that are made on the host are described. */
    public PathClaims content(Object content) {
        return content(new OneOf(Set.of(content), ""));
    }

    PathClaims content(Wish wish) {
        claims.add(content(path, wish));
        return this;
    }

    /** Of a file that need not be there. */
    static Claim content(String path, Wish wish) {
        return new Claim(thing(path), "another content", wish);
    }

    public PathClaims owned(Owner owner) {
        claims.add(Claim.of(thing(path), "owner", owner.owner()));
        claims.add(Claim.of(thing(path), "group", owner.group()));
        claims.add(Claim.of(thing(path), "mode", owner.octal()));
        return this;
    }

    PathClaims target(String target) {
        claims.add(Claim.of(thing(path), "target", target));
        return this;
    }

    public List<Claim> list() {
        return List.copyOf(claims);
    }
}
