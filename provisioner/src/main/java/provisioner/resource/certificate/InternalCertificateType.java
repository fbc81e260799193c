package provisioner.resource.certificate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.pki.Authority;
import provisioner.pki.PkiException;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.state.Bytes;

/** {@code internal_certificate}: reads the authority, too, of which no message shows more than its name. */
final class InternalCertificateType implements ResourceType {
    private static final String DIRECTORY = "/etc/provisioner/tls/";
    private static final int PRIVATE = 0600;
    private static final int LEAST_DAYS = 365;
    private static final int MOST_DAYS = 3650;
    private static final int DAYS = 730;

    @Override
    public String name() {
        return "internal_certificate";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        String bundle = fields.string("authority");
        List<String> names = CertificateNames.parse(fields, "names");
        String certificate = path(fields, "certificate", "host.pem");
        String key = path(fields, "key", "host.key");
        String authorities = path(fields, "authorities", "ca.pem");
        Optional<String> trustStore =
                fields.has("trust_store") ? Optional.of(Paths.required(fields, "trust_store")) : Optional.empty();
        Owner owner = Owner.parse(fields, PRIVATE);
        int days = fields.optionalInteger("valid_days", LEAST_DAYS, MOST_DAYS).orElse(DAYS);
        if (names.isEmpty()) {
            fields.refuse("names", "a certificate needs 'names'", "such as [\"$host.name\", \"$host.address\"]");
        }
        if (bundle.isEmpty() || names.isEmpty()) {
            return Optional.empty();
        }
        try {
            Authority authority = Authority.read(bundle);
            Bytes pem = Bytes.utf8(authority.certificatesPem());
            Bytes store = authority.trustStore();
            return Optional.of(new InternalCertificate(
                    new Secret(bundle),
                    InternalCertificate.Issuer.of(authority),
                    names,
                    certificate,
                    key,
                    file(authorities, pem),
                    trustStore.map(path -> file(path, store)),
                    owner,
                    Duration.ofDays(days)));
        } catch (PkiException e) {
            fields.refuse(
                    "authority",
                    "'authority' must be a certificate authority: " + e.getMessage(),
                    "create one with 'provisioner secret ca -i INVENTORY --replace internal_ca' and write authority: $internal_ca");
            return Optional.empty();
        }
    }

    private FileResource file(String path, Bytes content) {
        return new FileResource(name(), path, content, new Owner(Owner.ROOT, Owner.ROOT, FileResource.MODE));
    }

    private static String path(Fields fields, String key, String otherwise) {
        return fields.has(key) ? Paths.required(fields, key) : DIRECTORY + otherwise;
    }
}
