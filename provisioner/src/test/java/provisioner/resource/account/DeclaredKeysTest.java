package provisioner.resource.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.state.KeyOrigins;

/** When a key is that of the run. */
class DeclaredKeysTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINRzXjomXhbu4D9ZcYubXQMBnAfYtsUfkNo6Zm7sE6s1";

    @ParameterizedTest
    @CsvSource({
        "deploy KEY, false, true",
        "root KEY, false, false",
        // Perhaps the run reaches other hosts as this user.
        "root KEY, true, true",
        "deploy ssh-ed25519 AAAA, true, false",
        "'', true, false"
    })
    void isKeptFromRemoval(String login, boolean passing, boolean kept) {
        KeyOrigins origins = new KeyOrigins(login.replace("KEY", KEY), new TreeMap<>());
        assertThat(DeclaredKeys.ownKey("deploy", List.of("# a comment", KEY + " mine"), origins, passing)
                        .isPresent())
                .isEqualTo(kept);
    }
}
