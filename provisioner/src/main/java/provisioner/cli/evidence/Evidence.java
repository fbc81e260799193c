package provisioner.cli.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import provisioner.cli.terminal.FailedException;

/** Signatures of reports, made and verified by OpenSSH's {@code ssh-keygen -Y}. They are for this namespace only. */
public final class Evidence {
    private static final String NAMESPACE = "provisioner-evidence";
    private static final String SUFFIX = ".sig";

    private Evidence() {}

    /** Where the signature of a file is. */
    public static Path signature(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /**
     * Signs a file; the signature is beside it. {@code ssh-keygen} may ask for the key's passphrase on the terminal.
     *
     * @param key a private key, or the public half of one that an agent has
     * @throws FailedException if it could not be signed
     */
    public static void sign(Path file, Path key) throws FailedException, InterruptedException {
        Path signature = signature(file);
        try {
            Ended ended = run(file, "sign", "-q", "-f", key.toString(), "-n", NAMESPACE);
            if (ended.status != 0) {
                throw new FailedException(file + " was written, but it could not be signed: " + ended.said, "");
            }
            Files.writeString(signature, ended.printed);
        } catch (IOException e) {
            throw new FailedException("cannot write " + signature + ": " + e.getMessage(), "");
        }
    }

    /**
     * Verifies a file's signature.
     *
     * @param allowed who may sign, as ssh-keygen(1) describes it under ALLOWED SIGNERS
     * @return what ssh-keygen says of the signature: who made it, with which key
     * @throws FailedException if none of them has signed the file as it is
     */
    public static String verify(Path file, Path signature, Path allowed) throws FailedException, InterruptedException {
        for (Path input : List.of(file, signature, allowed)) {
            if (!Files.isReadable(input)) {
                throw new FailedException("cannot read " + input, "");
            }
        }
        try {
            String[] by = {"-s", signature.toString(), "-f", allowed.toString()};
            Ended signers = run(file, "find-principals", by);
            if (signers.status != 0) {
                throw new FailedException(
                        signature + " was made by nobody who is allowed: " + signers.said,
                        allowed + " must have a line for the key, such as: ops@example.com namespaces=\"" + NAMESPACE
                                + "\" ssh-ed25519 AAAA…");
            }
            String signer = signers.printed.lines().findFirst().orElse("");
            String[] with = {"-I", signer, "-n", NAMESPACE, "-s", signature.toString(), "-f", allowed.toString()};
            Ended ended = run(file, "verify", with);
            if (ended.status != 0) {
                throw new FailedException(
                        file + " is not what " + signer + " has signed: " + ended.said,
                        "it was changed, or the signature is that of another file");
            }
            return ended.printed.strip();
        } catch (IOException e) {
            throw new FailedException("cannot verify " + file + ": " + e.getMessage(), "");
        }
    }

    /** @param said what it said on standard error, in one line */
    private record Ended(int status, String printed, String said) {}

    private static Ended run(Path input, String what, String... options)
            throws IOException, InterruptedException, FailedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-Y", what));
        command.addAll(List.of(options));
        Path said = Files.createTempFile("evidence", ".err");
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
