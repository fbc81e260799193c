package provisioner.resource.certificate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.ContentState;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.ServedQuery;
import provisioner.state.StateView;

/**
 * A certificate that an ACME server has issued to certbot, in place for servers, and renewed by certbot from then on.
 *
 * <p>What is desired are properties: not signed by itself, these names, the key beside it, time left, settings from which
 * certbot will renew it. So a renewal is no drift.
 *
 * @param obstacles what must not be on the host
 * @param reload units that load the certificate
 * @param servedOn the port of the host on which it is served
 */
record IssuedCertificate(
        AcmeFiles files, AcmeRequest request, RenewalObstacles obstacles, List<String> reload, OptionalInt servedOn)
        implements Resource {
    /** certbot renews when a third is left, or thirty days: with less than this left it has failed for some time. */
    static final double OVERDUE = 0.25;

    static final PathQuery CERTBOT = new PathQuery("/usr/bin/certbot");
    static final Owner KEY_OWNER = new Owner(Owner.ROOT, Owner.ROOT, 0600);
    private static final FactsQuery FACTS = new FactsQuery();

    IssuedCertificate {
        reload = List.copyOf(reload);
    }

    @Override
    public String title() {
        return "certificate " + files.name();
    }

    FileResource hook() {
        return files.hook(reload);
    }

    Optional<ServedQuery> served() {
        return servedOn.isPresent()
                ? Optional.of(new ServedQuery(servedOn.getAsInt(), files.name()))
                : Optional.empty();
    }

    /** The same, whatever is served. */
    IssuedCertificate unserved() {
        return new IssuedCertificate(files, request, obstacles, reload, OptionalInt.empty());
    }

    @Override
    public List<Claim> claims() {
        return List.of(
                files.claim("present"), Claim.unseen(files.thing(), "request or directory", List.of(files, request)));
    }

    @Override
    public Stream<String> accountsFor() {
        return files.accountsFor();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = issueQueries();
        queries.addAll(List.of(files.hooks(), files.renewals()));
        return queries;
    }

    /** What {@link #issued} asks for. */
    Set<Query<?>> issueQueries() {
        Set<Query<?>> queries = new HashSet<>(hook().queries());
        queries.addAll(List.of(files.inPlace(), files.lineage(), files.settings(), files.failure(), files.keyPath()));
        queries.addAll(List.of(CERTBOT, FACTS, Paths.parentQuery(files.directory())));
        served().ifPresent(queries::add);
        return queries;
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        Optional<Impossible> obstacle = obstacles.in(state, settings(state.get(files.settings())));
        return obstacle.<Assessment>map(found -> found).orElseGet(() -> issued(state));
    }

    /** Compares without regard to what may break later renewals. */
    Assessment issued(StateView state) {
        Optional<Impossible> impossible = impossible(state);
        if (impossible.isPresent()) {
            return impossible.get();
        }
        Instant clock = state.get(FACTS).clock();
        CertificateChange change = new CertificateChange(this, state);
        List<Difference> lacking = lacking(state, clock);
        if (!lacking.isEmpty()) {
            Optional<AcmeFailure> failure = failure(state);
            Optional<Impossible> pausing = failure.filter(request::failedIn)
                    .filter(last -> clock.isBefore(last.until()))
                    .map(this::pausing);
            if (pausing.isPresent()) {
                return pausing.get();
            }
            change.issue(lacking, failure, predicted(clock));
        } else {
            change.place(differences(state.get(files.inPlace()), clock));
        }
        return change.assessment();
    }

    private Optional<Impossible> impossible(StateView state) {
        if (state.get(CERTBOT) instanceof Missing && state.settled(CERTBOT)) {
            return Optional.of(
                    new Impossible("certbot is not installed", "add a 'package' step for certbot before this one"));
        }
        if (!state.get(files.inPlace()).openssl() && state.settled(files.inPlace())) {
            return Optional.of(
                    new Impossible("openssl is not installed", "add a 'package' step for openssl before this one"));
        }
        return Paths.blockedParent(files.directory(), state);
    }

    private Impossible pausing(AcmeFailure last) {
        return new Impossible(
                "the server issued no certificate on " + last.at().truncatedTo(ChronoUnit.SECONDS) + ": " + last.said(),
                "provisioner does not ask again before "
                        + last.until().truncatedTo(ChronoUnit.SECONDS)
                        + ", because of rate limits; to ask at once, remove "
                        + files.failure().path() + " on the host");
    }

    /** Why a new one has to be asked for; nothing where certbot has a good one and will renew it. */
    private List<Difference> lacking(StateView state, Instant clock) {
        CertificateState lineage = state.get(files.lineage());
        List<Difference> differences = new ArrayList<>(differences(lineage, clock));
        if (lineage.leaf().isPresent()) {
            differences.addAll(request.differences(settings(state.get(files.settings()))));
        }
        return differences;
    }

    private static Map<String, String> settings(ContentState content) {
        return content instanceof Content(Bytes bytes)
                ? AcmeRequest.settings(bytes.text().orElse(""))
                : Map.of();
    }

    private Optional<AcmeFailure> failure(StateView state) {
        return state.get(files.failure()) instanceof Content(Bytes bytes) ? AcmeFailure.parse(bytes) : Optional.empty();
    }

    /** What is wrong with a certificate. */
    private List<Difference> differences(CertificateState now, Instant clock) {
        Optional<Certificate> found = now.leaf();
        if (found.isEmpty() || found.get().selfSigned()) {
            String from = found.map(leaf -> "self-signed").orElse("");
            return List.of(Difference.of("certificate", from, "issued by " + request.server()));
        }
        Certificate leaf = found.get();
        List<Difference> differences = new ArrayList<>();
        if (!leaf.names().equals(names())) {
            String wanted = String.join(", ", request.names());
            differences.add(Difference.of("names", String.join(", ", leaf.names()), wanted));
        }
        if (!now.keyFits()) {
            differences.add(Difference.of("key", "not that of the certificate", "that of the certificate"));
        }
        if (leaf.within(OVERDUE, clock)) {
            String date = LocalDate.ofInstant(leaf.notAfter(), ZoneOffset.UTC).toString();
            differences.add(Difference.of("valid until", date, "renewed"));
        }
        return differences;
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        request.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    private CertificateState predicted(Instant clock) {
        Certificate issued = new Certificate(
                "CN=" + files.name(),
                request.server(),
                "new",
                names(),
                clock,
                clock.plus(Duration.ofDays(90)),
                "new",
                "",
                "");
        return new CertificateState(true, List.of(issued), Optional.of("new"));
    }
}
