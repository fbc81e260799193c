package provisioner.complete;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import provisioner.resource.Claimed;
import provisioner.resource.Step;
import provisioner.resource.Things;
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

    /**
     * @param playbook the name of the playbook's file, as notes on hosts have it
     * @param loginUser whom provisioner logs in as
     */
    public Declared(String playbook, String loginUser, List<Step> steps) {
        this.playbook = playbook;
        this.loginUser = loginUser;
        for (Step step : steps) {
            step.resource().accountsFor().forEach(this::add);
        }
    }

    /** These steps, and what other playbooks made on the host, which is accounted for in their name. */
    Declared with(List<MadeNote> notes) {
        Declared all = new Declared(playbook, loginUser, List.of());
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
