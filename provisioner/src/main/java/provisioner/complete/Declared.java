package provisioner.complete;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.Claimed.Beyond;
import provisioner.resource.Step;
import provisioner.resource.Things;
import provisioner.state.Bytes;
import provisioner.state.MadeNote;

/**
 * What the steps of a playbook account for on a host.
 *
 * @param playbook the name of the playbook's file, as notes on hosts have it
 * @param loginUser whom provisioner logs in as
 */
public final class Declared {
    private final String playbook;
    private final String loginUser;
    private final Set<String> things = new HashSet<>();
    private final List<String> directories = new ArrayList<>();
    private final Map<String, Set<String>> configured = new HashMap<>();
    private final Beyond beyond;

    /**
     * @param playbook the name of the playbook's file, as notes on hosts have it
     * @param loginUser whom provisioner logs in as
     */
    public Declared(String playbook, String loginUser, List<Step> steps) {
        this(playbook, loginUser, steps, Beyond.NOTHING);
    }

    /**
     * @param playbook the name of the playbook's file, as notes on hosts have it
     * @param loginUser whom provisioner logs in as
     * @param beyond what steps of other hosts account for
     */
    public Declared(String playbook, String loginUser, List<Step> steps, Beyond beyond) {
        this.beyond = beyond;
        this.playbook = playbook;
        this.loginUser = loginUser;
        for (Step step : steps) {
            step.resource().accountsFor().forEach(this::add);
            step.resource().claims().forEach(this::configure);
        }
    }

    /** A file that a database server may read, if its content is declared. */
    private void configure(Claim claim) {
        boolean file = claim.thing().startsWith(Things.path("/etc/mysql/"))
                && claim.thing().endsWith(".cnf");
        if (file && claim.wish() instanceof Claim.OneOf content) {
            content.values().stream()
                    .filter(Bytes.class::isInstance)
                    .flatMap(bytes -> ((Bytes) bytes).text().stream())
                    .forEach(text -> DatabaseSettings.inFile(text)
                            .forEach((name, value) -> configured
                                    .computeIfAbsent(name, key -> new HashSet<>())
                                    .add(value)));
        }
    }

    /** These steps, and what other playbooks made on the host, which is accounted for in their name. */
    Declared with(List<MadeNote> notes) {
        Declared all = new Declared(playbook, loginUser, List.of(), beyond);
        all.configured.putAll(configured);
        all.things.addAll(things);
        all.directories.addAll(directories);
        notes.stream()
                .filter(note -> !isOwnPlaybook(note.maker().playbook()))
                .flatMap(note -> Noted.things(note.made()))
                .forEach(all::add);
        return all;
    }

    private void add(String thing) {
        if (things.add(thing) && thing.startsWith(Claimed.ALL)) {
            directories.add(thing.substring(Claimed.ALL.length()));
        }
    }

    boolean has(String thing) {
        return things.contains(thing);
    }

    /** Whether a step declares it, on this host or on another. */
    boolean isAnywhere(String thing) {
        return has(thing) || beyond.elsewhere().contains(thing);
    }

    /** Whether a step declares something that begins so, on this host or on another. */
    boolean hasAnywhereFrom(String begin) {
        return Stream.concat(things.stream(), beyond.elsewhere().stream()).anyMatch(thing -> thing.startsWith(begin));
    }

    /** Whether the steps of all hosts are known. */
    boolean isWhole() {
        return beyond.whole();
    }

    /** The values that files of steps give a setting of a database server. */
    Set<String> configured(String setting) {
        return configured.getOrDefault(setting, Set.of());
    }

    /** Whether a step declares what is at a path, or makes the directory that it is in as a whole. */
    boolean hasPath(String path) {
        return has(Things.path(path)) || directories.stream().anyMatch(path::startsWith);
    }

    boolean isOwnPlaybook(String name) {
        return playbook.equals(name);
    }

    boolean isLoginUser(String name) {
        return loginUser.equals(name);
    }
}
