package provisioner.resource.service;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import provisioner.resource.Change;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.state.Bytes;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.TreeQuery;
import provisioner.state.StateView;

/** The files below a {@link ConfigSet}'s path, by relative path, and how they differ from what is there. */
record ConfigTree(String path, SortedMap<String, Bytes> files, Owner owner) {
    private static final Ownership DIRECTORY = new Ownership(Owner.ROOT, Owner.ROOT, 0755);
    private static final int SHORT = 24;

    ConfigTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(treeQuery());
        files.forEach((name, content) -> queries.add(contentQuery(name, content)));
        return queries;
    }

    TreeQuery treeQuery() {
        return new TreeQuery(path);
    }

    ContentQuery contentQuery(String name, Bytes content) {
        return new ContentQuery(path + "/" + name, content.sha256(), FileResource.SHOWN);
    }

    /** The directory of the versions, as it stands in the link: {@code .live/}. */
    String store() {
        return store(path);
    }

    static String store(String path) {
        return "." + path.substring(path.lastIndexOf('/') + 1) + "/";
    }

    /** A name that follows from the content, and is not that of the version which is live and was tampered with. */
    String nextVersion(PathState now) {
        String name = version();
        return now instanceof Symlink(String target) && target.equals(store() + name) ? name + ".2" : name;
    }

    /** The name of these files' version. */
    String version() {
        SortedMap<String, String> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, content.sha256()));
        return version(owner.ownership(), digests);
    }

    /** @param digests by the files' relative paths */
    static String version(Ownership owner, Map<String, String> digests) {
        StringBuilder all =
                new StringBuilder(owner.owner() + ":" + owner.group() + " " + Ownership.octal(owner.mode()) + "\n");
        new TreeMap<>(digests)
                .forEach((name, digest) ->
                        all.append(digest).append("  ").append(name).append('\n'));
        return Bytes.utf8(all.toString()).sha256().substring(0, SHORT);
    }

    /** What {@link #treeQuery} answers when all is well. */
    TreeState desired() {
        SortedMap<String, PathState> entries = new TreeMap<>();
        files.forEach((name, content) -> {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                entries.put(name.substring(0, slash), new Directory(DIRECTORY));
            }
            entries.put(name, new RegularFile(owner.ownership(), content.size(), content.sha256()));
        });
        return new TreeState(true, entries);
    }

    /** @param ours whether what is at the path was put there by this resource */
    void compare(Change change, StateView state, boolean ours) {
        SortedMap<String, PathState> wanted = desired().entries();
        SortedMap<String, PathState> found = ours ? state.get(treeQuery()).entries() : Collections.emptySortedMap();
        wanted.forEach((name, entry) -> {
            PathState now = found.get(name);
            if (entry instanceof RegularFile) {
                compareFile(change, name, now, state);
            } else if (!entry.equals(now) && now != null) {
                change.differs(name, describe(now), describe(entry));
            }
        });
        found.forEach((name, entry) -> {
            if (!wanted.containsKey(name)) {
                change.removes(name, Paths.kind(entry));
            }
        });
    }

    private void compareFile(Change change, String name, @Nullable PathState now, StateView state) {
        Bytes content = files.getOrDefault(name, Bytes.utf8(""));
        String file = path + "/" + name;
        switch (now) {
            case null -> change.appears(file, content, owner.octal());
            case RegularFile found -> {
                if (!found.sha256().equals(content.sha256())) {
                    change.differs(FileResource.changed(file, found, state.get(contentQuery(name, content)), content));
                }
                owner.differences(found.ownership())
                        .forEach(d -> change.differs(name + " " + d.attribute(), d.from(), d.to()));
            }
            default -> change.removes(name, Paths.kind(now)).appears(file, content, owner.octal());
        }
    }

    private static String describe(PathState state) {
        return state instanceof Directory(Ownership o)
                ? "directory " + o.owner() + ":" + o.group() + " " + Ownership.octal(o.mode())
                : Paths.kind(state);
    }
}
