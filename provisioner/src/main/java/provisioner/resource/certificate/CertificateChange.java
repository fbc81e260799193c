package provisioner.resource.certificate;

import java.util.List;
import java.util.Optional;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Difference;
import provisioner.resource.file.Owner;
import provisioner.resource.file.WithDirectory;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.ServedState;
import provisioner.state.StateView;

/** What has to be done for an issued certificate, gathered in the order in which it is done. */
final class CertificateChange {
    private final IssuedCertificate desired;
    private final StateView state;
    private final Change change;

    /** The program that certbot runs comes first: it may be run at once. */
    CertificateChange(IssuedCertificate desired, StateView state) {
        this.desired = desired;
        this.state = state;
        this.change = new Change().include(new WithDirectory(desired.hook()).assess(state));
    }

    Assessment assessment() {
        return change.assessment();
    }

    /** Asks for a certificate and puts it into place. */
    void issue(List<Difference> lacking, Optional<AcmeFailure> failure, CertificateState issued) {
        AcmeFiles files = desired.files();
        change.differs(lacking);
        desired.request()
                .ask(change, files, failure)
                .becomes(files.settings(), new Content(desired.request().predictedSettings()))
                .becomes(files.failure(), new NoContent())
                .becomes(files.lineage(), issued);
        put(issued);
    }

    /** Puts what certbot has into place, where something else is there or is served. */
    void place(List<Difference> wrong) {
        AcmeFiles files = desired.files();
        CertificateState lineage = state.get(files.lineage());
        Optional<String> now = serial(state.get(files.inPlace()).leaf());
        if (!wrong.isEmpty()) {
            change.differs(wrong);
            put(lineage);
        } else if (!now.equals(serial(lineage.leaf()))) {
            change.differs("certificate", "an earlier one", "the one that certbot has");
            put(lineage);
        } else {
            served(lineage);
            permissions();
        }
    }

    private static Optional<String> serial(Optional<Certificate> leaf) {
        return leaf.map(Certificate::serial);
    }

    private void served(CertificateState wanted) {
        Optional<String> served =
                desired.served().flatMap(query -> serial(state.get(query).leaf()));
        if (served.isPresent() && !served.equals(serial(wanted.leaf()))) {
            change.differs("served on " + desired.servedOn().getAsInt(), "another certificate", "the one in place");
            put(wanted);
        }
    }

    private void permissions() {
        AcmeFiles files = desired.files();
        Owner owner = IssuedCertificate.KEY_OWNER;
        if (state.get(files.keyPath()) instanceof RegularFile key
                && !key.ownership().equals(owner.ownership())) {
            owner.differences(key.ownership())
                    .forEach(d -> change.differs(d.attribute() + " of the key", d.from(), d.to()));
            owner.set(change, files.key())
                    .becomes(files.keyPath(), new RegularFile(owner.ownership(), key.size(), key.sha256()))
                    .becomes(files.inPlace(), state.get(files.inPlace()));
        }
    }

    /** A server that reloads answers with the old one for a moment. It is certain, whatever becomes of certbot's program. */
    private void put(CertificateState after) {
        AcmeFiles files = desired.files();
        PlaceholderCertificate.becomes(change.run(files.runHook()).certain(true), files, after);
        desired.served().ifPresent(query -> {
            change.run("certificate_served", String.valueOf(query.port()), query.name(), files.chain());
            if (state.get(query).leaf().isPresent()) {
                change.becomes(query, new ServedState(after.leaf()));
            }
        });
    }
}
