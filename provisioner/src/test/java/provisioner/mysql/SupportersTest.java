package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** When a server must not take writes, by what the others say of themselves. */
class SupportersTest {
    private static final String OWN = "192.0.2.12";
    private static final Optional<Standing> SILENT = Optional.empty();
    private static final Optional<Standing> ASIDE = follows(OWN, "");
    private static final Optional<Standing> REPLICA = follows(OWN, "replication");
    private static final Optional<Standing> OF_ANOTHER = follows("192.0.2.11", "replication");
    private static final Optional<Standing> NOBODY = Optional.of(new Standing(false, "", List.of(), ""));

    private static Optional<Standing> follows(String source, String user) {
        return Optional.of(new Standing(false, "", List.of(new Standing.Channel(source, user, true, "", "")), ""));
    }

    /** The servers after the second one have the addresses 192.0.2.11, 13, 14 and so on. */
    @SafeVarargs
    private static String refusal(String partner, Optional<Standing>... others) {
        SequencedMap<String, Optional<Standing>> all = new LinkedHashMap<>();
        for (Optional<Standing> other : others) {
            all.put("192.0.2." + (all.isEmpty() ? 11 : 12 + all.size()), other);
        }
        return Supporters.refusal(OWN, partner, all).orElse("");
    }

    @Test
    void theOthersHaveNoMajority() {
        assertThat(refusal("")).isEmpty();
        assertThat(refusal("", SILENT)).isEmpty();
        assertThat(refusal("", ASIDE, REPLICA)).isEmpty();
        assertThat(refusal("", SILENT, ASIDE)).isEmpty();
        assertThat(refusal("", NOBODY, ASIDE)).isEmpty();
        assertThat(refusal("", SILENT, OF_ANOTHER, ASIDE)).isEmpty();
        assertThat(refusal("", SILENT, OF_ANOTHER, ASIDE, REPLICA)).isEmpty();
    }

    @Test
    void aMajorityMightFollowAnother() {
        assertThat(refusal("", SILENT, SILENT))
                .contains("a majority of the 3 declared servers might still follow another source")
                .contains("192.0.2.11 (does not answer), 192.0.2.13 (does not answer)")
                .contains("start these servers or make them reachable")
                .contains(
                        "if one is gone for good, make sure that it never starts again, and remove it from the inventory");
        assertThat(refusal("", SILENT, OF_ANOTHER)).contains("192.0.2.13 (follows 192.0.2.11)");
        assertThat(refusal("", NOBODY, OF_ANOTHER)).contains("192.0.2.11 (follows nobody)");
        assertThat(refusal("", SILENT, OF_ANOTHER, OF_ANOTHER, ASIDE)).contains("a majority of the 5");
    }

    @Test
    void aServerWithAnotherChannelMayFollowThat() {
        Optional<Standing> both = Optional.of(new Standing(
                false,
                "",
                List.of(
                        new Standing.Channel(OWN, "", false, "", ""),
                        new Standing.Channel("192.0.2.40", "replication", true, "", "")),
                ""));
        assertThat(refusal("", SILENT, both)).contains("192.0.2.13 (follows 192.0.2.40)");
    }

    /** It is no majority alone, but it takes writes. */
    @Test
    void aServerThatTakesWritesStopsFirst() {
        Optional<Standing> open = Optional.of(new Standing(true, "", List.of(), ""));
        assertThat(refusal("", open, REPLICA, REPLICA, REPLICA))
                .isEqualTo("192.0.2.11 takes writes; it must stop first, so run this playbook for it, too, without"
                        + " --limit");
    }

    @Test
    void whoDoesNotSayCounts() {
        Optional<Standing> hidden =
                Optional.of(new Standing(false, "", List.of(), "Access denied; REPLICATION CLIENT"));
        assertThat(refusal("", SILENT, hidden))
                .contains("192.0.2.13 (does not say whom it follows: Access denied; REPLICATION CLIENT)")
                .contains("run site.yml first");
    }

    /** Until it is set aside, the partner may open itself, although it follows this server. */
    @Test
    void aPartnerCountsUntilItIsSetAside() {
        assertThat(refusal("192.0.2.11", REPLICA, OF_ANOTHER))
                .contains("192.0.2.11 (replicates with this server both ways)");
        assertThat(refusal("192.0.2.11", ASIDE, OF_ANOTHER)).isEmpty();
        assertThat(refusal("192.0.2.11", REPLICA, REPLICA)).isEmpty();
    }
}
