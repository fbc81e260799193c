package provisioner.resource.certificate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.sh.Sh;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.Observation.PathState;
import provisioner.state.Query;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** No certificate for a name: neither for servers nor with certbot, which would go on to renew it. */
record AbsentCertificate(AcmeFiles files) implements Resource {
    /** Configurations of servers that may use a certificate. */
    private static final String CONFIGURATIONS =
            "/etc/nginx /etc/apache2 /etc/haproxy /etc/postfix /etc/dovecot /etc/exim4 /etc/lighttpd";

    @Override
    public String title() {
        return "certificate " + files.name();
    }

    private PathQuery directory() {
        return new PathQuery(files.directory());
    }

    private PathQuery hook() {
        return new PathQuery(files.hookPath());
    }

    /** Fails with the first file that names the certificate. */
    private GuardQuery unused() {
        return new GuardQuery(
                "used=$(grep -RlsF --exclude-dir='.*' -e %s -e %s %s | head -n 1); if [ -n \"$used\" ]; then echo \"$used\" >&2; exit 1; fi"
                        .formatted(Sh.quote(files.directory() + "/"), Sh.quote(files.live() + "/"), CONFIGURATIONS));
    }

    @Override
    public List<Claim> claims() {
        return List.of(files.claim("absent"));
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(
                directory(), hook(), unused(), files.settings(), files.lineage(), files.inPlace(), files.failure());
    }

    @Override
    public boolean rootsOnly() {
        return true;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        PathState place = state.get(directory());
        if (!(place instanceof Missing)) {
            change.removes("certificate", said(state.get(files.inPlace())));
        }
        CertificateState lineage = state.get(files.lineage());
        if (lineage.leaf().isPresent() || !(state.get(files.settings()) instanceof NoContent)) {
            change.removes("renewed by certbot", said(lineage));
        }
        if (!(state.get(hook()) instanceof Missing)) {
            change.removes("hook", files.hookPath());
        }
        if (change.isEmpty()) {
            return change.assessment();
        }
        if (place instanceof Directory) {
            change.impossible(files.directory() + " is a directory that provisioner did not make", "move it away");
        }
        GuardState unused = state.get(unused());
        if (unused.exit() != 0) {
            change.impossible(
                    files.name() + " is still in use: " + unused.error() + " names its files",
                    "change that configuration before this step");
        }
        CertificateState none = new CertificateState(lineage.openssl(), List.of(), Optional.empty());
        return change.run(
                        "certificate_remove",
                        files.name(),
                        files.directory(),
                        files.hookPath(),
                        files.failure().path())
                .becomes(directory(), new Missing())
                .becomes(hook(), new Missing())
                .becomes(files.settings(), new NoContent())
                .becomes(files.failure(), new NoContent())
                .becomes(files.lineage(), none)
                .becomes(files.inPlace(), none)
                .becomes(unused(), unused)
                .assessment();
    }

    private static String said(CertificateState state) {
        return state.leaf()
                .map(Certificate::issuer)
                .map(issuer -> "issued by " + issuer)
                .orElse("without a certificate");
    }
}
