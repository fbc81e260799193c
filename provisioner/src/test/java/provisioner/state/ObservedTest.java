package provisioner.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.state.Observation.Content;
import provisioner.state.Observation.SameContent;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.GroupQuery;

class ObservedTest {
    private static final Bytes BYTES = Bytes.utf8("x");
    private static final ContentQuery WHOLE = new ContentQuery("/x", "", 10);

    @Test
    void aContentThatWasSentAnswersWhetherItHasADigest() {
        Observed observed = Observed.builder().put(WHOLE, new Content(BYTES)).build();
        ContentQuery same = new ContentQuery("/x", BYTES.sha256(), 10);
        ContentQuery other = new ContentQuery("/x", "0".repeat(64), 10);
        Observed answers = observed.only(List.of(same, other)).orElseThrow();
        assertThat(answers.get(same)).isEqualTo(new SameContent());
        assertThat(answers.get(other)).isEqualTo(new Content(BYTES));
        assertThat(answers.queries()).containsExactly(same, other);
        assertThat(observed.only(List.of(new ContentQuery("/y", "", 10)))).isEmpty();
        assertThat(observed.only(List.of(same, new GroupQuery("x")))).isEmpty();
    }

    @Test
    void soDoesOneThatCannotBeRead() {
        Observed.Builder observed = Observed.builder();
        observed.refuse(WHOLE, "why");
        ContentQuery asked = new ContentQuery("/x", BYTES.sha256(), 10);
        assertThat(observed.build().only(List.of(asked)).orElseThrow().unreadable())
                .containsEntry(asked, "why");
    }
}
