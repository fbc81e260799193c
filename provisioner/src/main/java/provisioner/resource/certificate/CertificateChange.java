package provisioner.resource.certificate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Difference;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.resource.file.WithDirectory;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.ServedState;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** What has to be done for an issued certificate, gathered in the order in which it is done. */
final class CertificateChange {
    private final IssuedCertificate desired;
    private final StateView state;
    private final Set<Difference> differences = new LinkedHashSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private final StringBuilder script = new StringBuilder();
    private Map<String, Bytes> blobs = Map.of();

    /** The program that certbot runs comes first: it may be run at once. */
    CertificateChange(IssuedCertificate desired, StateView state) {
        this.desired = desired;
        this.state = state;
        FileResource hook = desired.hook();
        PathQuery directory = Paths.parentQuery(hook.path());
        if (hook.assess(new WithDirectory(state, directory)) instanceof Differs file) {
            Action.Script write = (Action.Script) file.action();
            differences.addAll(file.differences());
            if (state.get(directory) instanceof Missing) {
                effects.add(new Becomes<>(directory, new Directory(new Ownership(Owner.ROOT, Owner.ROOT, 0755))));
            }
            effects.addAll(file.effects());
            script.append("mkdir -p ").append(Sh.quote(directory.path())).append('\n');
            script.append(write.text());
            blobs = write.blobs();
        }
    }

    boolean isEmpty() {
        return differences.isEmpty();
    }

    Differs assessment() {
        return new Differs(List.copyOf(differences), new Action.Script(script.toString(), blobs), effects);
    }

    /** Asks for a certificate and puts it into place. */
    void issue(List<Difference> lacking, Optional<AcmeFailure> failure, CertificateState issued) {
        AcmeFiles files = desired.files();
        differences.addAll(lacking);
        script.append(desired.request().script(files, failure));
        effects.add(
                new Becomes<>(files.settings(), new Content(desired.request().predictedSettings())));
        effects.add(new Becomes<>(files.failure(), new NoContent()));
        effects.add(new Becomes<>(files.lineage(), issued));
        put(issued);
    }

    /** Puts what certbot has into place, where something else is there or is served. */
    void place(List<Difference> wrong) {
        AcmeFiles files = desired.files();
        CertificateState lineage = state.get(files.lineage());
        Optional<String> now = serial(state.get(files.inPlace()).leaf());
        if (!wrong.isEmpty()) {
            differences.addAll(wrong);
            put(lineage);
        } else if (!now.equals(serial(lineage.leaf()))) {
            differences.add(Difference.of("certificate", "an earlier one", "the one that certbot has"));
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
            differences.add(Difference.of(
                    "served on " + desired.servedOn().getAsInt(), "another certificate", "the one in place"));
            put(wanted);
        }
    }

    private void permissions() {
        AcmeFiles files = desired.files();
        if (state.get(files.keyPath()) instanceof RegularFile key) {
            List<Difference> wrong = IssuedCertificate.KEY_OWNER.differences(key.ownership());
            if (!wrong.isEmpty()) {
                wrong.forEach(d -> differences.add(Difference.of(d.attribute() + " of the key", d.from(), d.to())));
                script.append(IssuedCertificate.KEY_OWNER.script(files.key()));
                RegularFile after = new RegularFile(IssuedCertificate.KEY_OWNER.ownership(), key.size(), key.sha256());
                CertificateState same = state.get(files.inPlace());
                effects.add(new Becomes<>(files.keyPath(), after));
                effects.add(new Becomes<>(files.inPlace(), same));
            }
        }
    }

    /** A server that reloads answers with the old one for a moment. */
    private void put(CertificateState after) {
        AcmeFiles files = desired.files();
        script.append(files.runHook());
        effects.addAll(PlaceholderCertificate.effects(files, after));
        desired.served().ifPresent(query -> {
            script.append("certificate_served ")
                    .append(query.port())
                    .append(' ')
                    .append(Sh.quote(query.name()))
                    .append(' ')
                    .append(Sh.quote(files.chain()))
                    .append('\n');
            if (state.get(query).leaf().isPresent()) {
                effects.add(new Becomes<>(query, new ServedState(after.leaf())));
            }
        });
    }
}
