package provisioner.resource.account;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.secret.Secret;
import provisioner.source.Fields;
import provisioner.state.Bytes;
import provisioner.state.Observation.Shadow;
import provisioner.state.Observation.ShadowState;
import provisioner.state.Query;
import provisioner.state.Query.ShadowQuery;

/**
 * What is declared of a user's entry in {@code /etc/shadow}. What is not stated is not looked at.
 *
 * @param password the hash, as that file keeps it
 * @param expires {@link #NEVER}, or the first day on which the user cannot log in any more, as {@code 2027-01-31}
 */
record ShadowWish(String user, Optional<Secret> password, Optional<String> expires) {
    static final String NEVER = "never";

    private static final String PASSWORD = "password_hash";
    private static final String EXPIRES = "expires";

    /** Either no password at all, or one that may be locked. */
    private static final Pattern HASH =
            Pattern.compile("[!*]|!?\\$(?:y|gy|7|6|5|2[abxy])\\$[A-Za-z0-9./$=,_-]{20,400}+");

    private static final Pattern WEAK = Pattern.compile("!?(?:\\$1\\$[A-Za-z0-9./$]{20,40}|[A-Za-z0-9./]{13})");

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    static ShadowWish parse(Fields fields, String user) {
        Optional<String> hash = fields.optionalString(PASSWORD);
        hash.filter(h -> !HASH.matcher(h).matches()).ifPresent(h -> refuse(fields, h));
        Optional<String> expires = fields.optionalString(EXPIRES);
        if (expires.filter(day -> !isDay(day)).isPresent()) {
            fields.refuse(EXPIRES, "'" + EXPIRES + "' must be a date or 'never'", "such as 2027-01-31");
            expires = Optional.empty();
        }
        return new ShadowWish(user, hash.map(Secret::new), expires);
    }

    /** Nothing of the value is said: it may be the password itself. */
    private static void refuse(Fields fields, String hash) {
        if (WEAK.matcher(hash).matches()) {
            fields.refuse(
                    PASSWORD,
                    "'" + PASSWORD + "' must be made with yescrypt, bcrypt or SHA-2",
                    "make one with 'mkpasswd -m yescrypt' or 'openssl passwd -6'");
        } else {
            fields.refuse(
                    PASSWORD,
                    "'" + PASSWORD + "' must be a hash as in /etc/shadow, not a password",
                    "make one with 'mkpasswd -m yescrypt' or 'openssl passwd -6', and keep it in the secrets file");
        }
    }

    private static boolean isDay(String text) {
        try {
            return text.equals(NEVER)
                    || DAY.matcher(text).matches() && LocalDate.parse(text).toEpochDay() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether anything is declared. */
    boolean isStated() {
        return password.isPresent() || expires.isPresent();
    }

    ShadowQuery query() {
        return new ShadowQuery(user);
    }

    Set<Query<?>> queries() {
        return isStated() ? Set.of(query()) : Set.of();
    }

    List<Claim> claims(String thing) {
        List<Claim> claims = new ArrayList<>(Claim.stated(thing, EXPIRES, expires));
        password.ifPresent(hash -> claims.add(Claim.unseen(thing, "password", hash)));
        return claims;
    }

    /** @param now as it is when this is applied */
    void apply(Change change, Shadow now) {
        Shadow after = new Shadow(
                password.map(hash -> Bytes.utf8(hash.value()).sha256()).orElse(now.digest()),
                expires.map(ShadowWish::day).orElse(now.expires()));
        if (!after.digest().equals(now.digest())) {
            Bytes entry = Bytes.utf8(user + ":" + password.orElseThrow().value() + "\n");
            change.differs("password hash", now.isLocked() ? "none" : "another one", "as declared")
                    .send(entry)
                    .run("chpasswd --encrypted <\"$BLOBS/" + entry.sha256() + "\"");
        }
        if (!after.expires().equals(now.expires())) {
            change.differs(EXPIRES, words(now.expires()), words(after.expires()))
                    .run("usermod --expiredate", date(after.expires()), "--", user);
        }
        change.becomes(query(), new ShadowState(Optional.of(after)));
    }

    private static OptionalInt day(String text) {
        return text.equals(NEVER)
                ? OptionalInt.empty()
                : OptionalInt.of((int) LocalDate.parse(text).toEpochDay());
    }

    private static String words(OptionalInt day) {
        return day.isEmpty() ? NEVER : date(day);
    }

    /** As usermod(8) takes it. */
    private static String date(OptionalInt day) {
        return day.isEmpty() ? "" : LocalDate.ofEpochDay(day.getAsInt()).toString();
    }
}
