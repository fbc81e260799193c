package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.cli.evidence.Signatures;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.engine.PlanDigest;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownPlan;
import provisioner.remote.target.Destination;
import provisioner.resource.Topology;
import provisioner.state.Bytes;
import provisioner.worker.Approval;
import provisioner.worker.ApprovedPlan;
import provisioner.worker.Project;
import provisioner.worker.Provisioner.RefusedException;

/** Which plans a worker takes, with signatures by the real ssh-keygen. */
class ApprovedPlansTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private String plan = "";
    private String digest = "";
    private Path key = Path.of("");
    private Path signers = Path.of("");

    @BeforeEach
    void write() throws Exception {
        Files.writeString(directory.resolve("hosts.yml"), "hosts: {web-1: {address: 192.0.2.1}}\n");
        Files.writeString(directory.resolve("site.yml"), "[]\n");
        Path file = directory.resolve("plan.json");
        SavedPlan saved = plan("hosts.yml");
        saved.write(file);
        plan = Files.readString(file);
        digest = saved.seal();
        key = key("key");
        signers = allow("ops@example.com namespaces=\"provisioner-plan\" ", "key");
    }

    private Path allow(String who, String named) throws Exception {
        return Files.writeString(
                directory.resolve("allowed"), who + Files.readString(directory.resolve(named + ".pub")));
    }

    private static SavedPlan plan(String inventory) {
        Destination destination = new Destination(
                "web-1",
                "192.0.2.1",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Program program = new Program(
                "site.yml",
                List.of(),
                List.of(new HostProgram(destination, destination.address(), Map.of(), List.of(), List.of())),
                List.of(),
                List.of(),
                Set.of(),
                new TreeMap<>(),
                () -> Topology.NONE,
                List.of());
        LinkedHashMap<String, List<String>> arguments = new LinkedHashMap<>();
        arguments.put("inventory", List.of(inventory));
        arguments.put("playbook", List.of("site.yml"));
        return SavedPlan.of(
                "run",
                arguments,
                new SavedPlan.Subject("1.0", program, Map.of(), new PlanDigest(Optional.empty())),
                Map.of(),
                ShownPlan.UNKNOWN);
    }

    private Path key(String name) throws Exception {
        Path file = directory.resolve(name);
        assertThat(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return file;
    }

    private Approval approval(String site, String pool) {
        return new Approval(digest, Bytes.utf8(plan).sha256(), site, pool, "ann@desk", NOW.plusSeconds(60));
    }

    private ApprovedPlan approved() throws Exception {
        return signed(approval("hosts.yml", "web"));
    }

    private ApprovedPlan signed(Approval approval) throws Exception {
        return new ApprovedPlan(approval, plan, ApprovedPlans.sign(approval, key));
    }

    private String approver(ApprovedPlan approved, Instant now) throws RefusedException {
        return new ApprovedPlans(signers, "web", new Project(directory), InstantSource.fixed(now), file -> 0)
                .approver(approved);
    }

    private void assertRefused(ApprovedPlan approved, String... words) {
        assertThatThrownBy(() -> approver(approved, NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void whoMayApproveIsTakenFromTheWorkersOwnFile() throws Exception {
        assertThat(approver(approved(), NOW)).isEqualTo("ops@example.com");
        // At the last moment.
        assertThat(approver(approved(), NOW.plusSeconds(60))).isEqualTo("ops@example.com");
    }

    @Test
    void thePlanThatWasApprovedIsCarriedOutFromAFileOfItsOwn() throws Exception {
        StringBuilder carriedOut = new StringBuilder();
        int exit = new ApprovedPlans(signers, "web", new Project(directory), InstantSource.fixed(NOW), file -> {
                    try {
                        assertThat(file.toString()).endsWith(".json");
                        carriedOut.append(Files.readString(file)).append(Files.getPosixFilePermissions(file));
                        return 7;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .run(approved());
        assertThat(exit).isEqualTo(7);
        assertThat(carriedOut.toString())
                .startsWith(plan)
                .contains("OWNER_READ")
                .doesNotContain("GROUP_", "OTHERS_");
    }

    @Test
    void aPlanThatWasChangedIsRefused() throws Exception {
        ApprovedPlan good = approved();
        assertRefused(
                new ApprovedPlan(good.approval(), plan.replace("192.0.2.1", "192.0.2.2") + " ", good.signature()),
                "the plan is not the one that was approved: it was changed");
        // Another plan, with a digest that was never signed.
        Approval other = new Approval(
                digest.replace(digest.charAt(0), digest.charAt(0) == 'a' ? 'b' : 'a'),
                good.approval().sha256(),
                "hosts.yml",
                "web",
                "ann@desk",
                good.approval().until());
        assertRefused(
                new ApprovedPlan(other, plan, good.signature()), "the approval is not what ops@example.com has signed");
        assertRefused(signed(other), "the plan is not the one that was approved");
    }

    /** Whatever is changed of an approval is signed by nobody. */
    @Test
    void anApprovalThatWasChangedIsRefused() throws Exception {
        ApprovedPlan good = approved();
        Approval longer = new Approval(
                digest, good.approval().sha256(), "hosts.yml", "web", "ann@desk", NOW.plus(Duration.ofDays(9)));
        for (Approval other : List.of(approval("other.yml", "web"), approval("hosts.yml", "db"), longer)) {
            assertRefused(
                    new ApprovedPlan(other, plan, good.signature()),
                    "the approval is not what ops@example.com has signed");
        }
    }

    @Test
    void anApprovalForSomethingElseIsRefused() throws Exception {
        assertRefused(signed(approval("other.yml", "web")), "it was approved for site other.yml, but is for hosts.yml");
        assertRefused(signed(approval("hosts.yml", "db")), "it was approved for pool db");
        Files.delete(directory.resolve("site.yml"));
        assertRefused(approved(), "there is no site.yml in this worker's project");
    }

    @Test
    void anApprovalThatHasExpiredIsRefused() throws Exception {
        ApprovedPlan approved = approved();
        assertThatThrownBy(() -> approver(approved, NOW.plusSeconds(61)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the approval has expired: it must have begun by 2026-11-29T10:01:00Z");
    }

    @Test
    void aSignatureByNobodyWhoMayIsRefused() throws Exception {
        key("other");
        ApprovedPlan approved = approved();
        allow("eve@example.com ", "other");
        assertRefused(approved, "its signature was made by nobody who is allowed");
        // The same key, but not for this; and not any more.
        allow("ops@example.com namespaces=\"git,provisioner-evidence\" ", "key");
        assertRefused(approved, "signature");
        allow("ops@example.com valid-before=\"20200101\" ", "key");
        assertRefused(approved, "signature");
        Files.delete(signers);
        assertRefused(approved, "signature");
        assertRefused(new ApprovedPlan(approved.approval(), plan, ""), "its signature was made by nobody");
    }

    @Test
    void aSignatureForAnotherPurposeIsRefused() throws Exception {
        allow("ops@example.com ", "key");
        Approval approval = approval("hosts.yml", "web");
        Path text = Files.writeString(directory.resolve("text"), approval.text());
        String signature = new Signatures("provisioner-evidence").sign(text, key, "");
        assertRefused(
                new ApprovedPlan(approval, plan, signature), "the approval is not what ops@example.com has signed");
    }

    @Test
    void aKeyThatIsNoneApprovesNothing() throws Exception {
        Path none = Files.writeString(directory.resolve("none"), "no key");
        assertThatThrownBy(() -> ApprovedPlans.sign(approval("hosts.yml", "web"), none))
                .hasMessageStartingWith("nothing was approved: the plan could not be signed: ");
    }

    /** Each value is a line of what is signed, so none can look like two. */
    @Test
    void noValueIsTakenForAnotherLine() {
        assertThatThrownBy(() -> approval("hosts.yml\npool db", "web")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> approval("hosts.yml", "web\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
