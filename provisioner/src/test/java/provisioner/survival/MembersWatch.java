package provisioner.survival;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import provisioner.lab.TestLab;

/** Asks each member of a group several times a second how many members are ONLINE, on the member itself, so that it sees short absences. */
final class MembersWatch implements AutoCloseable {
    private static final long STALE_MS = 2_000;

    /** How many members a member sees ONLINE while it is ONLINE itself; 0 if it is not, or its server is down. A reboot does not end it. */
    private static final String START = """
            cat >/usr/local/lib/members-watch.sh <<'SH'
            while :; do
              seen=$(timeout 2 mysql -N -e "SELECT IF(SUM(MEMBER_ID = @@server_uuid AND MEMBER_STATE = 'ONLINE'), \
                SUM(MEMBER_STATE = 'ONLINE'), 0) FROM performance_schema.replication_group_members" 2>/dev/null) || seen=0
              echo "$(date +%s%3N) $seen" >>/var/lib/members-watch
              sleep 0.2
            done
            SH
            cat >/etc/systemd/system/members-watch.service <<'UNIT'
            [Service]
            ExecStart=/bin/sh /usr/local/lib/members-watch.sh
            [Install]
            WantedBy=multi-user.target
            UNIT
            : >/var/lib/members-watch
            systemctl daemon-reload
            systemctl --quiet enable --now members-watch
            """;

    private static final String STOP = """
            systemctl --quiet disable --now members-watch
            rm /etc/systemd/system/members-watch.service /usr/local/lib/members-watch.sh /var/lib/members-watch
            systemctl daemon-reload
            """;

    private final TestLab lab;
    private final List<String> hosts;

    MembersWatch(TestLab lab, List<String> hosts) throws Exception {
        this.lab = lab;
        this.hosts = hosts;
        for (String host : hosts) {
            lab.raw(host, START);
        }
    }

    /** The fewest members that were ONLINE at the same time, each of which saw as many as a majority. */
    int fewest() throws Exception {
        TreeMap<Long, Map<String, Integer>> samples = new TreeMap<>();
        for (String host : hosts) {
            for (String line :
                    lab.raw(host, "cat /var/lib/members-watch").lines().toList()) {
                String[] parts = line.split(" ");
                samples.computeIfAbsent(Long.valueOf(parts[0]), at -> new HashMap<>())
                        .put(host, Integer.valueOf(parts[1]));
            }
        }
        Map<String, Integer> now = new HashMap<>();
        Map<String, Long> asked = new HashMap<>();
        int fewest = hosts.size();
        for (Map.Entry<Long, Map<String, Integer>> sample : samples.entrySet()) {
            now.putAll(sample.getValue());
            sample.getValue().keySet().forEach(host -> asked.put(host, sample.getKey()));
            if (now.size() == hosts.size()) {
                int online = (int) hosts.stream()
                        .filter(host -> now.get(host) > hosts.size() / 2)
                        .filter(host -> sample.getKey() - asked.get(host) < STALE_MS)
                        .count();
                fewest = Math.min(fewest, online);
            }
        }
        return fewest;
    }

    @Override
    public void close() throws Exception {
        for (String host : hosts) {
            lab.raw(host, STOP);
        }
    }
}
