package provisioner.resource.firewall;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Claim;
import provisioner.resource.Passage;
import provisioner.resource.Resource;
import provisioner.resource.Things;
import provisioner.resource.firewall.RuleForm.Answers;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.Amount;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observation.SshPeer;
import provisioner.state.Query;
import provisioner.state.Query.FirewallQuery;
import provisioner.state.Query.NameQuery;
import provisioner.state.Query.PacketFilterQuery;
import provisioner.state.Query.UfwProfileQuery;
import provisioner.state.StateView;

/**
 * The whole firewall of a host, kept by ufw: what is not declared goes.
 *
 * <p>Rules that would not let in the SSH connection in use are refused before anything is touched, and so are those that
 * would cut off hosts behind this one. What is changed is taken back by the host itself, also after a boot, unless it is
 * confirmed over a new connection.
 *
 * @param forms the rules, in their order
 * @param passages the hosts of the run that are reached through this one
 * @param others what other programs keep in the packet filter
 * @param kept the names of links of which the rules that are there stay, though they are not declared
 */
record FirewallResource(
        FirewallDefaults defaults, List<RuleForm> forms, List<Passage> passages, Others others, Set<String> kept)
        implements Resource {
    static final FirewallQuery QUERY = new FirewallQuery();
    static final PacketFilterQuery PACKETS = new PacketFilterQuery();

    FirewallResource {
        forms = List.copyOf(forms);
        passages = List.copyOf(passages);
        kept = Set.copyOf(kept);
    }

    /** One that keeps nothing that is not declared. */
    FirewallResource(FirewallDefaults defaults, List<RuleForm> forms, List<Passage> passages, Others others) {
        this(defaults, forms, passages, others, Set.of());
    }

    @Override
    public String title() {
        return "firewall";
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.unseen("firewall", "set of rules", this));
    }

    /** The files that ufw and this write. Root runs others that are beside them: before.init and after.init. */
    @Override
    public Stream<String> accountsFor() {
        Stream<String> files = Stream.of("user", "user6", "before", "before6", "after", "after6")
                .map(name -> Things.path("/etc/ufw/" + name + ".rules"));
        return Stream.concat(
                files,
                Stream.of(
                        Things.path("/etc/ufw/ufw.conf"), Things.path("/etc/default/ufw"), Things.unit("ufw.service")));
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new LinkedHashSet<>(List.of(QUERY, PACKETS));
        answersNeeded().forEach(queries::add);
        return queries;
    }

    /** What the rules themselves depend on. */
    private Stream<Query<?>> answersNeeded() {
        return Stream.concat(names().map(NameQuery::new), profiles().map(UfwProfileQuery::new));
    }

    private Stream<String> names() {
        Stream<String> hosts = passages.stream().map(Passage::address);
        return Stream.concat(
                forms.stream().flatMap(RuleForm::names),
                hosts.filter(address -> Cidr.parse(address).isEmpty()));
    }

    private Stream<String> profiles() {
        return forms.stream().map(RuleForm::profile).filter(name -> !name.isEmpty());
    }

    @Override
    public Resource passing(List<Passage> behind) {
        List<Passage> known = behind.stream()
                .filter(other -> Cidr.parse(other.address()).isPresent() || Addresses.isName(other.address()))
                .toList();
        return declaresOutgoing() ? new FirewallResource(defaults, forms, known, others, kept) : this;
    }

    @Override
    public boolean closesLinks() {
        return true;
    }

    /** Others may still use a link until they are told that it is gone. */
    @Override
    public Optional<Resource> keeping(Set<String> links, StateView state) {
        FirewallState now = state.get(QUERY);
        FirewallResource keeping = new FirewallResource(defaults, forms, passages, others, links);
        Answers answers = answers(state);
        return now.enabled() && !RuleSet.of(forms, answers).equals(RuleSet.of(forms, answers, keeping.keptOf(now)))
                ? Optional.of(keeping)
                : Optional.empty();
    }

    private List<FirewallRule> keptOf(FirewallState now) {
        return now.rules().stream()
                .filter(rule -> rule.admits() && !rule.route() && kept.contains(rule.comment()))
                .toList();
    }

    /** Whether anything is said of connections that the host opens itself. */
    boolean declaresOutgoing() {
        return defaults.outgoingClosed() || forms.stream().anyMatch(RuleForm::isOutgoing);
    }

    @Override
    public List<String> exceptions() {
        return forms.stream().flatMap(form -> form.exception().stream()).toList();
    }

    @Override
    public Assessment assess(StateView state) {
        FirewallState now = state.get(QUERY);
        if (!now.installed() && state.settled(QUERY)) {
            return new Impossible("ufw is not installed", "add a 'package' step for ufw before this one");
        }
        Answers answers = answers(state);
        Optional<String> unknown =
                profiles().filter(name -> !answers.profiles().containsKey(name)).findFirst();
        if (unknown.isPresent()) {
            return new Impossible(
                    "ufw has no application profile '" + unknown.get() + "' on this host", "'ufw app list' shows them");
        }
        List<FirewallRule> rules = FirewallOrder.asThereIs(now.rules(), RuleSet.of(forms, answers, keptOf(now)));
        return lockout(now, rules)
                .or(() -> cutOff(rules, answers))
                .<Assessment>map(refusal -> refusal)
                .orElseGet(() -> {
                    ForeignRules foreign = foreign(now, state);
                    boolean certain = answersNeeded().allMatch(state::settled)
                            && (!now.installed() || state.settled(QUERY))
                            && (!foreign.isChange() || state.settled(PACKETS));
                    return change(now, rules, certain, foreign);
                });
    }

    private Answers answers(StateView state) {
        Map<String, List<Cidr>> names = new TreeMap<>();
        names().forEach(name -> names.put(name, state.get(new NameQuery(name)).addresses()));
        Map<String, String> profiles = new TreeMap<>();
        profiles().forEach(name -> state.get(new UfwProfileQuery(name)).ports().ifPresent(p -> profiles.put(name, p)));
        return new Answers(names, profiles);
    }

    private ForeignRules foreign(FirewallState now, StateView state) {
        PacketFilterState packets = state.get(PACKETS);
        boolean known = packets.readable() || now.installed() && state.settled(PACKETS);
        return new ForeignRules(known ? packets : PacketFilterState.CLEAN, others);
    }

    private Assessment change(FirewallState now, List<FirewallRule> rules, boolean certain, ForeignRules foreign) {
        FirewallState before = now.installed() ? now : FirewallState.fresh(true, now.ssh());
        Amount icmp = defaults.outgoingClosed() ? Amount.ALL : Amount.NONE;
        FirewallState after = new FirewallState(true, true, true, true, defaults, rules, icmp, true, false, now.ssh());
        return new FirewallChange(before, after, foreign, StillReached.of(this, rules)).assessment(certain);
    }

    /** The first rule that matches decides; without one, what is done by default. */
    private Optional<Impossible> lockout(FirewallState now, List<FirewallRule> rules) {
        Optional<SshPeer> ssh = now.ssh().filter(peer -> !peer.peer().isLoopbackAddress());
        return ssh.filter(peer -> !rules.stream()
                        .filter(rule -> rule.matches(peer.peer(), peer.local(), peer.port()))
                        .findFirst()
                        .map(FirewallRule::admits)
                        .orElse(defaults.incoming().equals("allow")))
                .map(peer -> new Impossible(
                        "these rules would lock out the SSH connection in use, from " + Cidr.of(peer.peer())
                                + " to port " + peer.port(),
                        "nothing was changed; allow the connection with 'ssh_from' and 'ssh_port'"));
    }

    private Optional<Impossible> cutOff(List<FirewallRule> rules, Answers answers) {
        return passages.stream()
                .filter(passage -> addresses(passage, answers).noneMatch(to -> lets(rules, to, passage.port())))
                .findFirst()
                .map(passage -> new Impossible(
                        "these rules would cut off " + passage.host() + ", which this run reaches through this host at "
                                + passage.address() + " port " + passage.port(),
                        "nothing was changed; add a rule with 'allow: " + passage.port()
                                + "', 'direction: out' and 'to: " + passage.address() + "'"));
    }

    private static Stream<InetAddress> addresses(Passage passage, Answers answers) {
        return Cidr.parse(passage.address())
                .map(List::of)
                .orElseGet(() -> answers.names().getOrDefault(passage.address(), List.of()))
                .stream()
                .map(Cidr::address);
    }

    private boolean lets(List<FirewallRule> rules, InetAddress target, int port) {
        return target.isLoopbackAddress()
                || rules.stream()
                        .filter(rule -> rule.matchesOutgoing(target, port))
                        .findFirst()
                        .map(FirewallRule::admits)
                        .orElse(!defaults.outgoingClosed());
    }
}
