package provisioner.cli.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.terminal.FailedException;
import provisioner.secret.Secret;
import provisioner.source.OwnerOnly;
import provisioner.worker.Webhook;

/** The options that say where notices go. */
final class WebhookOptions {
    private static final String SECRET = "PROVISIONER_WEBHOOK_SECRET";

    private final OptionSpec url = OptionSpec.builder("--webhook")
            .paramLabel("URL")
            .type(String.class)
            .description("Post new and resolved findings there, as JSON: https://, or http:// to this machine.")
            .build();

    private final OptionSpec secretFile = OptionSpec.builder("--webhook-secret-file")
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                    "File with the secret for 'Authorization: Bearer' (default: $" + SECRET + ", or no such header).")
            .build();

    WebhookOptions(CommandSpec command) {
        command.addOption(url).addOption(secretFile);
    }

    /**
     * Where notices go; empty if nowhere.
     *
     * @throws IllegalArgumentException with a message for users, if it cannot be
     */
    Optional<Webhook> webhook() throws FailedException {
        String given = url.getValue();
        if (given == null) {
            if (secretFile.getValue() != null) {
                throw new IllegalArgumentException("--webhook-secret-file needs a webhook: add --webhook URL");
            }
            return Optional.empty();
        }
        URI address;
        try {
            address = Webhook.address(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--webhook " + e.getMessage(), e);
        }
        return Optional.of(new Webhook(address, secret()));
    }

    private Optional<Secret> secret() throws FailedException {
        Path file = secretFile.getValue();
        if (file == null) {
            return Optional.ofNullable(System.getenv(SECRET)).map(Secret::new);
        }
        Optional<String> open = OwnerOnly.readable(file);
        if (open.isPresent()) {
            throw new FailedException(
                    "the secret of the webhook must be for your eyes only, and " + file + " " + open.get(),
                    "close it: chmod 600 " + file);
        }
        try {
            return Optional.of(new Secret(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new FailedException("cannot read " + file + ", which must hold the secret of the webhook: " + e, "");
        }
    }
}
