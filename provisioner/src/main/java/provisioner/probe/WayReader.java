package provisioner.probe;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.sh.Way;
import provisioner.state.Bytes;
import provisioner.state.Observation.WayState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.WayQuery;
import provisioner.state.Reading;

/**
 * Who can alter the way to a path. One {@code find} over all directories on all ways tells where anybody but root can;
 * nearly always nobody, and then nothing else is done, and the other readers read as root.
 */
final class WayReader implements Reader<WayQuery> {
    private static final String FUNCTIONS = Way.functions() + Scripts.load(WayReader.class, "careful.sh");

    private static final String LINK = "link ";
    private static final String FROM = "from ";

    /** Linux's PATH_MAX: nothing is behind a longer path. */
    private static final int LONGEST = 4096;

    /** What comes before all readers: where others than root can alter the way. */
    static String beforehand(Collection<? extends Query<?>> queries) {
        Set<String> directories = new TreeSet<>();
        queries.stream().flatMap(WayReader::paths).forEach(path -> above(path, directories));
        if (directories.isEmpty()) {
            return "";
        }
        return FUNCTIONS + "pv_ways_of " + Sh.quoteAll(directories) + "\n";
    }

    private static void above(String path, Set<String> into) {
        into.add("/");
        for (int slash = path.indexOf('/', 1); slash > 0 && slash < LONGEST; slash = path.indexOf('/', slash + 1)) {
            into.add(path.substring(0, slash));
        }
    }

    private static Stream<String> paths(Query<?> query) {
        return switch (query) {
            case Query.PathQuery q -> Stream.of(q.path());
            case Query.ContentQuery q -> Stream.of(q.path());
            case Query.TreeQuery q -> Stream.of(q.path() + "/.");
            case Query.ListingQuery q -> Stream.of(q.path() + "/.");
            case Query.EntriesQuery q -> Stream.of(q.path());
            case Query.InsideQuery q -> Stream.of(q.path() + "/.");
            case Query.ArchiveQuery q -> Stream.of(q.destination() + "/.");
            case Query.CertificateQuery q -> Stream.of(q.chain(), q.key(), q.authorities());
            case Query.UnitAdditionsQuery ignored -> Stream.of("/etc/systemd/system/.");
            case WayQuery q -> Stream.of(q.path());
            case Query.ReadingQuery q when q.reading() == Reading.SHA512 -> q.paths().stream();
            default -> Stream.empty();
        };
    }

    @Override
    public String script(List<WayQuery> queries) {
        return "if [ -n \"$pv_soft\" ]; then pv_ways "
                + Sh.quoteAll(queries.stream().map(WayQuery::path).toList()) + "; fi\n";
    }

    @Override
    public void read(List<WayQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            List<Bytes> said = answers.all("way." + i);
            return said.isEmpty() ? WayState.ROOTS : state(Answers.text(said.getFirst(), "way." + i));
        });
    }

    private static WayState state(String text) throws ProbeException {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !lines.get(0).startsWith(LINK) || !lines.get(1).startsWith(FROM)) {
            throw new ProbeException("the host's answer about the way to a path was cut off");
        }
        TreeSet<String> others = new TreeSet<>(lines.subList(2, lines.size()));
        return new WayState(
                others, lines.get(1).substring(FROM.length()), lines.get(0).substring(LINK.length()));
    }
}
