package provisioner.sshconfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.Destination;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Cidr;

/**
 * Decides how to reach hosts. The command line comes first, then the inventory, then the SSH configuration, then ssh's
 * defaults. Jump hosts come only from the SSH configuration.
 */
public final class TargetResolver {
    private static final int SSH_PORT = 22;
    private static final List<String> USUAL_KEYS = List.of("id_rsa", "id_ecdsa", "id_ed25519");
    private static final int USUAL_UNANSWERED = 3;
    private static final String AGENT = "SSH_AUTH_SOCK";
    private static final int MOST_HOPS = 16;
    private static final String NONE = "none";
    private static final String ROOT = "root";
    private static final String ROOTS_NUMBER = "0";

    /** As OpenSSH refuses since 9.6 what a shell could take for more than a name. */
    private static final Pattern SAFE_FOR_A_SHELL = Pattern.compile("(?!-)[\\p{L}\\p{N}@%+_.,:/=-]+");

    private record Way(Optional<Target> via, Optional<String> proxyCommand) {
        private static final Way DIRECT = new Way(Optional.empty(), Optional.empty());
    }

    private final SshConfig config;
    private final LocalUser operator;
    private final Overrides preferences;
    private final Problems problems;
    private final Problems warnings = new Problems();

    public TargetResolver(SshConfig config, LocalUser operator, Overrides preferences, Problems problems) {
        this.config = config;
        this.operator = operator;
        this.preferences = preferences;
        this.problems = problems;
    }

    /** The target; empty after a problem. */
    public Optional<Target> resolve(Destination destination) {
        if (destination.kind() != ConnectionKind.SSH) {
            return Optional.of(withoutSsh(destination));
        }
        int before = problems.list().size();
        Target target = target(destination, List.of(), new LinkedHashSet<>());
        return problems.list().size() == before ? Optional.of(target) : Optional.empty();
    }

    /** Nothing of SSH's configuration is for it. This machine is worked on by who runs provisioner, a container by root. */
    private Target withoutSsh(Destination destination) {
        boolean container = destination.kind().isContainer();
        String user = container ? destination.user().orElse(ROOT) : operator.user();
        Timeouts timeouts = Timeouts.defaults();
        return Target.withoutSsh(
                destination.kind(),
                destination.host(),
                destination.address(),
                container && user.equals(ROOTS_NUMBER) ? ROOT : user,
                destination.sudoPassword(),
                preferences.connectTimeout().map(timeouts::withConnect).orElse(timeouts),
                destination.down());
    }

    /** What is followed otherwise than it is written. */
    public List<Problem> warnings() {
        return warnings.list();
    }

    /**
     * @param hops to use instead of the configured ones
     * @param passed the names whose jump hosts are being resolved, to detect a loop
     */
    private Target target(Destination destination, List<Jump> hops, SequencedSet<String> passed) {
        Map<String, List<Directive>> directives = new GivenOptions(destination.options(), problems)
                .before(config.settings(destination.address(), destination.user(), operator, problems));
        Settings settings = new Settings(directives, operator, problems);
        refuse(settings, destination.address());
        String address = address(destination.address(), settings);
        int port = destination.port().or(() -> settings.number("port")).orElse(SSH_PORT);
        String user = destination.user().or(() -> settings.word("user")).orElse(operator.user());
        Optional<String> alias = settings.word("hostkeyalias").map(name -> name.toLowerCase(Locale.ROOT));
        Tokens tokens =
                Tokens.of(operator, destination.address(), address, port, user, alias.orElse(destination.address()));
        Way way = hops.isEmpty()
                ? way(destination.address(), settings, tokens, passed)
                : new Way(Optional.of(last(hops, passed)), Optional.empty());
        return new Target(
                destination.host(),
                address,
                port,
                user,
                credentials(destination, settings, tokens),
                new HostKeySettings(settings, operator, preferences.acceptNewHostKeys(), problems, warnings)
                        .of(destination, tokens, alias),
                timeouts(settings),
                way.via,
                way.proxyCommand,
                destination.down(),
                destination.kind());
    }

    private void refuse(Settings settings, String alias) {
        settings.first("canonicalizehostname")
                .filter(line -> !line.argument().equalsIgnoreCase("no"))
                .ifPresent(line -> problems.add(
                        line.at(),
                        "CanonicalizeHostname is not supported, but is set for " + alias,
                        "write the full host name in the inventory or in HostName"));
        for (String keyword : List.of("bindaddress", "bindinterface", "revokedhostkeys")) {
            settings.first(keyword)
                    .filter(line -> !line.argument().equalsIgnoreCase(NONE))
                    .ifPresent(line -> problems.add(
                            line.at(),
                            keyword + " is not supported, but is set for " + alias,
                            keyword.equals("revokedhostkeys") ? "use @revoked lines in known_hosts" : ""));
        }
    }

    private String address(String alias, Settings settings) {
        Optional<Directive> name = settings.first("hostname");
        return settings.word("hostname")
                .flatMap(text -> Tokens.ofName(alias).expand(name.orElseThrow(), text, problems))
                .map(text -> plain(text, name.orElseThrow()))
                .orElse(alias)
                .toLowerCase(Locale.ROOT);
    }

