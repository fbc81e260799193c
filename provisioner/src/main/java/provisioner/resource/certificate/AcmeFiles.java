package provisioner.resource.certificate;

import java.util.List;
import java.util.stream.Stream;
import provisioner.resource.Claim;
import provisioner.resource.Things;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Query.CertificateQuery;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.Query.TreeQuery;

/**
 * Where the files of one certificate are: those that servers use, certbot's own, and the record of the last failure.
 *
 * @param directory holds {@code fullchain.pem} and {@code privkey.pem}
 */
record AcmeFiles(String name, String directory) {
    private static final int SETTINGS_LIMIT = 65536;
    private static final Owner EXECUTABLE = new Owner(Owner.ROOT, Owner.ROOT, 0755);

    String thing() {
        return "certificate " + name;
    }

    /** A placeholder is there just as the certificate which takes its place. */
    Claim claim(String state) {
        return Claim.of(thing(), "state", state);
    }

    String key() {
        return directory + "/privkey.pem";
    }

    String chain() {
        return directory + "/fullchain.pem";
    }

    /** What servers use. */
    CertificateQuery inPlace() {
        return new CertificateQuery(chain(), key(), "");
    }

    String live() {
        return "/etc/letsencrypt/live/" + name;
    }

    /** What certbot has. */
    CertificateQuery lineage() {
        return new CertificateQuery(live() + "/fullchain.pem", live() + "/privkey.pem", "");
    }

    /** How certbot renews it. */
    ContentQuery settings() {
        return new ContentQuery("/etc/letsencrypt/renewal/" + name + ".conf", "", SETTINGS_LIMIT);
    }

    /** The last failure: {@code SECONDS-SINCE-1970 NUMBER-IN-A-ROW DIGEST-OF-THE-REQUEST}, then what was said. */
    ContentQuery failure() {
        return new ContentQuery("/var/lib/provisioner/certificates/" + name + ".failed", "", SETTINGS_LIMIT);
    }

    /** The program that certbot runs after a renewal. */
    FileResource hook(List<String> reload) {
        StringBuilder text = new StringBuilder("""
                #!/bin/sh
                # Puts a certificate that certbot has renewed into place, and has it loaded. Written by provisioner.
                set -eu

                """);
        text.append(Scripts.load(AcmeFiles.class, "certificate-place.sh"))
                .append("\nif [ \"$RENEWED_LINEAGE\" != ")
                .append(Sh.quote(live()))
                .append(" ]; then exit 0; fi\ncertificate_place ")
                .append(Sh.quote(directory))
                .append(" \"$RENEWED_LINEAGE\"\n");
        for (String unit : reload) {
            String quoted = Sh.quote(unit);
            text.append("if systemctl is-active --quiet ")
                    .append(quoted)
                    .append("; then systemctl reload ")
                    .append(quoted)
                    .append("; fi\n");
        }
        return new FileResource("certificate", hookPath(), Bytes.utf8(text.toString()), EXECUTABLE);
    }

    /** The programs that certbot runs around every renewal. */
    TreeQuery hooks() {
        return new TreeQuery("/etc/letsencrypt/renewal-hooks");
    }

    /** What certbot renews. */
    TreeQuery renewals() {
        return new TreeQuery("/etc/letsencrypt/renewal");
    }

    String hookPath() {
        return "/etc/letsencrypt/renewal-hooks/deploy/provisioner-" + name;
    }

    /** Shell text that does what certbot will do after a renewal. */
    String runHook() {
        return "RENEWED_LINEAGE=" + Sh.quote(live()) + " " + Sh.quote(hookPath()) + "\n";
    }

    /** What certbot keeps of it, and what servers use. Its hooks and its other certificates are looked at by the resource. */
    Stream<String> accountsFor() {
        return Stream.of(
                Things.path(key()),
                Things.path(chain()),
                Things.path(hookPath()),
                Things.path("/etc/letsencrypt/renewal/" + name + ".conf"),
                Things.path("/etc/letsencrypt/live/README"),
                Things.path(directory),
                Things.allIn(directory),
                Things.startingWith(directory.replaceFirst("/([^/]+)$", "/.$1@")),
                Things.allIn(live()),
                Things.allIn("/etc/letsencrypt/archive/" + name),
                Things.allIn("/etc/letsencrypt/accounts"));
    }

    PathQuery keyPath() {
        return new PathQuery(key());
    }
}
