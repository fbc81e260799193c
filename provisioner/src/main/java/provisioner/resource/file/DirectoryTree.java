package provisioner.resource.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.state.Bytes;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Observation.TreeState;
import provisioner.state.PathNames;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.TreeQuery;
import provisioner.state.StateView;

/**
 * A directory with files in it, and if it is exclusive, with nothing else but what other steps claim.
 *
 * @param files by their path relative to the directory
 * @param ofFiles their owner and mode; directories in between are like the directory itself
 * @param others what other steps claim in it; empty where they are not known, and then nothing is removed
 */
record DirectoryTree(
        DirectoryResource top,
        SortedMap<String, Bytes> files,
        Owner ofFiles,
        boolean exclusive,
        Optional<SortedSet<String>> others)
        implements Resource {

    DirectoryTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    @Override
    public String title() {
        return top.title();
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return parameter.equals("source") ? ofFiles.exposes() : Resource.super.exposes(parameter);
    }

    @Override
    public String actsFor(StateView state) {
        return top.actsFor(state);
    }

    @Override
    public Resource among(Claimed all) {
        return exclusive ? new DirectoryTree(top, files, ofFiles, true, Optional.of(all.within(top.path()))) : this;
    }

    private TreeQuery treeQuery() {
        return new TreeQuery(top.path());
    }

    /** Those between the directory and its files, the upper ones first. */
    private List<DirectoryResource> between() {
        Set<String> names = new TreeSet<>();
        files.keySet().forEach(name -> {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                names.add(name.substring(0, slash));
            }
        });
        return names.stream()
                .map(name -> new DirectoryResource(top.path() + "/" + name, top.owner()))
                .toList();
    }

    private List<FileResource> ownFiles() {
        List<FileResource> all = new ArrayList<>();
        files.forEach((name, content) -> all.add(new FileResource("file", top.path() + "/" + name, content, ofFiles)));
        return all;
    }

    private List<Resource> parts() {
        List<Resource> parts = new ArrayList<>(between());
        parts.addAll(ownFiles());
        return parts;
    }

    @Override
    public List<Claim> claims() {
        Set<Claim> claims = new LinkedHashSet<>(top.claims());
        parts().forEach(part -> claims.addAll(part.claims()));
        return List.copyOf(claims);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(top.queries());
        parts().forEach(part -> queries.addAll(part.queries()));
        others.ifPresent(known -> queries.add(treeQuery()));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change().include(top.assess(state));
        boolean there = state.get(new PathQuery(top.path())) instanceof Directory;
        DirectoryMade made = new DirectoryMade(state, there ? "" : top.path());
        made.add(top);
        if (there) {
            others.ifPresent(known -> removeOthers(change, state));
        } else {
            change.becomes(treeQuery(), new TreeState(true, new TreeMap<>()));
        }
        for (DirectoryResource directory : between()) {
            change.include(named(directory.path(), directory.assess(made)));
            made.add(directory);
        }
        for (FileResource file : ownFiles()) {
            change.include(named(file.path(), file.assess(made)));
        }
        return change.assessment();
    }

    /** A part's differences, by its name within the directory. */
    private Assessment named(String path, Assessment part) {
        String name = path.substring(top.path().length() + 1);
        return part instanceof Differs differs
                ? new Differs(
                        differs.differences().stream()
                                .map(d -> new Difference(
                                        d.contents().isPresent() ? d.attribute() : name + " " + d.attribute(),
                                        d.from(),
                                        d.to(),
                                        d.contents(),
                                        d.removal()))
                                .toList(),
                        differs.action(),
                        differs.effects(),
                        differs.certain(),
                        differs.openBecause(),
                        differs.makes())
                : part;
    }

    private void removeOthers(Change change, StateView state) {
        SortedMap<String, PathState> extra =
                new TreeMap<>(state.get(treeQuery()).entries());
        extra.keySet().removeIf(name -> isAccountedFor(top.path() + "/" + name));
        if (!extra.isEmpty() && !state.settled(treeQuery())) {
            change.certain(false);
        }
        extra.forEach((name, entry) -> change.removes(name, shown(entry)));
        // What is in a directory goes first.
        List.copyOf(extra.entrySet()).reversed().forEach(entry -> {
            String path = top.path() + "/" + entry.getKey();
            remove(change, path, entry.getValue());
            change.blockedBy(Paths.fixed(path, entry.getValue())).becomes(new PathQuery(path), new Missing());
        });
    }

    private boolean isAccountedFor(String path) {
        return files.containsKey(path.substring(top.path().length() + 1))
                || between().stream().anyMatch(directory -> directory.path().equals(path))
                || others.orElseThrow().stream()
                        .anyMatch(claimed -> claimed.endsWith("/")
                                ? (path + "/").startsWith(claimed) || claimed.startsWith(path + "/")
                                : claimed.equals(path) || PathNames.isBelow(claimed, path));
    }

    private void remove(Change change, String path, PathState entry) {
        String owner = top.owner().owner();
        if (path.contains("/.ssh/") || path.endsWith("/.ssh") || path.startsWith("/etc/ssh/")) {
            change.impossible(
                    path + " must stay: somebody may log in with what is there",
                    "name a directory that has neither '.ssh' nor sshd's files");
        }
        switch (entry) {
            case RegularFile file -> change.run("backup", path).run("discard_seen", path, "file", file.sha256(), owner);
            case Symlink link -> change.run("discard_seen", path, "link", link.target(), owner);
            case Directory ignored -> change.run("discard_seen", path, "directory", "", owner);
            case Special special -> change.impossible(path + " is " + special.kind(), "remove it if it is not needed");
            case Missing ignored -> {}
        }
    }

    private static String shown(PathState entry) {
        return entry instanceof RegularFile file ? "a file of " + file.size() + " bytes" : Paths.kind(entry);
    }
}
