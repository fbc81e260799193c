package provisioner.resource.certificate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import provisioner.source.Fields;

/**
 * The key of a certificate, in certbot's words.
 *
 * @param option certbot's name for the size, and in its settings
 */
record AcmeKey(Type type, String option, String size) {
    static final AcmeKey DEFAULT = new AcmeKey(Type.ECDSA, "elliptic_curve", "secp256r1");

    enum Type {
        ECDSA,
        RSA;

        /** By the sizes that are written; the first is certbot's default, and ours. */
        private Map<String, String> sizes() {
            Map<String, String> sizes = new LinkedHashMap<>();
            if (this == RSA) {
                List.of("2048", "3072", "4096").forEach(size -> sizes.put(size, size));
            } else {
                List.of("256", "384", "521").forEach(size -> sizes.put(size, "secp" + size + "r1"));
            }
            return sizes;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static AcmeKey parse(Fields fields) {
        Type type = fields.oneOf("key_type", Type.class, Type.ECDSA);
        Map<String, String> sizes = type.sizes();
        Optional<String> written = fields.optionalString("key_size").filter(text -> !text.isEmpty());
        String size = written.orElse(sizes.keySet().iterator().next());
        if (!sizes.containsKey(size)) {
            fields.refuse(
                    "key_size",
                    "'key_size' of " + type + " must be one of " + String.join(", ", sizes.keySet()) + "; found '"
                            + size + "'",
                    "");
        }
        String option = type == Type.RSA ? "rsa_key_size" : "elliptic_curve";
        return new AcmeKey(type, option, sizes.getOrDefault(size, size));
    }

    List<String> arguments() {
        return List.of("--key-type", type.toString(), "--" + option.replace('_', '-'), size);
    }

    /** What certbot notes of it; what is a default need not be there. */
    void expectIn(Map<String, String> settings) {
        settings.put("key_type", type.toString());
        settings.put(option, size);
    }

    /** What certbot means where its settings do not say. */
    static String byDefault(String setting) {
        return switch (setting) {
            case "key_type" -> DEFAULT.type.toString();
            case "elliptic_curve" -> DEFAULT.size;
            case "rsa_key_size" -> "2048";
            default -> "";
        };
    }
}
