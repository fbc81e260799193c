package provisioner.resource.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeyTest {
    /** As sshd does: a carriage return at the end is nothing, one in between and a byte order mark make it no key. */
    @ParameterizedTest
    @CsvSource({
        "K\\r, true",
        "K c\\r, true",
        "' \\tK', true",
        "no-pty K\\r, true",
        "BK, false",
        "K\\rK, false",
        "Bno-pty K, true"
    })
    void aLineIsWhatSshdMakesOfIt(String line, boolean key) {
        String text = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGuGsnP/NPzhnWuATv9aP1dHraTqoi8dScAeUt23h1tL";
        String written = line.replace("\\r", "\r")
                .replace("\\t", "\t")
                .replace("B", "\ufeff")
                .replace("K", text);
        assertThat(AuthorizedKey.parse(written).isPresent()).as(line).isEqualTo(key);
    }

    /** Each a file that a user may make, as long as one is read. */
    @ParameterizedTest
    @ValueSource(strings = {"#", "a", "a\"", "\"", "\\\"", "a=\"b\",", "ssh-a ", "\t", "ssh-ed25519", "A=", "\"\\"})
    @Timeout(20)
    void aLongLineIsAnsweredSoon(String part) {
        assertThat(AuthorizedKey.parse(part.repeat((1 << 20) / part.length()))).isEmpty();
        assertThat(AuthorizedKey.parse("x " + part.repeat((1 << 20) / part.length()) + " ssh-rsa"))
                .isEmpty();
    }

    private static final String WHOLE = "AAAAC3NzaC1lZDI1NTE5AAAAIGuGsnP/NPzhnWuATv9aP1dHraTqoi8dScAeUt23h1tL";

    /** sshd ignores a line with such a key, so that nobody could log in with it. */
    @Test
    void aKeyThatIsCutOffIsNone() {
        assertThat(AuthorizedKey.parse("ssh-ed25519 " + WHOLE)).isPresent();
        for (int length = 1; length < WHOLE.length(); length++) {
            String cut = "ssh-ed25519 " + WHOLE.substring(0, length);
            assertThat(AuthorizedKey.parse(cut)).as(cut).isEmpty();
            assertThat(AuthorizedKey.wrong(cut)).contains("is cut off");
        }
        assertThat(AuthorizedKey.parse("ssh-ed25519 " + WHOLE + "AAAA")).isEmpty();
        assertThat(AuthorizedKey.wrong("ssh-rsa " + WHOLE)).contains("is a key of another type than ssh-rsa");
        assertThat(AuthorizedKey.wrong("-----BEGIN %s-----".formatted("OPENSSH PRIVATE KEY")))
                .contains("found a private one");
        assertThat(AuthorizedKey.wrong("hello")).contains("must be one public key: its type, then the key");
    }
}
