package provisioner.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.inventory.AcceptedSource;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.playbook.LinkSource;
import provisioner.resource.Accepted;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.RenderException;

/** What may be on a host although no step declares it: what its roles know of, and what the inventory accepts. */
final class Acceptances {
    private record OfHosts(Set<String> hosts, Accepted accepted) {}

    private final RolesInUse roles;
    private final Evaluator evaluator;
    private final ProblemsByUse findings;
    private final List<OfHosts> ofInventory = new ArrayList<>();

    /** @param problems receives those of the inventory */
    Acceptances(Inventory inventory, RolesInUse roles, Evaluator evaluator, ProblemsByUse findings, Problems problems) {
        this.roles = roles;
        this.evaluator = evaluator;
        this.findings = findings;
        for (AcceptedSource source : inventory.accepted()) {
            refuseFlaw(source.pattern().text(), source.pattern().location(), problems);
            List<String> hosts = HostPattern.select(
                    source.hosts().text(), inventory, source.hosts().location(), problems);
            ofInventory.add(new OfHosts(
                    Set.copyOf(hosts), new Accepted(source.pattern().text(), source.reason(), Optional.empty())));
        }
    }

    private static boolean refuseFlaw(String pattern, Location at, Problems problems) {
        Optional<String> flaw = Accepted.flaw(pattern);
        flaw.ifPresent(why ->
                problems.add(at, "'pattern' must be a glob: " + why, "put a backslash before what is meant literally"));
        return flaw.isEmpty();
    }

    /** Each once, those of roles first. */
    List<Accepted> on(String host) {
        Set<Accepted> all = new LinkedHashSet<>();
        for (RolesInUse.Use use : roles.of(
                host,
                role -> !role.claims().isEmpty(),
                (used, problem) -> findings.add(problem, used.location(), host))) {
            Problems problems = new Problems();
            use.role().claims().forEach(source -> claim(source, use, problems).ifPresent(all::add));
            problems.list().forEach(problem -> findings.add(problem, use.use().location(), host));
        }
        ofInventory.stream().filter(one -> one.hosts.contains(host)).forEach(one -> all.add(one.accepted));
        return List.copyOf(all);
    }

    /** Empty where the condition does not hold, or after a problem. */
    private Optional<Accepted> claim(LinkSource source, RolesInUse.Use use, Problems problems) {
        try {
            if (source.when().isPresent() && !evaluator.condition(source.when().get(), use.scope())) {
                return Optional.empty();
            }
        } catch (RenderException e) {
            Problem problem = e.problem();
            problems.add(problem.location(), problem.message(), problem.hint());
            return Optional.empty();
        }
        Problems before = new Problems();
        Node.Mapping values = evaluator.mappingNode(
                source.values(), use.scope(), p -> before.add(p.location(), p.message(), p.hint()));
        problems.addAll(before);
        if (!before.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(values, "an entry of 'claims'", problems);
        String pattern = fields.string("pattern");
        String reason = fields.string("reason");
        return !pattern.isEmpty() && refuseFlaw(pattern, fields.at("pattern"), problems)
                ? Optional.of(
                        new Accepted(pattern, reason, Optional.of(use.role().name())))
                : Optional.empty();
    }
}
