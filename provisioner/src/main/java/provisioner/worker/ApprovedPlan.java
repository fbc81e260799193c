package provisioner.worker;

import java.nio.charset.StandardCharsets;

/**
 * A plan that is to be carried out, as the database has it. Nothing in it is to be trusted before its signature is verified.
 *
 * @param plan its whole text
 * @param signature of {@link Approval#text}
 */
public record ApprovedPlan(Approval approval, String plan, String signature) {
    byte[] bytes() {
        return plan.getBytes(StandardCharsets.UTF_8);
    }
}
