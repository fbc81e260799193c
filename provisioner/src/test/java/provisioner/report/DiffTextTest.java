package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.resource.Difference;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.state.Bytes;

class DiffTextTest {
    private final DiffText text = new DiffText(new OutputSanitizer(Masker.of(List.of(new Secret("hunter2")))));

    @Test
    void showsContentsAsAUnifiedDiff() {
        assertThat(lines("a\nb\nc\n", "a\nB\nc\n"))
                .containsExactly("--- /etc/x", "+++ /etc/x", "@@ -1,3 +1,3 @@", " a", "-b", "+B", " c");
    }

    @Test
    void aNewFileComesFromNothing() {
        assertThat(lines("", "a\n")).containsExactly("--- /dev/null", "+++ /etc/x", "@@ -0,0 +1,1 @@", "+a");
    }

    @Test
    void hidesBothSidesWhereOneHoldsASecret() {
        assertThat(lines("user=x\npassword=old\n", "user=x\npassword=hunter2\n"))
                .containsExactly(
                        "--- /etc/x", "+++ /etc/x", "@@ -1,2 +1,2 @@", " user=x", "-******** (old)", "+******** (new)");
    }

    @Test
    void everythingThatIsDeletedBesideASecretIsHidden() {
        assertThat(lines("a=1\nold=unknown\nb=2\npassword=hunter2\n", "a=1\nb=2\npassword=hunter2\n"))
                .containsExactly(
                        "--- /etc/x",
                        "+++ /etc/x",
                        "@@ -1,4 +1,3 @@",
                        " a=1",
                        "-******** (old)",
                        " b=2",
                        " password=********");
        assertThat(lines("old=unknown\nx=hunter2\n", "fresh=1\nx=hunter2\n"))
                .contains("-******** (old)", "+fresh=1")
                .doesNotContain("-old=unknown");
        assertThat(lines("old=unknown\nx\ny\nz\nx=hunter2\n", "fresh\nx\ny\nz\nx=plain\n"))
                .contains("-******** (old)", "+fresh", "+******** (new)")
                .doesNotContain("-old=unknown");
    }

    @Test
    void whatIsDeletedFromAFileThatOthersCannotReadIsHidden() {
        for (int mode : List.of(0600, 0640, 0660)) {
            assertThat(lines("a\npassword=unknown\n", "a\nb\n", mode)).contains("-******** (old)", "+b", " a");
        }
        assertThat(lines("a\nb\n", "a\n", 0604)).contains("-b");
    }

    @Test
    void whatASecretReplacesIsHidden() {
        assertThat(text.lines(List.of(
                        Difference.of("target", "/srv/unknown", "/srv/hunter2"),
                        Difference.of("comment", "", "hunter2"),
                        Difference.of("value", "hunter2", "plain"))))
                .containsExactly(
                        "target: ******** → /srv/********", "comment: nothing → ********", "value: ******** → plain");
        assertThat(text.lines(List.of(
                        Difference.removal("symbolic link", "/srv/unknown"),
                        Difference.of("mode", "0600", "0644"),
                        Difference.content("/x", Bytes.utf8(""), Bytes.utf8("hunter2\n"), 0))))
                .startsWith("symbolic link: ******** → nothing  (removal)", "mode: 0600 → 0644");
        assertThat(text.lines(List.of(Difference.of("target", "/srv/a", "/srv/b"))))
                .containsExactly("target: /srv/a → /srv/b");
    }

    @Test
    void aSecretInTheContextIsHiddenToo() {
        assertThat(lines("password=hunter2\na\n", "password=hunter2\nb\n")).contains(" password=********");
    }

    @Test
    void saysThatTheLastLineHasNoEnd() {
        assertThat(lines("a\n", "a")).contains("-a", "+a  (no newline at end of file)");
    }

    @Test
    void binaryContentIsCounted() {
        Difference difference =
                Difference.content("/etc/x", Bytes.of(new byte[] {0, 1}), Bytes.of(new byte[] {(byte) 0xff}), 0644);
        assertThat(text.lines(List.of(difference))).containsExactly("binary content of /etc/x: 2 → 1 bytes");
    }

    @Test
    void nothingReachesATerminalThatItWouldActOn() {
        assertThat(lines("", "\u001b[2Jx\u202e\n")).contains("+\uFFFD[2Jx\uFFFD");
    }

    @Test
    void attributesAreOneLineEach() {
        assertThat(text.lines(
                        List.of(Difference.of("mode", "0600", "0644"), Difference.removal("presence", "a directory"))))
                .containsExactly("mode: 0600 → 0644", "presence: a directory → nothing  (removal)");
    }

    private List<String> lines(String before, String after) {
        return lines(before, after, 0644);
    }

    private List<String> lines(String before, String after, int mode) {
        return text.lines(List.of(Difference.content("/etc/x", Bytes.utf8(before), Bytes.utf8(after), mode)));
    }
}
