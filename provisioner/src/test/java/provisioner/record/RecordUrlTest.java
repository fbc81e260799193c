package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:mysql://ops@db.example.com/record                     | jdbc:mysql://db.example.com:3306/record | ops
            jdbc:mariadb://ops@DB:3307/record?sslMode=VERIFY_IDENTITY  | jdbc:mysql://db:3307/record             | ops
            jdbc:mysql://127.0.0.1:3306/record?user=a%40b              | jdbc:mysql://127.0.0.1:3306/record      | a@b
            jdbc:mysql://o+p@[::1]/record                              | jdbc:mysql://[::1]:3306/record          | o+p
            """)
    void saysWhereTheRecordIsAndWhoWritesIt(String url, String place, String user) {
        RecordUrl parsed = RecordUrl.parse(url);
        assertThat(parsed.place()).isEqualTo(place);
        assertThat(parsed.user()).isEqualTo(user);
    }

    @Test
    void aRecordDoesNotHoldUpARunUnlessTheUrlSaysSo() {
        assertThat(RecordUrl.parse("jdbc:mysql://u@h/d").jdbc())
                .startsWith("jdbc:mysql://h:3306/d?")
                .contains("connectTimeout=5000", "socketTimeout=60000");
        assertThat(RecordUrl.parse("jdbc:mysql://u@h/d?connectTimeout=1&sslMode=REQUIRED")
                        .jdbc())
                .contains("connectTimeout=1&", "sslMode=REQUIRED")
                .doesNotContain("5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://ops:hunter2@db/record",
                "jdbc:mysql://ops:@db/record",
                "jdbc:mysql://ops@db/record?password=hunter2",
                "jdbc:mysql://ops@db/record?PassWord=hunter2",
                "jdbc:mysql://ops@db/record?sslMode=REQUIRED&password1=hunter2",
                "jdbc:mysql://ops@db/record?trustCertificateKeyStorePassword=hunter2"
            })
    void aPasswordIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> RecordUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must not contain a password, which every user of this machine could read")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "jdbc:postgresql://ops@db/record",
                "jdbc:mysql://db/record",
                "jdbc:mysql://ops@db",
                "jdbc:mysql://ops@db/",
                "jdbc:mysql://ops@db:0/record",
                "jdbc:mysql://ops@db:70000/record",
                "jdbc:mysql://ops@db/record?x",
                "jdbc:mysql://ops@db/record?p%61ssword=hunter2",
                "jdbc:mysql://ops@db/record?user=other",
                "jdbc:mysql://(host=db,user=ops,password=hunter2)/record",
                "jdbc:mysql://address=(host=db)(password=hunter2)/record",
                "jdbc:mysql://ops@one,two/record",
                "jdbc:mysql://ops:hunter2@db",
                "jdbc:mysql:replication://ops@db/record"
            })
    void anythingElseIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> RecordUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must ")
                .hasMessageNotContaining("hunter2");
    }
}
