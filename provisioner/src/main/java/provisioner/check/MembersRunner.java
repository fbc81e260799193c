package provisioner.check;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import provisioner.mysql.Databases;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.MembersCheck;

/** {@code mysql_members}: asks every server that can be reached what it sees, and judges all answers together. */
final class MembersRunner implements CheckRunner {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Where the role mysql_group notes why a member has left. */
    private static final String LEFT = "cat /run/mysql-group-space/left 2>/dev/null | emit left";

    private final MembersCheck check;
    private final HostConnections hosts;

    MembersRunner(MembersCheck check, HostConnections hosts) {
        this.check = check;
        this.hosts = hosts;
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        Map<String, MemberView> views = new LinkedHashMap<>();
        for (String host : check.hosts()) {
            if (hosts.covers(host)) {
                views.put(host, view(host));
            }
        }
        Verdict verdict = new MembersJudge(check, views).verdict();
        List<String> words = new ArrayList<>(List.of(verdict.detail()));
        for (Map.Entry<String, MemberView> view : views.entrySet()) {
            String why = view.getValue().takesPart() ? "" : whyItLeft(view.getKey());
            if (!why.isEmpty()) {
                words.add(view.getKey() + " has left the group: " + why);
            }
        }
        return new Verdict(verdict.passed(), String.join("\n", words));
    }

    private MemberView view(String host) throws InterruptedException {
        try (Databases databases = hosts.databases(host)) {
            return MemberView.of(databases.rows(check.login(), MemberView.QUERY));
        } catch (SQLException | RemoteException e) {
            return MemberView.none(
                    String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("it gives no reason"));
        }
    }

    private String whyItLeft(String host) throws InterruptedException {
        try {
            return hosts.run(host, LEFT, LIMIT)
                    .frame("left")
                    .map(frame -> new String(frame.payload(), StandardCharsets.UTF_8).strip())
                    .orElse("");
        } catch (RemoteException e) {
            return ""; // that it does not answer is said already
        }
    }
}
