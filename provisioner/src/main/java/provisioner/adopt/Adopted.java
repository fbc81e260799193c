package provisioner.adopt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import provisioner.adopt.Value.Copied;
import provisioner.adopt.Value.Hidden;
import provisioner.secret.Secret;
import provisioner.source.YamlWriter;
import provisioner.state.Survey.Unknown;

/** What came of an adoption: a playbook, and what it needs beside it. */
public final class Adopted {
    private final String host;
    private final Optional<String> imported;
    private final String play;
    private final List<Wish> wishes;
    private final List<Undeclared> undeclared;
    private final List<Unknown> unknown;
    private final int declared;

    /**
     * @param title what a finding is called
     * @param reason why no step declares it
     */
    public record Undeclared(String title, String reason) {}

    Adopted(
            String host,
            Optional<String> imported,
            String play,
            List<Wish> wishes,
            List<Undeclared> undeclared,
            List<Unknown> unknown,
            int declared) {
        this.host = host;
        this.imported = imported;
        this.play = play;
        this.wishes = wishes;
        this.undeclared = undeclared;
        this.unknown = unknown;
        this.declared = declared;
    }

    /** How many findings the steps declare. */
    public int declared() {
        return declared;
    }

    public int steps() {
        return wishes.size();
    }

    public List<Undeclared> undeclared() {
        return undeclared;
    }

    /** What could not be looked at, and why. */
    public List<String> unknown() {
        return unknown.stream().map(one -> one.what() + ": " + one.why()).toList();
    }

    private <V extends Value> Stream<V> values(Class<V> kind) {
        return wishes.stream()
                .flatMap(wish -> wish.parameters().values().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /** The files that are not everybody's, for messages. */
    public List<String> hidden() {
        return wishes.stream()
                .filter(wish -> wish.parameters().values().stream().anyMatch(Hidden.class::isInstance))
                .map(wish -> wish.parameters().get("path"))
                .flatMap(path -> path instanceof Value.Text(String text) ? Stream.of(text) : Stream.empty())
                .toList();
    }

    /** What has to be stored, by the name that each secret gets unless that is taken. */
    public SequencedMap<String, Secret> secrets() {
        SequencedMap<String, Secret> secrets = new LinkedHashMap<>();
        values(Hidden.class).forEach(hidden -> secrets.put(hidden.name(), hidden.secret()));
        return secrets;
    }

    /** The files that steps copy, by their path relative to the playbook's directory. */
    public SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        values(Copied.class)
                .forEach(copied -> files.put(copied.source(), copied.bytes().toArray()));
        return files;
    }

    /**
     * The playbook as YAML.
     *
     * @param stored the names under which the secrets are stored, by those of {@link #secrets()}
     */
    public String playbook(Map<String, String> stored) {
        Function<Hidden, String> named = hidden -> stored.getOrDefault(hidden.name(), hidden.name());
        List<Object> plays = new ArrayList<>();
        imported.ifPresent(name -> plays.add(new LinkedHashMap<>(Map.of("import", name))));
        if (!wishes.isEmpty()) {
            SequencedMap<String, Object> one = new LinkedHashMap<>();
            one.put("play", play);
            one.put("hosts", host);
            one.put("steps", wishes.stream().map(wish -> wish.written(named)).toList());
            plays.add(one);
        }
        return YamlWriter.document(new YamlWriter.Remarked(remarks(), plays));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add("What provisioner adopt found on " + host + " that nobody accounted for.");
        imported.ifPresent(name -> remarks.add("Keep this file beside " + name + ", which it imports."));
        if (!undeclared.isEmpty()) {
            remarks.add("No step declares what follows. Remove it, or accept it in the inventory under 'accepted':");
            undeclared.forEach(one -> remarks.add("- " + one.title() + ": " + one.reason()));
        }
        if (!unknown.isEmpty()) {
            remarks.add("There may be more, because this is unknown:");
            unknown().forEach(one -> remarks.add("- " + one));
        }
        return remarks;
    }
}
