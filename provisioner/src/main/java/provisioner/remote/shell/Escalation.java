package provisioner.remote.shell;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import provisioner.remote.target.NeedsTerminalException;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/**
 * How a login becomes root: the command of the exec channel. Its arguments are there for everyone on the host to read, so they
 * are constants; a password goes over standard input.
 *
 * <p>Quoted so that any login shell, csh and fish included, takes it for the same words: no single quote, backslash, exclamation
 * mark or newline inside quotes.
 */
public enum Escalation {
    /** The login is root. */
    NONE("", false),
    /** sudo that asks nothing. */
    SUDO("sudo -n", false),
    /** sudo that is told a password. */
    PASSWORD("sudo -S", false),
    /** As {@link #SUDO}, where sudoers(5) has {@code requiretty}. */
    SUDO_ON_TERMINAL("sudo -n", true),
    /** As {@link #PASSWORD}, where sudoers(5) has {@code requiretty}. */
    PASSWORD_ON_TERMINAL("sudo -S", true);

    /** How sudo's question ends, sudo-rs's own and PAM's among them. */
    static final String QUESTION = "Password:";

    /** What the shell says on stderr when it is root, and the password is no longer asked for. */
    static final String GRANTED = "provisioner: granted\n";

    private static final String READ = "IFS= read -r p && eval \"$(printf %s \"$p\" | base64 -d)\"";

    private final String sudo;
    private final boolean terminal;

    Escalation(String sudo, boolean terminal) {
        this.sudo = sudo;
        this.terminal = terminal;
    }

    static Escalation of(Target target) {
        if (target.user().equals("root")) {
            return NONE;
        }
        return target.credentials().sudoPassword().isPresent() ? PASSWORD : SUDO;
    }

    /** The same on a terminal; only for sudo without. */
    Escalation onTerminal() {
        return this == PASSWORD ? PASSWORD_ON_TERMINAL : SUDO_ON_TERMINAL;
    }

    /** One try to open a shell. */
    public interface Opening {
        /** @throws NeedsTerminalException if sudo wants a terminal */
        Shell with(Escalation escalation, Supplier<String> script) throws RemoteException, InterruptedException;
    }

    /**
     * Opens a shell, and again on a terminal where sudo wants one.
     *
     * @param ahead builds the script to send along, meanwhile and only once
     */
    public static Shell open(Target target, Supplier<String> ahead, Opening opening)
            throws RemoteException, InterruptedException {
        CompletableFuture<String> script = CompletableFuture.supplyAsync(ahead, Thread::startVirtualThread);
        Escalation escalation = of(target);
        try {
            return opening.with(escalation, script::join);
        } catch (NeedsTerminalException e) {
            return opening.with(escalation.onTerminal(), script::join);
        }
    }

    /** Whether sudo may ask, and the shell says when it is through. */
    boolean isConversation() {
        return sudo.endsWith("-S");
    }

    public String command() {
        String start = (isConversation() ? "echo " + GRANTED.strip() + " >&2; " : "") + READ;
        if (this == NONE) {
            return "exec /bin/sh -c '" + start + "'";
        }
        String environment = "exec env LC_ALL=C SUDO_PROMPT=" + QUESTION + " ";
        if (!terminal) {
            return environment + sudo + " /bin/sh -c '" + start + "'";
        }
        // script(1) gives sudo a terminal of its own, and sudo's streams go past it, so that no byte is altered.
        return environment + "SHELL=/bin/sh pv_start='" + start + "' pv_sudo='exec " + sudo
                + " /bin/sh -c \"$pv_start\" <&5 >&6 2>&7' /bin/sh -c 'exec 5<&0 6>&1 7>&2; exec script -qec \"$pv_sudo\" /dev/null"
                + " </dev/null >/dev/null'";
    }
}
