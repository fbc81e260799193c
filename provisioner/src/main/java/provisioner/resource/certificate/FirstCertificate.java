package provisioner.resource.certificate;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Assessment;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.UnitQuery;
import provisioner.state.StateView;

/**
 * A certificate that a server can start with; where the server runs already, and serves another name, the issued one. Its
 * configuration changes only after this step, so the other name is served until the certificate is there.
 */
record FirstCertificate(PlaceholderCertificate placeholder, IssuedCertificate issued) implements Resource {
    @Override
    public String title() {
        return placeholder.title();
    }

    @Override
    public List<Claim> claims() {
        return placeholder.claims();
    }

    @Override
    public Stream<String> accountsFor() {
        return Stream.concat(placeholder.accountsFor(), issued.accountsFor());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(placeholder.queries());
        queries.addAll(issued.issueQueries());
        issued.reload().forEach(unit -> queries.add(new UnitQuery(unit)));
        return queries;
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        boolean another = certbotRuns(state) && serves(state) && !servesTheName(state) && !isIssued(state);
        return another ? issued.unserved().issued(state) : placeholder.assess(state);
    }

    private static boolean certbotRuns(StateView state) {
        return !(state.get(IssuedCertificate.CERTBOT) instanceof Missing);
    }

    private boolean serves(StateView state) {
        return issued.reload().stream()
                .anyMatch(unit -> state.get(new UnitQuery(unit)).running());
    }

    private boolean servesTheName(StateView state) {
        Optional<String> ours = state.get(issued.files().inPlace()).leaf().map(Certificate::serial);
        return issued.served()
                .flatMap(query -> state.get(query).leaf())
                .filter(leaf -> isForTheName(leaf) || ours.equals(Optional.of(leaf.serial())))
                .isPresent();
    }

    private boolean isForTheName(Certificate leaf) {
        String name = issued.files().name();
        return leaf.names().contains(name)
                || leaf.names().contains("*" + name.substring(Math.max(0, name.indexOf('.'))));
    }

    private boolean isIssued(StateView state) {
        CertificateState now = state.get(issued.files().inPlace());
        return now.keyFits() && now.leaf().filter(leaf -> !leaf.selfSigned()).isPresent();
    }
}
