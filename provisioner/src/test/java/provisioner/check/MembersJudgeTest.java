package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import provisioner.resource.check.MembersCheck;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;

/** The words for each thing that can be degraded in a group of three. */
class MembersJudgeTest {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");
    private static final List<String> ADDRESSES = List.of("203.0.113.11", "203.0.113.12", "203.0.113.13");
    private static final MembersCheck CHECK = new MembersCheck(
            new MysqlLogin("provisioner", new Secret("adm"), 3306),
            HOSTS,
            ADDRESSES,
            1000,
            Duration.ofMinutes(1),
            Duration.ZERO);
    private static final String WHOLE = "3 of 3 members are ONLINE, 1 more may be lost; primary: web-1;"
            + " secondary: web-2 and web-3; waiting to be certified or applied: 0; version 9.7.0";
    private static final String TWO_LEFT =
            "2 of 3 members are ONLINE, one more loss would stop the writes; primary: web-1;"
                    + " secondary: web-2; waiting to be certified or applied: 0; version 9.7.0";

    private static final String WITHOUT_OTHERS =
            "web-1 and web-3 were not asked: this run leaves them out (--limit, or the hosts of the playbook)";

    private final Map<String, MemberView> views = new LinkedHashMap<>();

    /** @param members each as HOST STATE ROLE, and the version, and what waits to be certified and to be applied, and how old it is */
    private void sees(String viewer, String... members) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (String member : members) {
            String[] words = (member + " 9.7.0 0 0 0").split(" ");
            int host = HOSTS.indexOf(words[0]);
            boolean own = words[0].equals(viewer);
            boolean closed = own && !words[2].startsWith("PRIMARY") || words[2].endsWith("!");
            rows.add(Map.of(
                    "own", own ? "1" : "0",
                    "address", host < 0 ? words[0] : ADDRESSES.get(host),
                    "state", words[1],
                    "role", words[2].replace("!", "").replace("-", ""),
                    "member_version", words[3],
                    "certifying", words[4],
                    "applying", words[5],
                    "behind", words[6],
                    "closed", closed ? "1" : "0"));
        }
        views.put(viewer, MemberView.of(rows));
    }

    private void allSee(Set<String> viewers, String... members) {
        viewers.stream().sorted().forEach(viewer -> sees(viewer, members));
    }

    private void silent(String host) {
        views.put(host, MemberView.none("no connection to " + host));
    }

    private void is(boolean passed, String... lines) {
        assertThat(new MembersJudge(CHECK, views).verdict()).isEqualTo(new Verdict(passed, String.join("\n", lines)));
    }

    @Test
    void aWholeGroup() {
        allSee(Set.copyOf(HOSTS), "web-1 ONLINE PRIMARY", "web-2 ONLINE SECONDARY", "web-3 ONLINE SECONDARY");
        is(true, WHOLE);
    }

    @Test
    void oneHostOfTheRunIsEnoughWhereTheOthersAreNotAsked() {
        sees("web-2", "web-1 ONLINE PRIMARY", "web-2 ONLINE SECONDARY", "web-3 ONLINE SECONDARY");
        is(true, "as web-2 sees it: " + WHOLE, WITHOUT_OTHERS);
    }

    /** The others may well have a primary. */
    @Test
    void whoWasNotAskedIsNotJudged() {
        sees("web-2", "web-2 OFFLINE -");
        is(
                false,
                "web-2 is not a member that is ONLINE for all: OFFLINE as it says itself",
                "none of the servers that answer (web-2) is a member with a majority, so none of these takes writes",
                WITHOUT_OTHERS);
        sees("web-2", "web-1 ONLINE SECONDARY", "web-2 ONLINE SECONDARY");
        is(
                false,
                "web-3 is not a member that is ONLINE for all: no member as web-2 sees it",
                "no member is the primary, as web-2 sees it",
                "as web-2 sees it: 2 of 3 members are ONLINE, one more loss would stop the writes; primary: nobody;"
                        + " secondary: web-1 and web-2; waiting to be certified or applied: 0; version 9.7.0",
                WITHOUT_OTHERS);
    }

    @Test
    void nothingIsKnownOfServersThatDoNotAnswer() {
        silent("web-2");
        is(
                false,
                "web-2 is not a member that is ONLINE for all: it does not answer itself (no connection to web-2)",
                "no server answers, so who takes writes is not known",
                WITHOUT_OTHERS);
    }

    @Test
    void aDeadHostIsNamedByTheOthers() {
        allSee(
                Set.of("web-1", "web-2"),
                "web-1 ONLINE PRIMARY",
                "web-2 ONLINE SECONDARY",
                "web-3 UNREACHABLE SECONDARY");
        silent("web-3");
        is(
                false,
                "web-3 is not a member that is ONLINE for all: UNREACHABLE as web-1 and web-2 see it;"
                        + " it does not answer itself (no connection to web-3)",
                TWO_LEFT);
    }

    @Test
    void anExpelledHostIsNamedWhereNobodySeesIt() {
        allSee(Set.of("web-1", "web-2"), "web-1 ONLINE PRIMARY", "web-2 ONLINE SECONDARY");
        sees("web-3", "web-3 ERROR -");
        is(
                false,
                "web-3 is not a member that is ONLINE for all: no member as web-1 and web-2 see it; ERROR as it says itself",
                TWO_LEFT);
        views.put(
                "web-3",
                MemberView.of(List.of(Map.of(
                        "own",
                        "1",
                        "address",
                        "",
                        "state",
                        "OFFLINE",
                        "certifying",
                        "0",
                        "applying",
                        "0",
                        "behind",
                        "0"))));
        is(
                false,
                "web-3 is not a member that is ONLINE for all: no member as web-1 and web-2 see it; OFFLINE as it says itself",
                TWO_LEFT);
    }

    @Test
    void aRecoveringMemberCountsForTheMajority() {
        allSee(
                Set.copyOf(HOSTS),
                "web-1 ONLINE PRIMARY",
                "web-2 ONLINE SECONDARY",
                "web-3 RECOVERING SECONDARY 9.7.0 0 812 30");
        is(
                false,
                "web-3 is not a member that is ONLINE for all: RECOVERING as web-1, web-2 and web-3 see it",
                "2 of 3 members are ONLINE, 1 more may be lost; primary: web-1; secondary: web-2;"
                        + " waiting to be certified or applied: 812; version 9.7.0");
    }

    @Test
    void noMajority() {
        sees("web-1", "web-1 ONLINE PRIMARY", "web-2 UNREACHABLE SECONDARY", "web-3 UNREACHABLE SECONDARY");
        silent("web-2");
        silent("web-3");
        is(
                false,
                "web-2 is not a member that is ONLINE for all: UNREACHABLE as web-1 sees it; it does not answer itself (no connection to web-2)",
                "web-3 is not a member that is ONLINE for all: UNREACHABLE as web-1 sees it; it does not answer itself (no connection to web-3)",
                "no majority: web-1 reaches 1 of 3 members",
                "none of the servers that answer (web-1) is a member with a majority, so none of these takes writes");
    }

    @Test
    void twoViewsDisagree() {
        sees("web-1", "web-1 ONLINE PRIMARY", "web-2 UNREACHABLE SECONDARY", "web-3 UNREACHABLE SECONDARY");
        allSee(Set.of("web-2", "web-3"), "web-2 ONLINE PRIMARY", "web-3 ONLINE SECONDARY");
        is(
                false,
                "web-1 is not a member that is ONLINE for all: ONLINE as web-1 sees it; no member as web-2 and web-3 see it",
                "web-2 is not a member that is ONLINE for all: UNREACHABLE as web-1 sees it; ONLINE as web-2 and web-3 see it",
                "web-3 is not a member that is ONLINE for all: UNREACHABLE as web-1 sees it; ONLINE as web-2 and web-3 see it",
                "no majority: web-1 reaches 1 of 3 members",
                "members disagree about the primary: web-1 says web-1, web-2 and web-3 say web-2",
                "2 of 3 members are ONLINE, one more loss would stop the writes; primary: web-2; secondary: web-3;"
                        + " waiting to be certified or applied: 0; version 9.7.0");
    }

    @Test
    void nobodyIsInTheGroup() {
        HOSTS.forEach(host -> sees(host, host + " OFFLINE -"));
        is(
                false,
                "web-1 is not a member that is ONLINE for all: OFFLINE as it says itself",
                "web-2 is not a member that is ONLINE for all: OFFLINE as it says itself",
                "web-3 is not a member that is ONLINE for all: OFFLINE as it says itself",
                "none of the servers that answer (web-1, web-2 and web-3) is a member with a majority,"
                        + " so none of these takes writes");
        views.clear();
        is(
                false,
                "no member was asked",
                "web-1, web-2 and web-3 were not asked: this run leaves them out (--limit, or the hosts of the playbook)");
    }

    @Test
    void whoTakesWrites() {
        allSee(Set.copyOf(HOSTS), "web-1 ONLINE SECONDARY", "web-2 ONLINE SECONDARY", "web-3 ONLINE SECONDARY");
        is(
                false,
                "no member is the primary, as web-1, web-2 and web-3 see it",
                "3 of 3 members are ONLINE, 1 more may be lost; primary: nobody; secondary: web-1, web-2 and web-3;"
                        + " waiting to be certified or applied: 0; version 9.7.0");
        allSee(Set.copyOf(HOSTS), "web-1 ONLINE PRIMARY!", "web-2 ONLINE SECONDARY", "web-3 ONLINE SECONDARY");
        is(false, "web-1 is a primary that takes no writes", WHOLE);
    }

    @Test
    void severalPrimariesAreAsGoodAsOne() {
        allSee(Set.copyOf(HOSTS), "web-1 ONLINE PRIMARY", "web-2 ONLINE PRIMARY", "web-3 ONLINE PRIMARY");
        is(
                true,
                "3 of 3 members are ONLINE, 1 more may be lost; primary: web-1, web-2 and web-3;"
                        + " waiting to be certified or applied: 0; version 9.7.0");
    }

    @Test
    void aStrangerIsNamed() {
        allSee(
                Set.copyOf(HOSTS),
                "web-1 ONLINE PRIMARY",
                "web-2 ONLINE SECONDARY",
                "web-3 ONLINE SECONDARY",
                "203.0.113.99 ONLINE SECONDARY");
        is(
                false,
                "203.0.113.99 is a member (ONLINE) that is not declared, as web-1, web-2 and web-3 see it",
                "3 of 3 members are ONLINE, 1 more may be lost; primary: web-1; secondary: 203.0.113.99, web-2 and web-3;"
                        + " waiting to be certified or applied: 0; version 9.7.0");
    }

    @Test
    void queuesLagAndVersions() {
        allSee(
                Set.copyOf(HOSTS),
                "web-1 ONLINE PRIMARY",
                "web-2 ONLINE SECONDARY 9.7.0 1001 1002 61",
                "web-3 ONLINE SECONDARY 9.7.1 1000 7 60");
        is(
                false,
                "web-2 has 1001 transactions waiting to be certified",
                "web-2 has 1002 transactions waiting to be applied",
                "web-2 applies what was written 61 s ago",
                "versions differ: 9.7.0 on web-1 and web-2, 9.7.1 on web-3",
                WHOLE.replace(": 0;", ": 3010;"));
    }
}
