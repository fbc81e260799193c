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
import java.util.stream.Stream;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.Destination;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
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

    private final SshConfig config;
    private final LocalUser operator;
    private final Overrides preferences;
    private final Problems problems;

    public TargetResolver(SshConfig config, LocalUser operator, Overrides preferences, Problems problems) {
        this.config = config;
        this.operator = operator;
        this.preferences = preferences;
        this.problems = problems;
    }

    /** The target; empty after a problem. */
    public Optional<Target> resolve(Destination destination) {
        int before = problems.list().size();
        Target target = target(destination, List.of(), new LinkedHashSet<>());
        return problems.list().size() == before ? Optional.of(target) : Optional.empty();
    }

    /**
     * @param hops to use instead of the configured ones
     * @param passed the names whose jump hosts are being resolved, to detect a loop
     */
    private Target target(Destination destination, List<Jump> hops, SequencedSet<String> passed) {
        Map<String, List<Directive>> directives = config.settings(destination.address(), problems);
        Settings settings = new Settings(directives, operator, problems);
        refuse(settings, destination.address());
        String address = address(destination.address(), settings);
        int port = destination.port().or(() -> settings.number("port")).orElse(SSH_PORT);
        String user = destination.user().or(() -> settings.word("user")).orElse(operator.user());
        Optional<String> alias = settings.word("hostkeyalias").map(name -> name.toLowerCase(Locale.ROOT));
        Tokens tokens =
                Tokens.of(operator, destination.address(), address, port, user, alias.orElse(destination.address()));
        return new Target(
                destination.host(),
                address,
                port,
                user,
                credentials(destination, settings, tokens),
                hostKeys(destination, settings, tokens, alias),
                timeouts(settings),
                hops.isEmpty() ? via(destination.address(), settings, tokens, passed) : Optional.of(last(hops, passed)),
                destination.down());
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

    private HostKeys hostKeys(Destination destination, Settings settings, Tokens tokens, Optional<String> alias) {
        boolean own = !destination.knownHosts().isEmpty();
        List<Path> user = own
                ? destination.knownHosts()
                : settings.files("userknownhostsfile", tokens)
                        .orElseGet(() -> usualFiles(operator.ssh(), "known_hosts"));
        List<Path> global = own
                ? List.of()
                : settings.files("globalknownhostsfile", tokens)
                        .orElseGet(() -> usualFiles(Path.of("/etc/ssh"), "ssh_known_hosts"));
        return new HostKeys(policy(settings), user, global, alias, settings.flag("hashknownhosts"));
    }

    private static List<Path> usualFiles(Path directory, String name) {
        return Stream.of(name, name + "2").map(directory::resolve).toList();
    }

    /** Never asks, and {@code no} does not accept a changed key. */
    private HostKeyPolicy policy(Settings settings) {
        HostKeyPolicy configured = settings.word("stricthostkeychecking")
                .flatMap(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "true", "ask" -> Optional.of(HostKeyPolicy.STRICT);
                    case "accept-new", "no", "false", "off" -> Optional.of(HostKeyPolicy.ACCEPT_NEW);
                    default -> settings.<HostKeyPolicy>unusable("stricthostkeychecking", text);
                })
                .orElse(HostKeyPolicy.STRICT);
        return preferences.acceptNewHostKeys() ? HostKeyPolicy.ACCEPT_NEW : configured;
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

    /** The jump host that is configured for a host. */
    private Optional<Target> via(String alias, Settings settings, Tokens tokens, SequencedSet<String> passed) {
        Optional<Directive> proxy = settings.firstOf("proxyjump", "proxycommand");
        String value = proxy.map(line -> line.rest().replaceFirst("\\s*#.*", "").strip())
                .orElse(NONE);
        if (value.equalsIgnoreCase(NONE)) {
            return Optional.empty();
        }
        Directive line = proxy.orElseThrow();
        if (line.keyword().equals("proxycommand")) {
            problems.add(
                    line.at(),
                    "ProxyCommand is not supported, but is set for " + alias,
                    "use ProxyJump instead, or give another configuration with -F");
            return Optional.empty();
        }
        if (!passed.add(alias) || passed.size() > MOST_HOPS) {
            problems.add(
                    line.at(),
                    "the jump hosts form a loop: " + String.join(", ", passed),
                    "give the jump host its own 'Host' block with 'ProxyJump none', before this one");
            return Optional.empty();
        }
        Optional<List<Jump>> hops = tokens.expand(line, value, problems)
                .flatMap(text -> Jump.parse(text).or(() -> settings.unusable("proxyjump", text)));
        return hops.map(found -> last(found, passed));
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
