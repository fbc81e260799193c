package provisioner.resource.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import provisioner.state.Bytes;

/**
 * The record of a request for a certificate that failed.
 *
 * @param number how many have failed in a row, this one included
 * @param request tells requests apart
 * @param said what the ACME server or certbot complained of
 * @param sha256 of the whole record
 */
record AcmeFailure(Instant at, int number, String request, String said, String sha256) {
    // Let's Encrypt admits five failures an hour for an account and a name; this makes four.
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(12);
    private static final int ENOUGH_DOUBLINGS = 8;

    /** Empty for what is no such record. */
    static Optional<AcmeFailure> parse(Bytes record) {
        String[] lines = record.text().orElse("").split("\n", 2);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[0].matches("[0-9]{1,12}") || !words[1].matches("[0-9]{1,6}")) {
            return Optional.empty();
        }
        return Optional.of(new AcmeFailure(
                Instant.ofEpochSecond(Long.parseLong(words[0])),
                Integer.parseInt(words[1]),
                words[2],
                lines.length > 1 ? lines[1].strip() : "",
                record.sha256()));
    }

    /** When it is tried again: after five minutes, ten, twenty, at most twelve hours. */
    Instant until() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(0, number - 1), ENOUGH_DOUBLINGS));
        return at.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
}
