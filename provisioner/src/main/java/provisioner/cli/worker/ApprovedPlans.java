package provisioner.cli.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.ToIntFunction;
import provisioner.cli.evidence.Signatures;
import provisioner.cli.terminal.FailedException;
import provisioner.engine.SavedPlan;
import provisioner.state.Bytes;
import provisioner.worker.Approval;
import provisioner.worker.ApprovedPlan;
import provisioner.worker.Project;
import provisioner.worker.Provisioner;

/**
 * Approved plans as a worker takes them: only as somebody has signed them who may, and with what is in its own project.
 *
 * @param allowed who may approve; read for each plan, so that a change counts at once
 * @param pool of this worker
 * @param tool carries out a plan in a file, and returns the exit code
 */
record ApprovedPlans(Path allowed, String pool, Project project, InstantSource clock, ToIntFunction<Path> tool)
        implements Provisioner {
    private static final Signatures SIGNATURES = new Signatures(Approval.NAMESPACE);

    /** Uses a file, which is gone afterwards. */
    private interface Use<T> {
        T with(Path file) throws IOException, FailedException, InterruptedException, RefusedException;
    }

    /** What the approver signs. */
    static String sign(Approval approval, Path key) throws FailedException, InterruptedException {
        try {
            return inFile(
                    ".txt",
                    approval.text(),
                    file -> SIGNATURES.sign(file, key, "nothing was approved: the plan could not be signed"));
        } catch (IOException | RefusedException e) {
            throw new FailedException("nothing was approved: " + e.getMessage(), "");
        }
    }

    @Override
    public String approver(ApprovedPlan plan) throws RefusedException {
        try {
            String signer = inFile(
                    ".txt",
                    plan.approval().text(),
                    file -> inFile(".sig", plan.signature(), signature -> signer(file, signature)));
            inFile(".json", plan.plan(), file -> {
                check(plan, SavedPlan.read(file));
                return signer;
            });
            return signer;
        } catch (FailedException | IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the worker was stopped while it verified the signature");
        }
    }

    private String signer(Path file, Path signature) throws FailedException, InterruptedException, IOException {
        return SIGNATURES
                .verify(new Signatures.Signed(file, signature, "the approval", "its signature"), allowed)
                .signer();
    }

    /** What is signed is for this worker, for now, and for this plan. */
    private void check(ApprovedPlan approved, SavedPlan plan) throws RefusedException {
        Approval approval = approved.approval();
        PlanSite site = PlanSite.of(plan);
        if (!Bytes.utf8(approved.plan()).sha256().equals(approval.sha256())
                || !plan.seal().equals(approval.digest())) {
            throw new RefusedException("the plan is not the one that was approved: it was changed");
        }
        if (!approval.pool().equals(pool)) {
            throw new RefusedException("it was approved for pool " + approval.pool());
        }
        if (clock.instant().isAfter(approval.until())) {
            throw new RefusedException("the approval has expired: it must have begun by " + approval.until());
        }
        if (!site.name().equals(approval.site())) {
            throw new RefusedException("it was approved for site " + approval.site() + ", but is for " + site.name());
        }
        Optional<String> refusal = refusal(site);
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
    }

    private Optional<String> refusal(PlanSite site) {
        try {
            Project.within(site.inventories(), site.playbook());
            return project.refusal(site.inventories(), site.playbook());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A plan that was verified is carried out from a file that only this user can read and write. */
    @Override
    public int run(ApprovedPlan plan) {
        try {
            return inFile(".json", plan.plan(), tool::applyAsInt);
        } catch (IOException | FailedException | RefusedException e) {
            throw new IllegalStateException("the plan cannot be written to a file: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the worker was stopped", e);
        }
    }

    private static <T> T inFile(String suffix, String text, Use<T> use)
            throws IOException, FailedException, InterruptedException, RefusedException {
        Path file = Files.createTempFile("approval", suffix);
        try {
            Files.writeString(file, text);
            return use.with(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
