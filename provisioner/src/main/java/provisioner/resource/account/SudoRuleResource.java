package provisioner.resource.account;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import provisioner.source.Node;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.NoContent;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.StateView;

/**
 * What a user or a group may run with sudo: a file in {@code /etc/sudoers.d}, which visudo judges before it is there.
 *
 * @param who the user or the group
 * @param runAs the user as whom the commands run, or {@code ALL}
 * @param password whether sudo asks for one
 * @param commands as in sudoers(5), but without its escapes
 */
record SudoRuleResource(String name, Account who, String runAs, boolean password, List<String> commands)
        implements Resource {
    private static final String ALL = "ALL";
    private static final String DIRECTORY = "/etc/sudoers.d";
    private static final ContentQuery SUDOERS = new ContentQuery("/etc/sudoers", "", 64 * 1024);
    private static final Owner OWNER = new Owner(Owner.ROOT, Owner.ROOT, 0440);

    /** sudo skips the files whose names have a dot or end with a tilde. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private static final Pattern COMMAND = Pattern.compile("ALL|(?:!|sudoedit )?/[^\\p{Cntrl}\\\\]{1,900}");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^[@#]includedir\\s+\"?" + DIRECTORY + "/?\"?\\s*$");

    /** @param group whether it is one, and no user */
    record Account(String name, boolean group) {
        String word() {
            return group ? "%" + name : name;
        }

        Owner owner() {
            return new Owner(group ? Owner.ROOT : name, group ? name : Owner.ROOT, OWNER.mode());
        }
    }

    SudoRuleResource {
        commands = List.copyOf(commands);
    }

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "sudo_rule";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                fields.refuse(
                        "name",
                        "'name' must contain only letters, digits, '-' and '_'",
                        "sudo ignores files whose names have a dot or a '~'");
            }
            boolean absent = fields.bool("absent", false);
            Optional<String> user = fields.optionalString("user").map(u -> account(fields, "user"));
            Optional<String> group = fields.optionalString("group").map(g -> account(fields, "group"));
            String runAs = fields.optionalString("run_as")
                    .map(u -> u.equals(ALL) ? u : AccountNames.required(fields, "run_as"))
                    .orElse(Owner.ROOT);
            boolean password = fields.bool("password", true);
            List<String> commands = commands(fields);
            fields.atMostOne("user", "group");
            if (absent) {
                for (String key : List.of("user", "group", "run_as", "password", "commands")) {
                    fields.atMostOne("absent", key);
                }
                return Optional.of(new FileAbsent("sudo_rule", DIRECTORY + "/" + name));
            }
            if (user.isEmpty() && group.isEmpty()) {
                fields.refuse("name", "a sudo_rule needs 'user' or 'group'", "to remove it, write 'absent: true'");
                return Optional.empty();
            }
            if (commands.isEmpty()) {
                fields.refuse("name", "a sudo_rule needs 'commands'", "such as /usr/bin/systemctl restart app, or ALL");
                return Optional.empty();
            }
            Account who = new Account(user.or(() -> group).orElseThrow(), user.isEmpty());
            return Optional.of(new SudoRuleResource(name, who, runAs, password, commands));
        }

        private static String account(Fields fields, String key) {
            String name = AccountNames.required(fields, key);
            if (name.equals(ALL)) {
                fields.refuse(key, "'" + key + "' must be the name of one " + key, "sudo takes ALL for everybody");
            }
            return name;
        }

        private static List<String> commands(Fields fields) {
            List<String> commands = new ArrayList<>();
            for (Node.Scalar command : fields.scalars("commands")) {
                if (!COMMAND.matcher(command.text()).matches()) {
                    String hint = command.text().indexOf('\\') >= 0
                            ? "write ',', ':' and '=' without a backslash: the step adds it"
                            : "such as /usr/bin/systemctl restart app, sudoedit /etc/app.conf, or ALL";
                    fields.problems()
                            .add(
                                    command.location(),
                                    "'commands' must be ALL, or absolute paths with their arguments, each on a single line",
                                    hint);
                }
                commands.add(command.text());
            }
            return commands;
        }
    }

    @Override
    public String title() {
        return "sudo_rule " + name;
    }

    private FileResource file() {
        String list = commands.stream().map(SudoRuleResource::escaped).collect(Collectors.joining(", "));
        String line = who.word() + " ALL=(" + runAs + ") " + (password ? "" : "NOPASSWD: ") + list + "\n";
        return new FileResource("sudo_rule", DIRECTORY + "/" + name, Bytes.utf8(line), OWNER);
    }

    /** What would end a command. Its wildcards stay what they are. */
    private static String escaped(String command) {
        return command.replaceAll("[#,:=]", "\\\\$0");
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
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(file().queries());
        queries.add(SUDOERS);
        queries.addAll(who.owner().queries());
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        return new Change()
                .orImpossible(unread(state))
                .include(file().assess(state))
                .blockedBy(who.owner().unknown(state))
                .assessment();
    }

    /** A file that sudo does not read changes nothing. */
    private static Optional<Impossible> unread(StateView state) {
        if (!state.settled(SUDOERS)) {
            return Optional.empty();
        }
        ContentState main = state.get(SUDOERS);
        if (main instanceof NoContent) {
            return Optional.of(new Impossible(
                    "sudo is not installed: /etc/sudoers does not exist",
                    "add a 'package' step for it before this one"));
        }
        Optional<String> text = main instanceof Content(Bytes bytes) ? bytes.text() : Optional.empty();
        return text.filter(t -> !INCLUDE.matcher(t).find())
                .map(t -> new Impossible(
                        "sudo does not read " + DIRECTORY + ": /etc/sudoers has no '@includedir " + DIRECTORY + "'",
                        "add that line at its end with a 'line' step before this one"));
    }
}
