package provisioner.resource;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.SqlChange;

/** What brings a resource about. */
public sealed interface Action {

    /**
     * A POSIX sh script, run as root with {@code set -eu}; see {@link Sh} for how to write one and for the functions it
     * can call.
     *
     * @param blobs contents that the script reads, by their SHA-256 digest: {@code "$BLOBS/DIGEST"}; they travel beside
     *     the script, so that a secret or a large file never stands in it
     * @param confirm a script that is run after this one over a fresh connection, for a change that may cut off new
     *     ones; it can call the same functions. Empty for none
     * @param watch a script that sees whether what this one has started stays; it can call the same functions. What
     *     neighbours on a host have started is watched together, before anything else is done. Empty for none
     */
    record Script(String text, Map<String, Bytes> blobs, String confirm, String watch) implements Action {
        public Script {
            blobs = Map.copyOf(blobs);
        }

        public Script(String text, Map<String, Bytes> blobs) {
            this(text, blobs, "", "");
        }

        public static Script of(String text) {
            return new Script(text, Map.of());
        }

        @Override
        public String toString() {
            return "a script of " + text.length() + " characters";
        }
    }

    /**
     * A change that needs something from here in its middle: a script whose standard output is a question, and a reply.
     *
     * @param question its output, of at most 16 KiB, is all that the reply gets to see; it has no confirmation
     */
    record Dialogue(Script question, Reply reply) implements Action {}

    /** What a question is answered with. Nothing but the question and its own fields goes into it. */
    interface Reply {
        /** @throws UnusableAnswer where what the host said cannot be answered */
        Script to(String said) throws UnusableAnswer;
    }

    /** The message goes to the user. */
    final class UnusableAnswer extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        public UnusableAnswer(String message) {
            super(message);
        }
    }

    /**
     * A change of packages; neighbours on a host become one apt transaction.
     *
     * @param install {@code name} or {@code name=version}
     * @param remove names
     */
    record Packages(List<String> install, List<String> remove) implements Action {
        public Packages {
            install = List.copyOf(install);
            remove = List.copyOf(remove);
        }
    }

    /**
     * Statements over the host's database session.
     *
     * @param before a script that is run first, for what the session cannot do; where it fails, nothing else is done
     */
    record Sql(Optional<Script> before, SqlChange change) implements Action {}

    /**
     * An upgrade of the installed packages; an apt transaction of its own.
     *
     * @param full everything; otherwise what comes from a security archive
     * @param fetch whether to fetch the package lists before
     * @param run what the host keeps to say which run upgraded it
     * @param removes what the plan says that it removes; it fails where it would remove anything else
     */
    record Upgrade(boolean full, boolean fetch, String run, List<String> removes) implements Action {
        public Upgrade {
            removes = List.copyOf(removes);
        }
    }

    /**
     * Nothing is done: the host is asked again and again, until the step is in sync.
     *
     * @param within how long, at most
     */
    record Wait(Duration within) implements Action {}

    /**
     * The host is rebooted, and waited for.
     *
     * @param mark what the host keeps to say who asked for it; empty for nobody
     * @param within how long at most until it has booted and runs what it ran before
     */
    record Reboot(String mark, Duration within) implements Action {}
}
