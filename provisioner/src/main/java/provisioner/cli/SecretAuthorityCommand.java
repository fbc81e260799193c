package provisioner.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.pki.Authority;
import provisioner.pki.PkiException;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;

/** {@code provisioner secret ca}: creates an authority. Only this command does. */
final class SecretAuthorityCommand extends SecretCommand.Sub {
    private static final Duration VALIDITY = Duration.ofDays(3653);

    private final PositionalParamSpec name = PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel("NAME")
            .type(String.class)
            .defaultValue("internal_ca")
            .description("Name of the secret (default: ${DEFAULT-VALUE}).")
            .build();

    private final OptionSpec replace = Options.flag(
            "Replace an existing authority. Its certificate stays trusted beside the new one.", "--replace");

    @Override
    void define(CommandSpec command) {
        super.define(command);
        command.usageMessage()
                .description(
                        "Create a certificate authority (ECDSA P-256, valid for ten years). Its key and certificate are stored encrypted as one secret.");
        command.addPositional(name).addOption(replace);
    }

    @Override
    void run(SecretStore store) throws SecretException, FailedException {
        make(store, name.getValue(), replace.getValue());
    }

    private static void make(SecretStore store, String name, boolean replace) throws SecretException, FailedException {
        boolean known = store.names().contains(name);
        if (known && !replace) {
            throw new FailedException(
                    "the secret " + name + " exists already; nothing was changed",
                    "use --replace to make a new authority; the next provision then renews every certificate");
        }
        store.checkRecipients();
        try {
            Instant now = Instant.now();
            String made = Authority.create(name + " " + now.toString().substring(0, 10), now, VALIDITY);
            String before = known ? certificate(store.get(name)) : "";
            SecretStore with = store.with(name, made + before);
            with.write();
            System.out.println(with.shown() + ": created the certificate authority " + name + ", valid until "
                    + now.plus(VALIDITY).toString().substring(0, 10));
        } catch (PkiException e) {
            throw new FailedException(String.valueOf(e.getMessage()), "");
        }
    }

    /** The certificate of the old authority; empty if the old secret was not an authority. */
    private static String certificate(String secret) throws PkiException {
        Authority old;
        try {
            old = Authority.read(secret);
        } catch (PkiException e) {
            return "";
        }
        return old.ownPem();
    }

    static String commandFor(Path inventory, String name) {
        return "provisioner secret ca -i " + inventory + " " + name;
    }
}
