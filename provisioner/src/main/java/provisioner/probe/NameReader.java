package provisioner.probe;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.state.Cidr;
import provisioner.state.Observation.NameState;
import provisioner.state.Observed;
import provisioner.state.Query.NameQuery;

/**
 * Asks the host's own resolver for the addresses of names, all at once. A resolver that does not answer delays the probe by
 * the limit, once. No answer is unknown: nobody can tell a name that is gone from a resolver that is ill.
 */
final class NameReader implements Reader<NameQuery> {
    private static final int SECONDS = 8;
    private static final Comparator<Cidr> ORDER = Comparator.comparing(Cidr::v6).thenComparing(Cidr::toString);

    /** Each {@code sed} writes what it has at once, so that the lines of two names do not mix. */
    private static final String SCRIPT = "part names\n"
            + "timeout -k 1 " + SECONDS + " sh -c '"
            + "for name; do { getent ahosts \"$name\" | sed \"s/^/$name /\"; } 2>/dev/null </dev/null & done; wait' sh ";

    /** A name has no characters that a shell would read; see the query. */
    @Override
    public String script(List<NameQuery> queries) {
        return queries.stream().map(query -> "'" + query.name() + "'").collect(Collectors.joining(" ", SCRIPT, "\n"));
    }

    @Override
    public void read(List<NameQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, SortedSet<Cidr>> found = new HashMap<>();
        for (String line : answers.text("names").lines().toList()) {
            String[] words = line.split(" +");
            if (words.length < 2) {
                throw new ProbeException("getent printed an invalid line: '" + line + "'");
            }
            address(words[1])
                    .ifPresent(address -> found.computeIfAbsent(words[0], name -> new TreeSet<>(ORDER))
                            .add(address));
        }
        for (NameQuery query : queries) {
            Optional.ofNullable(found.get(query.name()))
                    .ifPresentOrElse(
                            addresses -> into.put(query, new NameState(List.copyOf(addresses))),
                            () -> into.refuse(query, unknown(query.name())));
        }
    }

    private static String unknown(String name) {
        return "unknown, the host's resolver gives no address for '" + name + "' within " + SECONDS + " seconds";
    }

    /** An address that is good only on one interface is none for a rule. */
    private static Optional<Cidr> address(String text) {
        return Cidr.parse(text).filter(cidr -> !cidr.address().isLinkLocalAddress());
    }
}
