package provisioner.resource.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeyTest {
    /** Each a file that a user may make, as long as one is read. */
    @ParameterizedTest
    @ValueSource(strings = {"#", "a", "a\"", "\"", "\\\"", "a=\"b\",", "ssh-a ", "\t", "ssh-ed25519", "A=", "\"\\"})
    @Timeout(20)
    void aLongLineIsAnsweredSoon(String part) {
        assertThat(AuthorizedKey.parse(part.repeat((1 << 20) / part.length()))).isEmpty();
        assertThat(AuthorizedKey.parse("x " + part.repeat((1 << 20) / part.length()) + " ssh-rsa"))
                .isEmpty();
    }
}
