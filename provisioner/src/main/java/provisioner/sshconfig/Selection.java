package provisioner.sshconfig;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Problems;
import provisioner.sshconfig.Criterion.Holds;
import provisioner.sshconfig.Directive.Condition;

/**
 * Selects the lines of a configuration that are for one host. As in ssh, a block's condition is decided where the block
 * begins, from what the lines before it have set.
 */
final class Selection {
    private static final Set<String> ADDED_UP = Set.of("identityfile", "certificatefile");

    private final String alias;
    private final Optional<String> user;
    private final LocalUser operator;
    private final Map<String, List<Directive>> settings = new LinkedHashMap<>();
    private final Map<Condition, Holds> decided = new IdentityHashMap<>();

    /**
     * @param alias the name on ssh's command line
     * @param user the user on ssh's command line
     */
    Selection(String alias, Optional<String> user, LocalUser operator) {
        this.alias = alias;
        this.user = user;
        this.operator = operator;
    }

    /** The lines by keyword. A line of which only ssh could say whether it applies is a problem. */
    Map<String, List<Directive>> of(List<Directive> directives, boolean readTwice, Problems problems) {
        for (Directive line : directives) {
            Holds holds = Holds.YES;
            for (Condition condition : line.within()) {
                Holds one = holds == Holds.NO ? Holds.NO : decide(condition, host(), alias);
                holds = one == Holds.YES ? holds : one;
            }
            switch (holds) {
                case YES ->
                    settings.computeIfAbsent(line.keyword(), keyword -> new ArrayList<>())
                            .add(line);
                case UNKNOWN -> refuse(line, problems);
                case NO -> {}
            }
        }
        if (readTwice && !host().equals(alias)) {
            refuseSecondPass(directives, problems);
        }
        return settings;
    }

    private Holds decide(Condition condition, String host, String patternName) {
        Holds known = decided.get(condition);
        if (known == null) {
            known = holds(condition, host, patternName);
            decided.put(condition, known);
        }
        return known;
    }

    private Holds holds(Condition condition, String host, String patternName) {
        return switch (condition) {
            case Condition.Host block -> Patterns.listMatches(block.patterns(), patternName) ? Holds.YES : Holds.NO;
            case Condition.Match block ->
                Criterion.all(block.criteria(), new Criterion.Names(alias, host, user(), operator.user()));
        };
    }

    /** {@code HostName} as far as it is set; what is wrong in it is reported where it is used. */
    private String host() {
        return settings.getOrDefault("hostname", List.of()).stream()
                .findFirst()
                .flatMap(line -> Tokens.ofName(alias).expand(line, line.argument(), new Problems()))
                .orElse(alias);
    }

    private String user() {
        return user.or(() -> settings.getOrDefault("user", List.of()).stream()
                        .findFirst()
                        .map(Directive::argument))
                .orElse(operator.user());
    }

    private void refuse(Directive line, Problems problems) {
        for (Condition condition : line.within()) {
            if (condition instanceof Condition.Match match && decided.remove(match, Holds.UNKNOWN)) {
                decided.put(match, Holds.NO);
                problems.add(
                        match.at(),
                        "'Match " + match.text() + "' may set " + line.keyword() + " for " + alias
                                + ", but only the criteria host, originalhost, user, localuser and all are supported",
                        "use one of these or 'Host' instead, or give another configuration with -F");
            }
        }
    }

    /** With {@code Match final}, ssh reads everything again, and compares all blocks with the name after HostName. */
    private void refuseSecondPass(List<Directive> directives, Problems problems) {
        String host = host();
        for (Directive line : directives) {
            List<Directive> before = settings.getOrDefault(line.keyword(), List.of());
            boolean counts = before.isEmpty() || ADDED_UP.contains(line.keyword()) && !before.contains(line);
            if (counts && line.within().stream().allMatch(one -> holds(one, host, host) == Holds.YES)) {
                problems.add(
                        line.at(),
                        "this line is for " + host + ", the HostName of " + alias
                                + ": ssh uses it because of a 'Match final', which is not supported",
                        "add " + alias + " to the line's 'Host', or give another configuration with -F");
            }
        }
    }
}
