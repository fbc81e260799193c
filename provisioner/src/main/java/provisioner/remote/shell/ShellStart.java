package provisioner.remote.shell;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.remote.target.NeedsTerminalException;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Waits for a shell to come up, and explains where it does not. */
final class ShellStart {
    private static final Duration STDERR_PATIENCE = Duration.ofSeconds(2);
    private static final Pattern SUDO_TERMINAL = Pattern.compile(
            "must have a tty|terminal is required to run sudo|script: (not found|permission denied)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUDO_PASSWORD = Pattern.compile(
            "a password is required|interactive authentication is required|authentication required",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUDO_WRONG = Pattern.compile(
            "incorrect (password|authentication) attempt|authentication failed", Pattern.CASE_INSENSITIVE);
    private static final Pattern SUDO_REFUSAL = Pattern.compile(
            "not in the sudoers|is not allowed to|may not run sudo|I'm sorry", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_SUDO = Pattern.compile("sudo.*(not found|no such file)", Pattern.CASE_INSENSITIVE);

    private ShellStart() {}

    /**
     * Returns who holds the lock, if anyone but this shell does.
     *
     * @param opening what is said first, as in {@link Protocol#opening}
     */
    static Optional<String> await(
            Target target, Escalation escalation, ShellOptions options, ShellLink link, byte[] opening, String nonce)
            throws RemoteException, InterruptedException {
        String host = target.host();
        long deadline = System.nanoTime() + options.openTimeout().toNanos();
        Optional<String> holder = Optional.empty();
        try {
            if (escalation.isConversation()) {
                SudoDialogue.conduct(target, link, options.openTimeout());
            }
            link.request(opening);
            for (Frame frame = link.next(deadline); frame != null; frame = link.next(deadline)) {
                switch (frame.tag()) {
                    case ".ready" -> {
                        link.errors().takeUntil("\n" + nonce + " .ready\n", STDERR_PATIENCE);
                        return holder;
                    }
                    case ".holder" -> holder = Optional.of(holder(frame));
                    case ".held" -> throw held(host, frame);
                    case ".unfit" -> throw unfit(host, frame);
                    default -> throw new RemoteException(Kind.PROTOCOL, host + " sent an unexpected frame", "");
                }
            }
        } catch (RemoteException e) {
            throw e.kind() == Kind.LOST ? explain(target, link, e) : e;
        }
        throw new RemoteException(
                Kind.TIMEOUT,
                "no root shell started on " + host + " within "
                        + options.openTimeout().toSeconds() + " s",
                "");
    }

    private static RemoteException explain(Target target, ShellLink link, RemoteException lost)
            throws InterruptedException {
        String host = target.host();
        String user = target.user();
        String stderr = Printable.text(link.errors().remainder(STDERR_PATIENCE));
        Optional<RemoteException> failure = link.pipe().failure(stderr);
        if (failure.isPresent()) {
            return failure.get();
        }
        if (SUDO_TERMINAL.matcher(stderr).find()) {
            return new NeedsTerminalException(target);
        }
        if (SUDO_PASSWORD.matcher(stderr).find()) {
            return new RemoteException(
                    Kind.PRIVILEGE,
                    "sudo on " + host + " asks " + user + " for a password",
                    "use --ask-sudo-password or the secret variable sudo_password; or put '" + user
                            + " ALL=(ALL) NOPASSWD: ALL' in /etc/sudoers.d/provisioner on the host, or connect as root",
                    lost);
        }
        if (SUDO_WRONG.matcher(stderr).find()) {
            return SudoDialogue.refused(target);
        }
        if (SUDO_REFUSAL.matcher(stderr).find()) {
            return new RemoteException(
                    Kind.PRIVILEGE,
                    "sudo on " + host + " refuses " + user + ": " + Printable.lastLine(stderr),
                    "allow it in /etc/sudoers.d on the host, or connect as root",
                    lost);
        }
        if (NO_SUDO.matcher(stderr).find()) {
            return new RemoteException(
                    Kind.PRIVILEGE,
                    "there is no sudo on " + host + ", and " + user + " is not root",
                    "install sudo on the host, or connect as root",
                    lost);
        }
        if (!link.pipe().alive()) {
            return lost;
        }
        String said = stderr.isBlank() ? "" : ": " + Printable.line(Reason.in(stderr));
        return new RemoteException(
                Kind.PROTOCOL,
                "no POSIX shell answered on " + host + said,
                user + "'s login shell there must be able to run /bin/sh and base64",
                lost);
    }

    private static RemoteException held(String host, Frame frame) {
        return new RemoteException(
                Kind.LOCKED,
                host + " is locked by " + holder(frame),
                "wait until that run ends; its lock ends with it, even if it is killed");
    }

    private static RemoteException unfit(String host, Frame frame) {
        String tool = Printable.line(frame.text());
        return new RemoteException(
                Kind.PROTOCOL, host + " has no '" + tool + "'", "install util-linux and coreutils on the host");
    }

    private static String holder(Frame frame) {
        Map<String, String> fields = new HashMap<>();
        frame.text().lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                fields.put(line.substring(0, space), Printable.line(line.substring(space + 1)));
            }
        });
        if (!fields.containsKey("run")) {
            return "another run that has just started";
        }
        return "run " + fields.get("run") + " of " + fields.getOrDefault("who", "?") + " since "
                + fields.getOrDefault("since", "?") + " (process " + fields.getOrDefault("pid", "?") + " there)";
    }
}
