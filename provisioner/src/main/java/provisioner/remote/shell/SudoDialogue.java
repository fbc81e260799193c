package provisioner.remote.shell;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.secret.Secret;

/** Tells sudo the password when it asks for it: never before, since what sudo does not read the shell would. */
final class SudoDialogue {
    private SudoDialogue() {}

    /** Returns when the shell is root's, or its streams have ended. */
    static void conduct(Target target, ShellLink link, Duration patience) throws RemoteException, InterruptedException {
        Secret password = target.credentials().sudoPassword().orElseThrow();
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            ErrorTail.Taken taken = link.errors().takeFirst(Escalation.GRANTED, Escalation.QUESTION, left);
            switch (taken.came()) {
                case FIRST, ENDED -> {
                    return;
                }
                case SECOND -> {
                    // sudo-rs puts our question into its own, so there are two of them on one line.
                    if (told && taken.before().contains("\n")) {
                        throw refused(target);
                    }
                    if (!told) {
                        link.send((password.value() + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                    told = true;
                }
                case LATE -> throw unknownQuestion(target, link);
            }
        }
    }

    static RemoteException refused(Target target) {
        return new RemoteException(
                Kind.PRIVILEGE,
                "sudo on " + target.host() + " does not accept the password of " + target.user(),
                "check that it is that user's password on this host; it was tried once");
    }

    private static RemoteException unknownQuestion(Target target, ShellLink link) throws InterruptedException {
        String said = Printable.lastLine(Printable.text(link.errors().remainder(Duration.ZERO)));
        return new RemoteException(
                Kind.PRIVILEGE,
                "sudo on " + target.host() + " neither let " + target.user() + " in nor asked for a password"
                        + (said.isEmpty() ? "" : ": " + said),
                "sudo may ask for more than a password, which is not supported");
    }
}
