package provisioner.laws;

import static provisioner.laws.Drift.of;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * The laws for {@code playbooks/site.yml} on the default, {@code inventory/three-hosts.yml}: what takes over from what drifts, is
 * found and mended like everything else.
 */
@Tag("long")
class SurvivingSiteLawsTest extends SiteLaws {
    private static final String INVENTORY = "inventory/three-hosts.yml";
    private static final String[] HOSTS = {"web-1", "web-2", "web-3"};

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS);

    @TempDir
    static Path directory = Path.of("");

    private @Nullable SampleProject project;

    SurvivingSiteLawsTest() {
        super(LAB, INVENTORY, HOSTS);
    }

    @BeforeAll
    void makeTheProject() throws Exception {
        LAB.lab().virtualAddress(true);
        LAB.acme(HOSTS[0]);
        project = SampleProject.make(directory, INVENTORY, LAB);
    }

    @Override
    Tool tool() {
        if (project == null) {
            throw new IllegalStateException("the project is not made yet");
        }
        return project.tool();
    }

    @Override
    List<Drift> drifts() {
        return List.of(
                of("keepalived stopped", "web-2", "systemctl stop keepalived", "keepalived is running"),
                of(
                        "another priority for the address",
                        "web-2",
                        "sed -i -E 's/priority [0-9]+/priority 7/' /etc/keepalived/live/keepalived.conf",
                        "203.0.113.100 moves between 2 load balancers"),
                of(
                        "a check of keepalived that is always content",
                        "web-1",
                        "printf '#!/bin/sh\\n' >/usr/local/lib/provisioner/majority",
                        "the program majority is installed"),
                of("a proxy stopped", "web-3", "systemctl stop haproxy-database", "the proxy is running"),
                of(
                        "the name of the database leads past the proxy",
                        "web-3",
                        "sed -i 's/^127.0.0.1 database.internal/203.0.113.9 database.internal/' /etc/hosts",
                        "database.internal leads to the proxy"),
                of(
                        "the watch stopped and disabled",
                        "web-1",
                        "systemctl disable --now database-watch",
                        "the database watch is running"),
                of(
                        "the watch's program changed",
                        "web-2",
                        "echo >>/usr/local/lib/provisioner/database-watch",
                        "the program that watches the database is installed",
                        "the database watch is running"),
                of(
                        "the watch over a member's disk stopped",
                        "web-3",
                        "systemctl stop mysql-group-space",
                        "the watch over the member's disk is running"),
                of(
                        "a member left its group",
                        "web-3",
                        "mysql -e 'STOP GROUP_REPLICATION'",
                        "the server has returned to its group",
                        "the server is a member of the group"),
                of(
                        "a setting of the group changed while the server runs",
                        "web-2",
                        "mysql -e 'SET GLOBAL group_replication_member_expel_timeout = 60'",
                        "the server has returned to its group",
                        "the server is a member of the group"),
                of(
                        "an Alertmanager without the other",
                        "web-3",
                        "sed -i /--cluster.peer=/d /etc/systemd/system/prometheus-alertmanager.service; systemctl daemon-reload",
                        "Alertmanager has a unit that binds it to loopback",
                        "Alertmanager is running"));
    }
}
