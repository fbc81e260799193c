package provisioner.secret.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;

/**
 * Secrets that another program prints, such as {@code pass show db/root}. Runs each command once, without a shell, and
 * keeps its result, also if it fails. Not thread-safe.
 */
public final class SecretCommands {
    /** Long enough for a person to unlock a key ring. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final int LARGEST = 1 << 20;
    private static final int LINES_OF_STDERR = 3;

    private sealed interface Result {}

    private record Printed(Secret secret) implements Result {}

    private record Failed(SecretException reason) implements Result {}

    private final Map<List<String>, Result> results = new HashMap<>();
    private final Duration longest;
    private final int largest;

    public SecretCommands() {
        this(LONGEST);
    }

    SecretCommands(Duration longest) {
        this(longest, LARGEST);
    }

    private SecretCommands(Duration longest, int largest) {
        this.longest = longest;
        this.largest = largest;
    }

    /** For programs that print whole files. */
    public static SecretCommands ofFiles() {
        return new SecretCommands(LONGEST, InputFiles.LARGEST_TEXT);
    }

    /**
     * What the command prints, without the newline at the end.
     *
     * @param command the program and its arguments
     */
    public String secret(List<String> command) throws SecretException {
        Result result = results.get(command);
        if (result == null) {
            result = result(command);
            results.put(List.copyOf(command), result);
        }
        return switch (result) {
            case Printed(Secret secret) -> secret.value();
            // A new exception, so that its stack trace is the caller's.
            case Failed failed ->
                throw new SecretException(String.valueOf(failed.reason.getMessage()), failed.reason.hint());
        };
    }

    private Result result(List<String> command) {
        try {
            return new Printed(new Secret(run(command)));
        } catch (SecretException e) {
            return new Failed(e);
        }
    }

    private String run(List<String> command) throws SecretException {
        String shown = "'" + String.join(" ", command) + "'";
        Process process = start(command, shown);
        CompletableFuture<byte[]> out = read(process.getInputStream());
        CompletableFuture<byte[]> err = read(process.getErrorStream());
        long end = System.nanoTime() + longest.toNanos();
        try {
            if (!process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLong(shown);
            }
            byte[] printed = out.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            byte[] complaint = err.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return judge(shown, process.exitValue(), printed, complaint);
        } catch (TimeoutException e) {
            throw tooLong(shown);
        } catch (ExecutionException e) {
            throw new SecretException("cannot read the output of " + shown, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretException(shown + " was interrupted", "");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command, String shown) throws SecretException {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new SecretException(
                    "cannot run " + shown + ": " + e.getMessage(), "the first item must be a program on the PATH");
        }
    }

    private CompletableFuture<byte[]> read(InputStream in) {
        CompletableFuture<byte[]> content = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (in) {
                content.complete(upTo(in));
            } catch (IOException | UncheckedIOException e) {
                content.completeExceptionally(e);
            }
        });
        return content;
    }

    /** Reads everything, so that a full pipe does not block the program. Drops what is too long for a secret. */
    private byte[] upTo(InputStream in) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            kept.write(block, 0, Math.min(n, Math.max(0, largest + 1 - kept.size())));
        }
        return kept.toByteArray();
    }

    private String judge(String shown, int exit, byte[] out, byte[] err) throws SecretException {
        if (exit != 0) {
            String complaint = lastLines(err, new String(out, StandardCharsets.UTF_8));
            throw new SecretException(
                    shown + " failed with exit status " + exit + (complaint.isEmpty() ? "" : ": " + complaint), "");
        }
        if (out.length > largest) {
            throw new SecretException(shown + " printed more than " + (largest >> 20) + " MiB", "");
        }
        try {
            String secret = SecretStore.withoutLastNewline(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out))
                    .toString());
            if (secret.isEmpty()) {
                throw new SecretException(shown + " printed nothing", "");
            }
            return secret;
        } catch (CharacterCodingException e) {
            throw new SecretException(shown + " must print UTF-8", "encode the secret, in base64 for example");
        }
    }

    /** The end of its standard error, without what it printed as the secret. */
    private static String lastLines(byte[] err, String printed) {
        List<String> lines = new String(err, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String end = String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES_OF_STDERR), lines.size()));
        return Masker.of(List.of(new Secret(printed.strip()))).mask(end);
    }

    private SecretException tooLong(String shown) {
        return new SecretException(shown + " did not end within " + longest.toSeconds() + " s", "");
    }
}
