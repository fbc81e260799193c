package provisioner.resource.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.plan.Prediction;
import provisioner.resource.Assessment;
import provisioner.state.Bytes;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observed;
import provisioner.state.Query;

/** What stands in a host's file costs neither the stack nor the time, whatever the pattern is. */
class LinePatternTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"^(#|;)*Port ", "^(a|b|#)+$x", "(#+)+$y", "^(?:##?)*Port", "(.*)*(.*)*=x", "(x{30}|#){60}y"})
    @Timeout(20)
    void aLongLineIsAnsweredSoon(String pattern) {
        Bytes content = Bytes.utf8("#".repeat(200_000) + "\n");
        LineResource resource = LineResource.in("/etc/x", "Port 22", pattern);
        Observed.Builder observed = Observed.builder();
        Ownership root = new Ownership("root", "root", 0644);
        for (Query<?> query : resource.queries()) {
            switch (query) {
                case Query.PathQuery path
                when path.path().equals("/etc/x") ->
                    observed.put(path, new RegularFile(root, content.size(), content.sha256()));
                case Query.PathQuery path -> observed.put(path, new Directory(root));
                case Query.ContentQuery asked -> observed.put(asked, new Content(content));
                default -> throw new IllegalStateException(query.toString());
            }
        }
        long start = System.nanoTime();
        assertThat(resource.assess(new Prediction(observed.build()))).isInstanceOf(Assessment.Differs.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
}
