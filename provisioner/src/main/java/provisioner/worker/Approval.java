package provisioner.worker;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Leave to carry out a plan. Its text is what the approver signs.
 *
 * @param digest the seal of the plan
 * @param sha256 of the plan's text, in hexadecimal digits
 * @param site whose hosts it changes
 * @param pool whose workers may carry it out
 * @param by who asks for it, as their machine says it; the signature says who has approved it
 * @param until when it must have begun, in whole seconds
 * @throws IllegalArgumentException with a message for users, if it cannot be
 */
public record Approval(String digest, String sha256, String site, String pool, String by, Instant until) {
    /** The purpose of the signature, so that it is none of anything else's. */
    public static final String NAMESPACE = "provisioner-plan";

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST = 255;

    public Approval {
        Work.task(pool);
        until = until.truncatedTo(ChronoUnit.SECONDS);
        if (!DIGEST.matcher(digest).matches() || !DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException("the plan must have a digest of 64 hexadecimal digits");
        }
        // Each is one line of what is signed.
        if (Stream.of(site, by)
                .anyMatch(text -> text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException(
                    "site and operator must be one line of at most " + LONGEST + " characters");
        }
    }

    /** What is signed. */
    public String text() {
        return String.join(
                "\n",
                "plan approved for workers",
                "digest " + digest,
                "sha256 " + sha256,
                "site " + site,
                "pool " + pool,
                "by " + by,
                "until " + until,
                "");
    }
}
