package provisioner.resource.certificate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.pki.Authority;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.PathClaims;
import provisioner.resource.file.Paths;
import provisioner.secret.Secret;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.CertificateQuery;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A certificate of one's own authority, for a key that is made on the host and never leaves it.
 *
 * <p>What is desired are properties: signed by this authority, these names, the key beside it, and a good part of its
 * lifetime left. So time that passes changes nothing until a new one is due.
 *
 * @param bundle the authority's key and certificate, as {@link Authority#read} takes it
 * @param names the first is the common name, too
 * @param trustStore the authorities once more, as Java reads them
 * @param keyOwner who may read the key
 */
record InternalCertificate(
        Secret bundle,
        Issuer issuer,
        List<String> names,
        String certificate,
        String key,
        FileResource authorities,
        Optional<FileResource> trustStore,
        Owner keyOwner,
        Duration validity)
        implements Resource {
    /** A new one is made when less than this part of the lifetime is left. */
    static final double DUE = 1.0 / 3;

    private static final Owner PUBLIC = new Owner(Owner.ROOT, Owner.ROOT, 0644);
    private static final FactsQuery FACTS = new FactsQuery();

    /** Stands for what is made on the host, of which nobody knows the digest before. */
    private static final String NEW = "new";

    /** What is known of the authority without its key. */
    record Issuer(String subject, String fingerprint, Instant notAfter) {
        static Issuer of(Authority authority) throws PkiException {
            return new Issuer(
                    authority.certificate().getSubjectX500Principal().getName(),
                    Certificates.fingerprint(authority.certificate()),
                    authority.certificate().getNotAfter().toInstant());
        }
    }

    InternalCertificate {
        names = List.copyOf(names);
    }

    @Override
    public Optional<String> exposes(String parameter) {
        return parameter.equals("authority") ? Optional.empty() : Resource.super.exposes(parameter);
    }

    @Override
    public String title() {
        return "internal_certificate " + certificate;
    }

    private List<FileResource> trusted() {
        return Stream.concat(Stream.of(authorities), trustStore.stream()).toList();
    }

    private CertificateQuery query() {
        return new CertificateQuery(certificate, key, authorities.path());
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        trusted().forEach(file -> claims.addAll(file.claims()));
        claims.addAll(PathClaims.file(key)
                .content("key of " + certificate)
                .owned(keyOwner)
                .list());
        claims.addAll(PathClaims.file(certificate)
                .content(List.of(issuer, names, key, validity))
                .owned(PUBLIC)
                .list());
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>();
        trusted().forEach(file -> queries.addAll(file.queries()));
        queries.addAll(keyOwner.queries());
        queries.add(query());
        queries.add(FACTS);
        for (String path : List.of(certificate, key)) {
            queries.add(new PathQuery(path));
            queries.add(Paths.parentQuery(path));
        }
        return queries;
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        CertificateState now = state.get(query());
        Instant clock = state.get(FACTS).clock();
        Optional<Impossible> impossible = impossible(state, clock);
        if (impossible.isPresent()) {
            return impossible.get();
        }
        List<Difference> lacking = lacking(now, state, clock);
        Change change = new Change().differs(lacking);
        if (lacking.isEmpty()) {
            modes(change, state);
        }
        trusted().forEach(file -> change.include(file.assess(state)));
        if (lacking.isEmpty()) {
            owned(change, state, now);
        } else {
            issue(change, clock);
        }
        return change.assessment();
    }

    private Optional<Impossible> impossible(StateView state, Instant clock) {
        if (!state.get(query()).openssl() && state.settled(query())) {
            return Optional.of(
                    new Impossible("openssl is not installed", "add a 'package' step for openssl before this one"));
        }
        if (!clock.isBefore(issuer.notAfter())) {
            return Optional.of(new Impossible(
                    "the authority " + issuer.subject() + " expired on " + date(issuer.notAfter()),
                    "create a new one: provisioner secret ca --replace"));
        }
        return keyOwner.unknown(state)
                .or(() -> Stream.of(certificate, key)
                        .flatMap(path -> blocked(path, state).stream())
                        .findFirst());
    }

    private static Optional<Impossible> blocked(String path, StateView state) {
        PathState now = state.get(new PathQuery(path));
        return switch (now) {
            case Directory ignored ->
                Optional.of(new Impossible(path + " is " + Paths.kind(now), "remove it if it is not needed"));
            default -> Paths.blockedParent(path, state);
        };
    }

    /** Why a new certificate is needed; nothing where it is not. */
    private List<Difference> lacking(CertificateState now, StateView state, Instant clock) {
        String wanted = "issued by " + issuer.subject() + " for " + String.join(", ", names);
        boolean files =
                Stream.of(certificate, key).allMatch(path -> state.get(new PathQuery(path)) instanceof RegularFile);
        if (!files || now.leaf().isEmpty()) {
            return List.of(Difference.of(
                    "certificate", now.leaf().map(Certificate::issuer).orElse(""), wanted));
        }
        Certificate leaf = now.leaf().get();
        List<Difference> differences = new ArrayList<>();
        if (!leaf.signedBy().equals(issuer.fingerprint())) {
            String from = leaf.issuer().equals(issuer.subject()) ? "another " + leaf.issuer() : leaf.issuer();
            differences.add(Difference.of("issuer", from, issuer.subject()));
        }
        if (!leaf.names().equals(canonical())) {
            differences.add(Difference.of("names", String.join(", ", leaf.names()), String.join(", ", names)));
        }
        if (!now.keyFits()) {
            differences.add(Difference.of("key", "not that of the certificate", "a new one"));
        }
        if (leaf.within(DUE, clock)) {
            differences.add(
                    Difference.of("valid until", date(leaf.notAfter()), validity.toDays() + " days after its issue"));
        }
        return differences;
    }

    private SortedMap<String, Owner> files() {
        return new TreeMap<>(Map.of(certificate, PUBLIC, key, keyOwner));
    }

    private SortedSet<String> canonical() {
        SortedSet<String> canonical = new TreeSet<>();
        names.forEach(name -> canonical.add(Certificates.name(name)));
        return canonical;
    }

    private void modes(Change change, StateView state) {
        files().forEach((path, owner) -> {
            if (state.get(new PathQuery(path)) instanceof RegularFile file) {
                owner.differences(file.ownership())
                        .forEach(d -> change.differs(d.attribute() + " of " + path, d.from(), d.to()));
            }
        });
        if (!change.isEmpty()) {
            PUBLIC.set(change, certificate);
            keyOwner.set(change, key);
        }
    }

    /**
     * The host asks, and is answered with a certificate. That is certain, whatever becomes of the authority's file. Its own
     * answer comes last among the effects: a change of its files would leave it open.
     */
    private void issue(Change change, Instant clock) {
        Certificate predicted = new Certificate(
                "CN=" + names.getFirst(),
                issuer.subject(),
                "",
                canonical(),
                clock,
                clock.plus(validity),
                NEW,
                "",
                issuer.fingerprint());
        String digest = Bytes.utf8(NEW).sha256();
        change.run("certificate_request", key)
                .ask(new CertificateReply(bundle, names, certificate, key, keyOwner, clock, validity))
                .becomes(new PathQuery(certificate), new RegularFile(PUBLIC.ownership(), 0, digest))
                .becomes(new PathQuery(key), new RegularFile(keyOwner.ownership(), 0, digest))
                .becomes(query(), new CertificateState(true, List.of(predicted), Optional.of(NEW)))
                .certain(true);
    }

    private void owned(Change change, StateView state, CertificateState now) {
        files().forEach((path, owner) -> {
            if (state.get(new PathQuery(path)) instanceof RegularFile file) {
                change.becomes(new PathQuery(path), new RegularFile(owner.ownership(), file.size(), file.sha256()));
            }
        });
        change.becomes(query(), now);
    }

    private static String date(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
