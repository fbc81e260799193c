package provisioner.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest {
    @Test
    void everyHostIsInOneOfThem() {
        for (int count = 1; count < 12; count++) {
            int shards = count;
            for (int host = 0; host < 100; host++) {
                String name = "web-" + host;
                assertThat(IntStream.rangeClosed(1, shards).filter(i -> new Shard(i, shards).has(name)))
                        .as(name)
                        .hasSize(1);
            }
        }
    }

    /** Where it changes, hosts are looked at twice or not at all while versions are mixed. */
    @Test
    void whichOneIsTheSameInEveryVersion() {
        assertThat(IntStream.rangeClosed(1, 5).filter(i -> new Shard(i, 5).has("web-1")))
                .containsExactly(3);
        assertThat(IntStream.rangeClosed(1, 5).filter(i -> new Shard(i, 5).has("db-1.example.com")))
                .containsExactly(3);
    }

    @Test
    void theyAreAboutAsLarge() {
        for (int i = 1; i <= 8; i++) {
            Shard shard = new Shard(i, 8);
            assertThat(IntStream.range(0, 8000)
                            .filter(host -> shard.has("node-%05d".formatted(host)))
                            .count())
                    .isBetween(900L, 1100L);
        }
    }

    @Test
    void thereIsNoOtherOne() {
        assertThatThrownBy(() -> new Shard(0, 2)).hasMessage("there is no shard 0 of 2");
        assertThatThrownBy(() -> new Shard(3, 2)).hasMessage("there is no shard 3 of 2");
    }
}
