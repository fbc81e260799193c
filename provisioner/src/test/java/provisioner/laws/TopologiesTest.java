package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * The same playbook on the other inventories that are shipped: it comes about, is whole, stays as it is, and nothing else is on the
 * hosts.
 */
@Tag("host")
@Tag("long")
class TopologiesTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void separated() throws Exception {
        converges(
                "inventory/separated.yml",
                "lb-1",
                TestLab.of(
                        "sid",
                        "lb-1",
                        "lb-2",
                        "web-1",
                        "web-2",
                        "web-3",
                        "app-1",
                        "app-2",
                        "db-1",
                        "db-2",
                        "db-3",
                        "monitor-1",
                        "monitor-2"));
    }

    @Test
    void dualPrimary() throws Exception {
        converges("inventory/dual-primary.yml", "web-1", TestLab.of("sid", "web-1", "web-2", "web-3"));
    }

    @Test
    void multiPrimary() throws Exception {
        converges("inventory/multi-primary.yml", "web-1", TestLab.of("sid", "web-1", "web-2", "web-3"));
    }

    @Test
    void mixed() throws Exception {
        converges(
                "inventory/mixed.yml",
                "lb-1",
                TestLab.mixed(Map.of(
                        "bookworm", List.of("web-1", "web-3", "app-1", "monitor-1"),
                        "trixie", List.of("lb-1", "web-2", "app-2"),
                        "sid", List.of("db-1", "db-2", "db-3"))));
    }

    private static boolean declaresVirtualAddress(String inventory) throws Exception {
        return Files.readString(Tool.CHECKOUT.resolve(inventory)).contains("\n  virtual_address: ");
    }

    private void converges(String inventory, String balancer, TestLab lab) throws Exception {
        lab.up();
        try {
            // As `lab up` does it: every name leads the ACME server to the address that moves, where there is one.
            lab.lab().virtualAddress(declaresVirtualAddress(inventory));
            lab.acme(balancer);
            SampleProject project = SampleProject.make(directory, inventory, lab);
            Tool.Run provision = project.run("provision");
            assertThat(provision.exit()).as(provision.everything()).isZero();
            Tool.Run again = project.run("provision");
            assertThat(again.exit()).as(again.everything()).isZero();
            assertThat(again.stepsThat("changed")).isEmpty();
            Tool.Run verify = project.run("verify", "--complete");
            assertThat(verify.events("unaccounted")).as(verify.everything()).isEmpty();
            assertThat(verify.exit()).as(verify.everything()).isZero();
            assertThat(verify.summary().path("checks").path("failed").asInt()).isZero();
        } finally {
            lab.down();
        }
    }
}
