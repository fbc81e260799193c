package provisioner.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import provisioner.cli.terminal.FailedException;

/** Signatures by the real ssh-keygen. */
class EvidenceTest {
    @TempDir
    private Path directory = Path.of("");

    private Path page = Path.of("");
    private Path key = Path.of("");
    private Path signers = Path.of("");

    @BeforeEach
    void write() throws Exception {
        page = Files.writeString(directory.resolve("state.html"), "<p>as it was");
        key = key("key");
        signers = Files.writeString(
                directory.resolve("allowed"), "ops@example.com " + Files.readString(directory.resolve("key.pub")));
    }

    private Path key(String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name);
        assertThat(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return file;
    }

    private String verified() throws FailedException, InterruptedException {
        return Evidence.verify(page, Evidence.signature(page), signers);
    }

    @Test
    void whoSignedItIsSaid() throws Exception {
        Evidence.sign(page, key);
        assertThat(verified())
                .startsWith("Good \"provisioner-evidence\" signature for ops@example.com with ED25519 key SHA256:");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = new CommandLine(
                        EvidenceCommand.spec(new PrintStream(printed, true, StandardCharsets.UTF_8), standard -> {}))
                .execute("verify", page.toString(), "--allowed-signers", signers.toString());
        assertThat(exit).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(page + ": Good ");
    }

    @Test
    void aNewPageReplacesTheSignature() throws Exception {
        Evidence.sign(page, key);
        Files.writeString(page, "<p>as it is now");
        Evidence.sign(page, key);
        assertThat(verified()).startsWith("Good ");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("state.html", "state.html.sig", "key", "key.pub", "allowed");
        }
    }

    @Test
    void aPageThatWasChangedIsRefused() throws Exception {
        Evidence.sign(page, key);
        Files.writeString(page, "<p>as it never was");
        assertThatThrownBy(this::verified)
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith(page + " is not what ops@example.com has signed: ");
    }

    @Test
    void somebodyElsesSignatureIsRefused() throws Exception {
        Evidence.sign(page, key("other"));
        assertThatThrownBy(this::verified)
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith(Evidence.signature(page) + " was made by nobody who is allowed: ");
    }

    /** Such as that of a commit or of a release. */
    @Test
    void aSignatureForAnotherPurposeIsRefused() throws Exception {
        assertThat(new ProcessBuilder(
                                "ssh-keygen", "-q", "-Y", "sign", "-f", key.toString(), "-n", "git", page.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(this::verified).isInstanceOf(FailedException.class);
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(this::verified).hasMessage("cannot read " + Evidence.signature(page));
    }

    @Test
    void aKeyThatIsNoneLeavesThePageUnsigned() throws Exception {
        Path none = Files.writeString(directory.resolve("none"), "no key");
        assertThatThrownBy(() -> Evidence.sign(page, none))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith(page + " was written, but it could not be signed: ");
        assertThat(Evidence.signature(page)).doesNotExist();
    }
}
