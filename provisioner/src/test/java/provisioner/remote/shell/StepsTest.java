package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import provisioner.remote.target.RemoteException;

/** The order of what is started and watched, and what is made of how it ended. */
class StepsTest {
    private static final Duration LIMIT = Duration.ofSeconds(9);

    /** Files, and services that are watched: {@code "f"} and {@code "s"}. */
    private static Steps steps(String... kinds) {
        List<StepRequest> requests = new ArrayList<>();
        for (String kind : kinds) {
            int step = requests.size();
            requests.add(new StepRequest("start " + step, kind.equals("s") ? "watch " + step : "", LIMIT));
        }
        return new Steps("", requests);
    }

    /** The lines of the script that begin so. */
    private static List<String> lines(Steps steps, String... beginnings) {
        return steps.script("", "0")
                .lines()
                .filter(line -> Stream.of(beginnings).anyMatch(line::startsWith))
                .toList();
    }

    private static Frame frame(String tag, String text) {
        return new Frame(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the host says of a script that took a second. */
    private static List<Frame> ended(int script, int exit, String said) {
        Frame end = frame(".step", script + " " + exit + " 100");
        return said.isEmpty() ? List.of(end) : List.of(end, frame(".stderr", said));
    }

    @SafeVarargs
    private static StepsReply read(Steps steps, List<Frame>... frames) throws RemoteException {
        return steps.read(
                "web-1", new Reply(Stream.of(frames).flatMap(List::stream).toList(), 0, "no more\nat all\n"));
    }

    private static StepResult result(int exit, Duration duration, String said) {
        return new StepResult(exit, false, LIMIT, duration, "", said);
    }

    @Test
    void neighboursAreWatchedTogetherBeforeAnythingElseIsDone() {
        assertThat(lines(steps("f", "s", "s", "f", "s"), "start", "watch"))
                .containsExactly(
                        "start 0", "start 1", "start 2", "watch 1", "watch 2", "start 3", "start 4", "watch 4");
    }

    @Test
    void aWatchNeedsOnlyItsOwnStart() {
        assertThat(lines(steps("s", "s"), "if pv_wanted", "run_step"))
                .containsExactly(
                        "if pv_wanted ",
                        "run_step 0 9",
                        "if pv_wanted ",
                        "run_step 1 9",
                        "if pv_wanted 0",
                        "run_step 2 9",
                        "if pv_wanted 1",
                        "run_step 3 9");
    }

    @Test
    void aServiceEndsAsItsWatchDoes() throws Exception {
        StepsReply reply = read(steps("s", "f"), ended(0, 0, ""), ended(1, 1, "does not stay active"));
        assertThat(reply.results()).containsExactly(result(1, Duration.ofSeconds(2), "does not stay active"));
    }

    @Test
    void whatWasNotBegunHasNoResult() throws Exception {
        StepsReply reply = read(steps("s", "s", "s"), ended(0, 0, ""), ended(1, 3, "no"), ended(3, 0, ""));
        assertThat(reply.results())
                .containsExactly(result(0, Duration.ofSeconds(2), ""), result(3, Duration.ofSeconds(1), "no"));
    }

    @Test
    void whatFollowsTheStepsIsThereOnce() throws Exception {
        StepsReply reply = read(steps("f", "f"), ended(0, 0, ""), ended(1, 0, ""), List.of(frame("parts", "x")));
        assertThat(reply.results()).hasSize(2);
        assertThat(reply.followUp()).isEqualTo(new Reply(List.of(frame("parts", "x")), 0, "no more\nat all\n"));
    }

    @Test
    void aHostThatSaysNothingOfItsStepsIsNotBelieved() {
        assertThatThrownBy(() -> read(steps("f")))
                .isInstanceOf(RemoteException.class)
                .hasMessage("web-1 did not report how a step ended: at all");
        assertThatThrownBy(() -> read(steps("f"), ended(7, 0, "")))
                .isInstanceOf(RemoteException.class)
                .hasMessage("web-1 reported a step that was not requested");
    }
}
