package provisioner.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Config.of(Map.of("LISTEN", "8080", "DB_USER", " ", "DB_RETRY_SECONDS", "5s")))
                .hasMessage("""
                        DB_WRITE_URL is not set
                        DB_USER is not set
                        DB_PASSWORD is not set
                        LISTEN is '8080', and not ADDRESS:PORT
                        DB_RETRY_SECONDS is '5s', and not a number of seconds below 10000""");
    }

    @Test
    void readsWhereItWritesUnlessItIsTold() {
        Map<String, String> least = Map.of("DB_WRITE_URL", "jdbc:a", "DB_USER", "u", "DB_PASSWORD", "p");
        Config config = Config.of(least);
        assertThat(config.readUrls()).containsExactly("jdbc:a");
        assertThat(config.listen().getPort()).isEqualTo(8080);
        assertThat(config.retry()).isZero();
        Config other = Config.of(Map.of(
                "DB_WRITE_URL",
                "jdbc:a",
                "DB_READ_URLS",
                "jdbc:b  jdbc:c",
                "DB_USER",
                "u",
                "DB_PASSWORD",
                "p",
                "LISTEN",
                "[::1]:81"));
        assertThat(other.readUrls()).isEqualTo(List.of("jdbc:b", "jdbc:c"));
        assertThat(other.listen().getAddress().isLoopbackAddress()).isTrue();
    }
}
