package provisioner.resource.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A certificate that a server can start with, at the place where the issued one will be: any that its key belongs to. Where
 * there is none, certbot's own copy of one, or else one that signs itself.
 */
record PlaceholderCertificate(AcmeFiles files, List<String> names) implements Resource {
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final String SUBJECT = "CN=placeholder made by provisioner";
    private static final Owner PUBLIC = new Owner(Owner.ROOT, Owner.ROOT, 0644);

    PlaceholderCertificate {
        names = List.copyOf(names);
    }

    @Override
    public String title() {
        return "certificate " + files.name() + ", to begin with";
    }

    @Override
    public List<Claim> claims() {
        return List.of(files.claim("present"));
    }

    @Override
    public Stream<String> accountsFor() {
        return files.accountsFor();
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>();
        queries.add(files.inPlace());
        queries.add(files.lineage());
        queries.add(Paths.parentQuery(files.directory()));
        return queries;
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        CertificateState now = state.get(files.inPlace());
        CertificateState lineage = state.get(files.lineage());
        Change change = new Change();
        if (!now.openssl() && state.settled(files.inPlace())) {
            change.impossible("openssl is not installed", "add a 'package' step for openssl before this one");
        }
        String from = now.leaf().isEmpty() ? "" : "one that its key does not belong to";
        if (!usable(now) && usable(lineage)) {
            change.differs("certificate", from, "the one that certbot has")
                    .run("certificate_place", files.directory(), files.live());
            becomes(change, files, lineage);
        } else if (!usable(now)) {
            String alternatives = names.stream().map(name -> "DNS:" + name).collect(Collectors.joining(","));
            change.differs("certificate", from, "a placeholder for " + String.join(", ", names))
                    .run("certificate_placeholder", files.directory(), alternatives);
            becomes(change, files, placeholder());
        }
        return change.blockedBy(Paths.blockedParent(files.directory(), state)).assessment();
    }

    private static boolean usable(CertificateState state) {
        return state.leaf().isPresent() && state.keyFits();
    }

    private CertificateState placeholder() {
        Certificate certificate = new Certificate(
                SUBJECT, SUBJECT, "", new TreeSet<>(names), Instant.EPOCH, Instant.EPOCH.plus(LIFETIME), "new", "", "");
        return new CertificateState(true, List.of(certificate), Optional.of("new"));
    }

    /** What follows from another certificate in place; the answer about it comes last, since its files leave it open. */
    static void becomes(Change change, AcmeFiles files, CertificateState after) {
        String digest = Bytes.utf8("new").sha256();
        Owner owner = new Owner(Owner.ROOT, Owner.ROOT, 0600);
        change.becomes(new PathQuery(files.chain()), new RegularFile(PUBLIC.ownership(), 0, digest))
                .becomes(files.keyPath(), new RegularFile(owner.ownership(), 0, digest))
                .becomes(files.inPlace(), after);
    }
}
