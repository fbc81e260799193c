package provisioner.cli.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import provisioner.cli.terminal.FailedException;

/**
 * Signatures for one purpose, made and verified by OpenSSH's {@code ssh-keygen -Y}.
 *
 * @param namespace the purpose: a signature for another one does not count
 */
public record Signatures(String namespace) {

    /**
     * What may be signed.
     *
     * @param named what users know it as
     * @param signatureNamed the same of its signature
     */
    public record Signed(Path file, Path signature, String named, String signatureNamed) {}

    /**
     * Who has signed.
     *
     * @param signer as the file of allowed signers names them
     * @param said what ssh-keygen says of the signature: who made it, with which key
     */
    public record Verified(String signer, String said) {}

    /**
     * Signs a file. {@code ssh-keygen} may ask for the key's passphrase on the terminal.
     *
     * @param key a private key, or the public half of one that an agent has
     * @param failure what it means if it could not be signed
     * @return the signature
     */
    public String sign(Path file, Path key, String failure) throws FailedException, InterruptedException, IOException {
        Ended ended = run(file, "sign", "-q", "-f", key.toString(), "-n", namespace);
        if (ended.status != 0) {
            throw new FailedException(failure + ": " + ended.said, "");
        }
        return ended.printed;
    }

    /**
     * Verifies a signature.
     *
     * @param allowed who may sign, as ssh-keygen(1) describes it under ALLOWED SIGNERS
     * @throws FailedException if none of them has signed the file as it is
     */
    public Verified verify(Signed signed, Path allowed) throws FailedException, InterruptedException, IOException {
        String[] by = {"-s", signed.signature.toString(), "-f", allowed.toString()};
        Ended signers = run(signed.file, "find-principals", by);
        if (signers.status != 0) {
            throw new FailedException(
                    signed.signatureNamed + " was made by nobody who is allowed: " + signers.said,
                    allowed + " must have a line for the key, such as: ops@example.com namespaces=\"" + namespace
                            + "\" ssh-ed25519 AAAA…");
        }
        String signer = signers.printed.lines().findFirst().orElse("");
        String[] with = {"-I", signer, "-n", namespace, "-s", signed.signature.toString(), "-f", allowed.toString()};
        Ended ended = run(signed.file, "verify", with);
        if (ended.status != 0) {
            throw new FailedException(
                    signed.named + " is not what " + signer + " has signed: " + ended.said,
                    "it was changed, or the signature is that of another file");
        }
        return new Verified(signer, ended.printed.strip());
    }

    /** @param said what it said on standard error, in one line */
    private record Ended(int status, String printed, String said) {}

    private static Ended run(Path input, String what, String... options)
            throws IOException, InterruptedException, FailedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-Y", what));
        command.addAll(List.of(options));
        Path said = Files.createTempFile("signature", ".err");
        try {
            Process process = start(
                    new ProcessBuilder(command).redirectInput(input.toFile()).redirectError(said.toFile()));
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return new Ended(
                    status, printed, String.join(" ", Files.readAllLines(said)).strip());
        } finally {
            Files.delete(said);
        }
    }

    private static Process start(ProcessBuilder builder) throws FailedException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new FailedException(
                    "cannot run ssh-keygen: " + e.getMessage(), "install it: apt-get install openssh-client");
        }
    }
}
