package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import provisioner.inventory.Shard;

class ShardOptionTest {
    private static final Map<String, String> KUBERNETES = Map.of("JOB_COMPLETION_INDEX", "0");
    private static final Map<String, String> GITLAB = Map.of("CI_NODE_INDEX", "2", "CI_NODE_TOTAL", "5");

    private static Optional<Shard> shard(Map<String, String> environment, String... arguments) throws UsageException {
        ShardOption shard = new ShardOption();
        new CommandLine(CommandSpec.create().addOption(shard.option)).parseArgs(arguments);
        return shard.shard(environment);
    }

    @Test
    void withoutItNothingIsCut() throws UsageException {
        assertThat(shard(GITLAB)).isEmpty();
    }

    @Test
    void theNumbersAreWrittenOrTheSchedulers() throws UsageException {
        assertThat(shard(GITLAB, "--shard", "1/3")).contains(new Shard(1, 3));
        assertThat(shard(GITLAB, "--shard=auto")).contains(new Shard(2, 5));
        assertThat(shard(GITLAB, "--shard=auto/4")).contains(new Shard(2, 4));
        assertThat(shard(KUBERNETES, "--shard", "auto/4")).contains(new Shard(1, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2/", "/5", "auto/", "-1/3", "2/5/7", "two/5", "auto5", "1/9999999", ""})
    void itsFormIsSaid(String written) {
        assertThatThrownBy(() -> shard(GITLAB, "--shard=" + written))
                .isInstanceOf(UsageException.class)
                .hasMessage("--shard must be I/N, such as 2/5, or auto/N, or auto; found '" + written + "'");
    }

    @ParameterizedTest
    @CsvSource({"0/3, 3, 0", "4/3, 3, 4", "auto/1, 1, 2"})
    void itIsOneOfThem(String written, String count, String index) {
        assertThatThrownBy(() -> shard(GITLAB, "--shard", written))
                .hasMessage("--shard must name one of its shards, 1 to " + count + "; found shard " + index);
    }

    @Test
    void whatTheEnvironmentLacksIsNamed() {
        assertThatThrownBy(() -> shard(KUBERNETES, "--shard", "auto"))
                .hasMessage("--shard auto needs a number in the environment variable CI_NODE_TOTAL: it is not set;"
                        + " write the number of shards: --shard auto/N");
        assertThatThrownBy(() -> shard(Map.of(), "--shard", "auto/3"))
                .hasMessage("--shard auto needs a number in the environment variable CI_NODE_INDEX: it is not set;"
                        + " write the shard: --shard I/N");
        assertThatThrownBy(() -> shard(Map.of("JOB_COMPLETION_INDEX", "x"), "--shard", "auto/3"))
                .hasMessage("--shard auto needs a number in the environment variable JOB_COMPLETION_INDEX: found 'x';"
                        + " write the shard: --shard I/N");
    }
}
