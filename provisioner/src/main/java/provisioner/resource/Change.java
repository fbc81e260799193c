package provisioner.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Assessment.Unverifiable;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Made;
import provisioner.state.Observation;
import provisioner.state.Query;
import provisioner.state.SqlChange;

/**
 * Gathers how a host differs from what a resource desires, and what repairs it. Every resource type writes its
 * {@link Resource#assess} with it:
 *
 * <pre>{@code
 * Change change = new Change();
 * if (!now.equals(wanted)) {
 *     change.differs("value", now, wanted) // what people are shown
 *             .run("set_value", wanted) // what repairs it
 *             .becomes(query, new ValueState(wanted)); // what is true afterwards
 * }
 * change.include(file.assess(state)); // another resource that is a part of this one
 * return change.assessment();
 * }</pre>
 *
 * <p>Only a difference makes a change. Where nothing differs, {@link #assessment} is {@link InSync}, and all commands and
 * effects are dropped. So a command that serves every difference can be added without asking whether there is one.
 *
 * <p>Order matters twice. Commands run in the order in which they are added, those of a part at the place where it is
 * included. Effects apply in order, too: where two alter the same answer, the later one counts.
 */
public final class Change {
    private final List<Difference> differences = new ArrayList<>();
    private final StringBuilder script = new StringBuilder();
    private final Map<String, Bytes> blobs = new LinkedHashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Making> makes = new ArrayList<>();
    private Function<Action.Script, Action> action = gathered -> gathered;
    private Optional<Assessment> verdict = Optional.empty();
    private Optional<Impossible> obstacle = Optional.empty();
    private String confirm = "";
    private String watch = "";
    private boolean certain = true;
    private String openBecause = "";

    /** An attribute is not as desired; {@link Difference} says which words to use. */
    public Change differs(String attribute, String from, String to) {
        return differs(Difference.of(attribute, from, to));
    }

    public Change differs(Difference difference) {
        differences.add(difference);
        return this;
    }

    /** These attributes are not as desired; none where the list is empty. */
    public Change differs(List<Difference> more) {
        differences.addAll(more);
        return this;
    }

    /** @param mode of the new file, in octal */
    public Change appears(String path, Bytes content, String mode) {
        return differs(Difference.created(path, content, mode));
    }

    /** Something of the user's goes away: counted and marked in every report. */
    public Change removes(String attribute, String from) {
        return differs(Difference.removal(attribute, from));
    }

    /** Likewise for what is replaced or demoted; {@link Difference#destroying} says which words to use. */
    public Change destroys(String attribute, String from, String to) {
        return differs(Difference.destroying(attribute, from, to));
    }

    /**
     * Adds a command to the script. {@link Action.Script} says how that runs.
     *
     * @param command sh text, taken as it is: the beginning of a command, or several lines
     * @param words the rest of the command. Each is quoted, so that it stays one word whatever a user wrote into it
     */
    public Change run(String command, String... words) {
        return run(command, List.of(words));
    }

    public Change run(String command, List<String> words) {
        script.append(command);
        words.forEach(word -> script.append(' ').append(Sh.quote(word)));
        script.append(script.isEmpty() || script.charAt(script.length() - 1) == '\n' ? "" : "\n");
        return this;
    }

    /** Sends content along with the script, which finds it at {@code "$BLOBS/DIGEST"}: a file, or a secret. */
    public Change send(Bytes content) {
        blobs.put(content.sha256(), content);
        return this;
    }

    /** Adds a command that runs after the script, over a fresh connection: see {@link Action.Script#confirm}. */
    public Change confirm(String command) {
        confirm += command + "\n";
        return this;
    }

    /** Adds a command that sees whether what the script has started stays: see {@link Action.Script#watch}. */
    public Change watch(String command) {
        watch += command + "\n";
        return this;
    }

    /** Changes packages; there is no script then. See {@link Action.Packages}. */
    public Change packages(List<String> install, List<String> remove) {
        action = ignored -> new Action.Packages(install, remove);
        return this;
    }

    /** Upgrades packages; there is no script then. See {@link Action.Upgrade}. */
    public Change upgrade(Action.Upgrade upgrade) {
        action = ignored -> upgrade;
        return this;
    }

    /** Changes a database, after the script if there is one. See {@link Action.Sql}. */
    public Change sql(SqlChange sql) {
        action = before ->
                new Action.Sql(Optional.of(before).filter(s -> !s.text().isEmpty()), sql);
        return this;
    }

    /** Waits until nothing differs; there is no script then. See {@link Action.Wait}. */
    public Change await(Duration within) {
        action = ignored -> new Action.Wait(within);
        return this;
    }

    /** Reboots the host; there is no script then. See {@link Action.Reboot}. */
    public Change reboot(String mark, Duration within) {
        action = ignored -> new Action.Reboot(mark, within);
        return this;
    }

