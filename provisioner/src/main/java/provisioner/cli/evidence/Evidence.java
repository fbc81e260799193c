package provisioner.cli.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import provisioner.cli.terminal.FailedException;

/** Signatures of reports. They are for this namespace only. */
public final class Evidence {
    private static final Signatures SIGNATURES = new Signatures("provisioner-evidence");
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
            Files.writeString(signature, SIGNATURES.sign(file, key, file + " was written, but it could not be signed"));
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
            return SIGNATURES
                    .verify(new Signatures.Signed(file, signature, file.toString(), signature.toString()), allowed)
                    .said();
        } catch (IOException e) {
            throw new FailedException("cannot verify " + file + ": " + e.getMessage(), "");
        }
    }
}
