package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.state.Bytes;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query.PathQuery;

final class ChangeTest {
    private static final PathQuery QUERY = new PathQuery("/a");
    private static final Bytes CONTENT = Bytes.utf8("content");
    private static final Impossible IMPOSSIBLE = new Impossible("no such user", "make one");

    private static Change differing() {
        return new Change().differs("value", "1", "2");
    }

    private static String script(Change change) {
        return change.script().text();
    }

    @Test
    void withoutADifferenceAllIsInSync() {
        Change change = new Change()
                .differs(List.of())
                .run("reload")
                .becomes(QUERY, new Missing())
                .certain(false)
                .blockedBy(Optional.of(IMPOSSIBLE))
                .include(new InSync());
        assertThat(change.isEmpty()).isTrue();
        assertThat(change.assessment()).isEqualTo(new InSync());
    }

    @Test
    void aDifferenceComesWithEverythingThatWasSaid() {
        assertThat(differing()
                        .removes("rule", "old")
                        .send(CONTENT)
                        .run("put")
                        .confirm("confirmed")
                        .watch("stays")
                        .unsettles(new Extent.Anything())
                        .becomes(QUERY, new Missing())
                        .certain(false)
                        .openBecause("nobody knows")
                        .assessment())
                .isEqualTo(new Differs(
                        List.of(Difference.of("value", "1", "2"), Difference.removal("rule", "old")),
                        new Action.Script("put\n", Map.of(CONTENT.sha256(), CONTENT), "confirmed\n", "stays\n"),
                        List.of(new Unsettles(new Extent.Anything()), new Becomes<>(QUERY, new Missing())),
                        false,
                        "nobody knows"));
    }

    @Test
    void wordsOfACommandAreQuotedAndTheCommandIsNot() {
        assertThat(script(new Change().run("a; b", "it's", "", "plain").run("two\nlines\n")))
                .isEqualTo("a; b 'it'\\''s' '' plain\ntwo\nlines\n");
    }

    @Test
    void aPartRunsWhereItIsIncluded() {
        Assessment part = differing()
                .run("part")
                .send(CONTENT)
                .watch("stays")
                .becomes(QUERY, new Symlink("part"))
                .assessment();
        Differs whole = (Differs) new Change()
                .run("before")
                .include(part)
                .run("after")
                .becomes(QUERY, new Missing())
                .assessment();
        assertThat(whole.action())
                .isEqualTo(
                        new Action.Script("before\npart\nafter\n", Map.of(CONTENT.sha256(), CONTENT), "", "stays\n"));
        assertThat(whole.effects())
                .containsExactly(new Becomes<>(QUERY, new Symlink("part")), new Becomes<>(QUERY, new Missing()));
        assertThat(script(new Change().differsAs(part).run("own"))).isEqualTo("own\n");
    }

    @Test
    void anImpossiblePartMakesTheWholeImpossible() {
        assertThat(differing().include(IMPOSSIBLE).impossible("later", "").assessment())
                .isEqualTo(IMPOSSIBLE);
        assertThat(new Change().include(IMPOSSIBLE).assessment()).isEqualTo(IMPOSSIBLE);
    }

    @Test
    void whatStandsInTheWayCountsWhereSomethingDiffers() {
        assertThat(differing()
                        .blockedBy(Optional.empty())
                        .blockedBy(Optional.of(IMPOSSIBLE))
                        .blockedBy(Optional.of(new Impossible("later", "")))
                        .assessment())
                .isEqualTo(IMPOSSIBLE);
    }

    @Test
    void anUncertainPartLeavesTheWholeUncertainUnlessTheWholeKnowsBetter() {
        Assessment part = differing().certain(false).assessment();
        assertThat(((Differs) new Change().include(part).assessment()).certain())
                .isFalse();
        assertThat(((Differs) new Change().include(part).certain(true).assessment()).certain())
                .isTrue();
    }

    @Test
    void onlyAScriptCanBeAPart() {
        Assessment packages = differing().packages(List.of("nginx"), List.of()).assessment();
        assertThatThrownBy(() -> new Change().include(packages)).isInstanceOf(IllegalArgumentException.class);
    }
}