    /** Makes the script a question: its output is answered with another script. See {@link Action.Dialogue}. */
    public Change ask(Action.Reply reply) {
        action = question -> new Action.Dialogue(question, reply);
        return this;
    }

    /** Afterwards this will be the answer to a query. With all such answers the resource must be in sync. */
    public <O extends Observation> Change becomes(Query<O> query, O observation) {
        effects.add(new Effect.Becomes<>(query, observation));
        return this;
    }

    /** Notes that this comes into being, so that it can be taken away where nobody wants it any more. */
    public Change makes(Made made) {
        makes.add(new Making(made, true));
        return this;
    }

    /** Something that is there gets another content: whoever has noted it learns that. */
    public Change changes(Made made) {
        makes.add(new Making(made, false));
        return this;
    }

    /** What the parts so far make is not noted: it stays when nobody wants it any more. */
    public Change unnoted() {
        makes.clear();
        return this;
    }

    /** Afterwards nobody can say what the answers within this extent are. */
    public Change unsettles(Effect.Extent extent) {
        effects.add(new Effect.Unsettles(extent));
        return this;
    }

    /**
     * Whether the resource will still differ when its turn comes. An earlier step that leaves an answer open may turn out to
     * have brought the desired state; the plan then says {@code may-change} instead of {@code would-change}. So this is
     * usually {@code state.settled(query)}. Without a call the change is certain; the last call counts.
     */
    public Change certain(boolean whether) {
        certain = whether;
        return this;
    }

    /** Why nobody can say whether this will come about, where no earlier step is the reason; empty where it is clear. */
    public Change openBecause(String reason) {
        openBecause = reason;
        return this;
    }

    /** What stands in the way of a change, if anything does. It counts only where something differs; the first one counts. */
    public Change blockedBy(Optional<Impossible> found) {
        obstacle = obstacle.or(() -> found);
        return this;
    }

    /** The resource cannot be brought about on this host, whatever else is said. The first call counts. */
    public Change impossible(String message, String hint) {
        return end(new Impossible(message, hint));
    }

    /** Likewise where anything was found that speaks against it. */
    public Change orImpossible(Optional<Impossible> found) {
        found.ifPresent(this::end);
        return this;
    }

    /**
     * Includes another resource: its differences, its script at this place, what travels with that, and its effects. One
     * that is in sync adds nothing. One that cannot be brought about makes the whole so. One that is not certain leaves the
     * whole uncertain.
     *
     * @throws IllegalArgumentException where the part is not brought about by a script
     */
    public Change include(Assessment part) {
        if (part instanceof Differs differs) {
            switch (differs.action()) {
                case Action.Script(String text, Map<String, Bytes> sent, String confirms, String watches) -> {
                    run(text);
                    blobs.putAll(sent);
                    confirm += confirms;
                    watch += watches;
                }
                case Action other -> throw new IllegalArgumentException("not a script: " + other);
            }
        }
        return differsAs(part);
    }

    /** Includes another resource whose answer to a query is not what remains: {@link #becomes} says that afterwards. */
    public Change includeBut(Query<?> query, Assessment part) {
        include(part);
        effects.removeIf(effect ->
                effect instanceof Effect.Becomes<?> becomes && becomes.query().equals(query));
        return this;
    }

    /** Includes another resource but for its script: how it is brought about is up to the caller. */
    public Change differsAs(Assessment part) {
        switch (part) {
            case InSync ignored -> {}
            case Differs differs -> {
                differences.addAll(differs.differences());
                effects.addAll(differs.effects());
                makes.addAll(differs.makes());
                certain = certain && differs.certain();
                openBecause = openBecause.isEmpty() ? differs.openBecause() : openBecause;
            }
            case Assessment other -> end(other);
        }
        return this;
    }

    private Change end(Assessment how) {
        verdict = verdict.or(() -> Optional.of(how));
        return this;
    }

    /** Whether nothing differs so far. */
    public boolean isEmpty() {
        return differences.isEmpty();
    }

    /** The script by itself, for a {@link Action.Reply}. */
    public Action.Script script() {
        return new Action.Script(script.toString(), blobs, confirm, watch);
    }

    /** All that was said. */
    public Assessment assessment() {
        if (verdict.isPresent()) {
            return verdict.get();
        }
        if (differences.isEmpty()) {
            return new InSync();
        }
        return obstacle.<Assessment>map(found -> found)
                .orElseGet(
                        () -> new Differs(differences, action.apply(script()), effects, certain, openBecause, makes));
    }

    /** Likewise for what has no probe and runs every time: nobody can say whether anything differs. */
    public Assessment unverifiable() {
        return new Unverifiable(action.apply(script()), effects);
    }
}