    private String plain(String address, Directive line) {
        Cidr.wrongHost(address)
                .ifPresent(wrong -> problems.add(line.at(), "'" + address + "' " + wrong, Cidr.OTHER_FORMS));
        return address;
    }

    private Credentials credentials(Destination destination, Settings settings, Tokens tokens) {
        boolean own = !destination.keys().isEmpty();
        List<Path> keys = own
                ? destination.keys()
                : settings.allFiles("identityfile", tokens).orElseGet(this::usualKeys);
        return new Credentials(
                keys,
                settings.allFiles("certificatefile", tokens).orElse(List.of()),
                own || settings.flag("identitiesonly"),
                agent(settings, tokens),
                destination.sudoPassword());
    }

    private List<Path> usualKeys() {
        return USUAL_KEYS.stream()
                .map(name -> operator.ssh().resolve(name))
                .filter(file -> Files.exists(file) || Files.exists(Path.of(file + ".pub")))
                .toList();
    }

    private Optional<Path> agent(Settings settings, Tokens tokens) {
        Optional<String> word = settings.word("identityagent");
        if (word.isEmpty() || word.get().equals(AGENT)) {
            return environment(AGENT);
        }
        return word.get().startsWith("$") && !word.get().startsWith("${")
                ? environment(word.get().substring(1))
                : settings.files("identityagent", tokens).orElse(List.of()).stream()
                        .findFirst();
    }

    private Optional<Path> environment(String name) {
        return Optional.ofNullable(operator.environment().get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    private Timeouts timeouts(Settings settings) {
        Timeouts timeouts = Timeouts.defaults();
        Optional<Duration> connect = preferences.connectTimeout().or(() -> settings.time("connecttimeout"));
        Optional<Duration> alive = settings.time("serveraliveinterval");
        int unanswered = settings.number("serveralivecountmax").orElse(USUAL_UNANSWERED);
        Timeouts connecting = connect.map(timeouts::withConnect).orElse(timeouts);
        return alive.map(interval -> connecting.withKeepAlive(interval, unanswered))
                .orElse(connecting);
    }

    /**
     * What is configured to reach a host: a jump host, a command, or neither. Whichever line comes first counts. As in
     * ssh, a command may still follow {@code ProxyJump none}.
     */
    private Way way(String alias, Settings settings, Tokens tokens, SequencedSet<String> passed) {
        Optional<Directive> proxy = settings.firstOf("proxyjump", "proxycommand");
        if (proxy.filter(line -> line.argument().equalsIgnoreCase(NONE)).isPresent()) {
            proxy = proxy.filter(line -> line.keyword().equals("proxycommand"))
                    .or(() -> settings.first("proxycommand"));
        }
        boolean command =
                proxy.filter(line -> line.keyword().equals("proxycommand")).isPresent();
        // A shell reads the command's comment.
        String value = proxy.map(line -> command
                        ? line.rest()
                        : line.rest().replaceFirst("\\s*#.*", "").strip())
                .orElse(NONE);
        if (value.equalsIgnoreCase(NONE)) {
            return Way.DIRECT;
        }
        Directive line = proxy.orElseThrow();
        if (command) {
            return new Way(Optional.empty(), command(line, value, settings, tokens.ofProxy()));
        }
        if (!passed.add(alias) || passed.size() > MOST_HOPS) {
            problems.add(
                    line.at(),
                    "the jump hosts form a loop: " + String.join(", ", passed),
                    "give the jump host its own 'Host' block with 'ProxyJump none', before this one");
            return Way.DIRECT;
        }
        Optional<List<Jump>> hops = tokens.ofProxy()
                .expand(line, value, problems)
                .flatMap(text -> Jump.parse(text).or(() -> settings.unusable("proxyjump", text)));
        return new Way(hops.map(found -> last(found, passed)), Optional.empty());
    }

    private Optional<String> command(Directive line, String value, Settings settings, Tokens tokens) {
        if (value.equals("-") || settings.flag("proxyusefdpass")) {
            problems.add(
                    line.at(), "ProxyCommand must be a command that passes the connection on to its input and output");
            return Optional.empty();
        }
        for (String used : tokens.values().values()) {
            if (!used.equals("%") && !SAFE_FOR_A_SHELL.matcher(used).matches()) {
                problems.add(
                        line.at(),
                        "'" + used + "' must not have characters that a shell would read, because of ProxyCommand");
                return Optional.empty();
            }
        }
        return tokens.expand(line, value, problems);
    }

    /** The last hop, reached through the hops before it. */
    private Target last(List<Jump> hops, SequencedSet<String> passed) {
        Jump hop = hops.getLast();
        Destination destination = new Destination(
                "jump host " + hop.host(),
                hop.host(),
                hop.port(),
                hop.user(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return target(destination, hops.subList(0, hops.size() - 1), new LinkedHashSet<>(passed));
    }
}
