package provisioner.resource.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import provisioner.pki.Authority;
import provisioner.pki.PkiException;
import provisioner.resource.Action;
import provisioner.resource.Change;
import provisioner.resource.file.Owner;
import provisioner.secret.Secret;
import provisioner.state.Bytes;

/**
 * Answers a certificate request with the certificate, and the host puts it into place beside its key.
 *
 * @param bundle the authority, as {@link Authority#read} takes it
 * @param clock the host's
 */
record CertificateReply(
        Secret bundle,
        List<String> names,
        String certificate,
        String key,
        Owner keyOwner,
        Instant clock,
        Duration validity)
        implements Action.Reply {

    @Override
    public Action.Script to(String said) throws Action.UnusableAnswer {
        try {
            Bytes issued = Bytes.utf8(Authority.read(bundle.value()).issue(said, names, clock, validity));
            return install(issued.sha256()).send(issued).script();
        } catch (PkiException e) {
            throw new Action.UnusableAnswer(String.valueOf(e.getMessage()));
        }
    }

    private Change install(String digest) {
        return new Change().run("certificate_install", key, keyOwner.pair(), keyOwner.octal(), certificate, digest);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "a certificate for " + String.join(", ", names) + ": "
                + install("DIGEST").script().text().strip();
    }
}
