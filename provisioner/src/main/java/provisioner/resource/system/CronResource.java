package provisioner.resource.system;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileAbsent;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A job of cron: a file of its own in {@code /etc/cron.d}.
 *
 * @param command as sh gets it
 */
record CronResource(String name, String schedule, String user, String command, SortedMap<String, String> environment)
        implements Resource {
    private static final String DIRECTORY = "/etc/cron.d/";
    private static final PathQuery CRON = new PathQuery("/usr/sbin/cron");
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE);

    /** cron skips files with other names. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]*+");

    /** cron ignores a file with a longer command, which is at most 999 bytes with its escapes. */
    private static final int LONGEST = 900;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "cron";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                fields.refuse(
                        "name",
                        "'name' must contain only letters, digits, '-' and '_'",
                        "cron ignores files with other names, such as with a dot");
            }
            boolean absent = fields.bool("absent", false);
            Optional<String> schedule = fields.optionalString("schedule").map(CronSchedule::plain);
            schedule.flatMap(CronSchedule::problem)
                    .ifPresent(wrong ->
                            fields.refuse("schedule", "'schedule': " + wrong, "such as '30 2 * * 1-5', or @daily"));
            String user = Owner.name(fields, "user", Owner.ROOT);
            Optional<String> command = fields.optionalString("command");
            command.ifPresent(text -> check(fields, text));
            SortedMap<String, String> environment = new TreeMap<>(fields.stringMap("environment"));
            check(fields, environment);
            if (absent) {
                for (String key : List.of("schedule", "user", "command", "environment")) {
                    fields.atMostOne("absent", key);
                }
                return Optional.of(new FileAbsent("cron", DIRECTORY + name));
            }
            if (schedule.isEmpty() || command.isEmpty()) {
                fields.refuse(
                        "name", "a cron job needs 'schedule' and 'command'", "to remove it, write 'absent: true'");
                return Optional.empty();
            }
            return Optional.of(new CronResource(name, schedule.get(), user, command.get(), environment));
        }

        private static void check(Fields fields, String command) {
            if (command.isBlank() || !TEXT.matcher(command).matches()) {
                fields.refuse(
                        "command", "'command' must be a single line", "put several lines into a script, and run that");
            } else if (Bytes.utf8(command).size() > LONGEST) {
                fields.refuse(
                        "command",
                        "'command' must have at most " + LONGEST + " bytes",
                        "put it into a script, and run that");
            } else if (command.contains("\\%")) {
                fields.refuse("command", "'command' must have '%' without a backslash", "the step adds it for cron");
            }
        }

        private static void check(Fields fields, SortedMap<String, String> environment) {
            environment.forEach((variable, value) -> {
                if (!VARIABLE.matcher(variable).matches()
                        || !TEXT.matcher(value).matches()
                        || value.length() > LONGEST
                        || value.indexOf('"') >= 0) {
                    fields.refuse(
                            "environment",
                            "'environment' must have names of letters, digits and '_', and values of a single line without '\"'",
                            "such as MAILTO: ops@example.com");
                }
            });
        }
    }

    @Override
    public String title() {
        return "cron " + name;
    }

    private FileResource file() {
        StringBuilder text = new StringBuilder();
        environment.forEach((variable, value) ->
                text.append(variable).append("=\"").append(value).append("\"\n"));
        text.append(schedule).append(' ').append(user).append(' ').append(escaped(command));
        return new FileResource(
                "cron", DIRECTORY + name, Bytes.utf8(text.append('\n').toString()), OWNER);
    }

    /** For cron, a percent sign ends the command, and a backslash protects that and itself, but nothing else. */
    private static String escaped(String command) {
        return command.strip().replaceAll("\\\\(?=[\\\\%])|%", "\\\\$0");
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return switch (parameter) {
            case "command", "environment" -> OWNER.exposes();
            default -> Resource.super.exposes(parameter);
        };
    }

    @Override
    public List<Claim> claims() {
        return file().claims();
    }

    @Override
    public Stream<String> accountsFor() {
        return file().accountsFor();
    }

    @Override
    public String toString() {
        return title();
    }

    private Owner runsAs() {
        return new Owner(user, Owner.ROOT, OWNER.mode());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(file().queries());
        queries.add(CRON);
        queries.addAll(runsAs().queries());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        if (state.get(CRON) instanceof Missing && state.settled(CRON)) {
            change.impossible(
                    "cron is not installed: " + CRON.path() + " does not exist",
                    "add a 'package' step for cron before this one, or use a timer");
        }
        // cron ignores the whole file if it does not know the user.
        Optional<Impossible> unknown = runsAs().unknown(state);
        return change.orImpossible(unknown).include(file().assess(state)).assessment();
    }
}
