package provisioner.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against what MySQL 9.7 and MariaDB 10.11 have stored themselves. */
class MysqlPasswordTest {
    private static final String CACHING =
            "244124303041246A395A481348502A2A484F4448375C0161216A3B6D57502F627063377276504E"
                    + "676C2F6E732E466F634D446979566D4B463949356D6E516A6F3147412E742E";
    private static final String NATIVE =
            "2A34363435443246444430393637454641443542343043454131413045373236364437314433343441";

    @Test
    void whatTheServersStoreIsRecognised() {
        assertThat(MysqlPassword.matches("adm-secret", MysqlPassword.CACHING, CACHING))
                .isTrue();
        assertThat(MysqlPassword.matches("adm-secret", MysqlPassword.NATIVE, NATIVE))
                .isTrue();
    }

    @Test
    void anotherPasswordIsNot() {
        assertThat(MysqlPassword.matches("adm-secreT", MysqlPassword.CACHING, CACHING))
                .isFalse();
        assertThat(MysqlPassword.matches("", MysqlPassword.CACHING, CACHING)).isFalse();
        assertThat(MysqlPassword.matches("other", MysqlPassword.NATIVE, NATIVE)).isFalse();
        assertThat(MysqlPassword.matches("adm-secret", MysqlPassword.NATIVE, ""))
                .isFalse();
        assertThat(MysqlPassword.matches("adm-secret", "auth_socket", NATIVE)).isFalse();
    }

    @Test
    void whatIsPredictedMatches() {
        for (String plugin : new String[] {MysqlPassword.CACHING, MysqlPassword.NATIVE}) {
            for (String password : new String[] {"x", "p'w\\", "a password of more than thirty-two bytes, äöü"}) {
                String stored = MysqlPassword.example(password, plugin);
                assertThat(MysqlPassword.matches(password, plugin, stored)).isTrue();
            }
        }
    }

    @Test
    void whatIsSentMatchesAndHasASaltOfItsOwn() {
        for (String password : new String[] {"x", "p'w\\", "a password of more than thirty-two bytes, äöü"}) {
            String sent = MysqlPassword.fresh(password, MysqlPassword.CACHING);
            assertThat(sent).matches("\\$A\\$005\\$[./0-9A-Za-z]{63}").doesNotContain(password.substring(1) + " ");
            assertThat(MysqlPassword.matches(password, MysqlPassword.CACHING, hex(sent)))
                    .isTrue();
            assertThat(MysqlPassword.fresh(password, MysqlPassword.CACHING)).isNotEqualTo(sent);
            String old = MysqlPassword.fresh(password, MysqlPassword.NATIVE);
            assertThat(MysqlPassword.matches(password, MysqlPassword.NATIVE, hex(old)))
                    .isTrue();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
