package provisioner.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.StepRequest;
import provisioner.remote.shell.StepResult;
import provisioner.resource.Action;

/** The order of what is started and watched, and what is made of how it ended. */
class ScriptBatchTest {
    private static final Duration LIMIT = Duration.ofSeconds(9);

    /** Files, and services that are watched: {@code "f"} and {@code "s"}. */
    private static ScriptBatch batch(String... kinds) throws Exception {
        List<Action.Script> scripts = List.of(kinds).stream()
                .map(kind -> new Action.Script("", Map.of(), "", kind.equals("s") ? "watch" : ""))
                .toList();
        return new ScriptBatch(scripts, Collections.nCopies(kinds.length, LIMIT), new ScriptBatch.Texts() {
            @Override
            public String start(int part) {
                return "start " + part;
            }

            @Override
            public String watch(int part) {
                return "watch " + part;
            }
        });
    }

    private static List<String> order(ScriptBatch batch) {
        return batch.requests().stream().map(StepRequest::script).toList();
    }

    private static Optional<StepResult> ended(int exit, String said) {
        return Optional.of(new StepResult(exit, false, Duration.ofSeconds(1), "", said, new Reply(List.of(), 0, "")));
    }

    @Test
    void neighboursAreWatchedTogetherBeforeAnythingElseIsDone() throws Exception {
        assertThat(order(batch("f", "s", "s", "f", "s")))
                .containsExactly(
                        "start 0", "start 1", "start 2", "watch 1", "watch 2", "start 3", "start 4", "watch 4");
    }

    @Test
    void aWatchNeedsOnlyItsOwnStart() throws Exception {
        List<StepRequest> requests = batch("s", "s").requests();
        assertThat(requests.get(0).needs()).isEmpty();
        assertThat(requests.get(1).needs()).isEmpty();
        assertThat(requests.get(2).needs()).hasValue(0);
        assertThat(requests.get(3).needs()).hasValue(1);
    }

    @Test
    void aServiceEndsAsItsWatchDoes() throws Exception {
        List<ScriptBatch.End> ends =
                batch("s", "f").ends(List.of(ended(0, ""), ended(1, "does not stay active"), Optional.empty()));
        assertThat(ends).containsExactly(new ScriptBatch.End(1, false, Duration.ofSeconds(2), "does not stay active"));
    }

    @Test
    void whatWasNotBegunHasNoEnd() throws Exception {
        List<ScriptBatch.End> ends = batch("s", "s", "s")
                .ends(List.of(
                        ended(0, ""),
                        ended(3, "no"),
                        Optional.empty(),
                        ended(0, ""),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(ends)
                .containsExactly(
                        new ScriptBatch.End(0, false, Duration.ofSeconds(2), ""),
                        new ScriptBatch.End(3, false, Duration.ofSeconds(1), "no"));
    }
}
