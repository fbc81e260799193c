package provisioner.apply;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;

/**
 * One apt transaction out of neighbouring changes of packages: removals first, then what is to be installed, which never
 * removes anything.
 *
 * <p>Without recommended packages; configuration files that exist are kept; services are not started, but those that
 * run are restarted where an upgrade asks for it. Package lists are fetched only where there are none, or where apt does
 * not find what the step names. A lock that somebody holds is waited for, for half of the step's time at most.
 */
final class AptTransaction {
    private static final long LEAST_WAIT = 10;
    private static final long LONGEST_WAIT = 300;

    /** What a transaction runs on the host beside apt; each is a file of its own there. */
    private static final List<String> PROGRAMS = List.of("shield", "policy", "systemctl");

    static final String HOLDER = "holder";

    private AptTransaction() {}

    /** Neighbouring changes as one. */
    static Action.Packages together(List<Action.Packages> changes) {
        Set<String> remove = new LinkedHashSet<>();
        Set<String> install = new LinkedHashSet<>();
        for (Action.Packages change : changes) {
            remove.addAll(change.remove());
            install.addAll(change.install());
        }
        return new Action.Packages(List.copyOf(install), List.copyOf(remove));
    }

    static Action.Script script(Action.Upgrade upgrade, Duration timeout) {
        String kind = upgrade.full() ? "full" : "security";
        String call = "apt_upgrade " + kind + (upgrade.fetch() ? " yes " : " no ") + Sh.quote(upgrade.run());
        String removes = upgrade.removes().isEmpty() ? "" : " " + Sh.quoteAll(upgrade.removes());
        return prepared(call + removes + "\n", timeout);
    }

    static Action.Script script(Action.Packages change, Duration timeout) {
        StringBuilder text = new StringBuilder();
        if (!change.remove().isEmpty()) {
            text.append("apt_remove ").append(Sh.quoteAll(change.remove())).append('\n');
        }
        if (!change.install().isEmpty()) {
            text.append("apt_install ").append(Sh.quoteAll(change.install())).append('\n');
        }
        return prepared(text.toString(), timeout);
    }

    private static Action.Script prepared(String calls, Duration timeout) {
        long wait = Math.clamp(timeout.toSeconds() / 2, LEAST_WAIT, LONGEST_WAIT);
        Map<String, Bytes> programs = new HashMap<>();
        StringBuilder text = new StringBuilder("apt_seconds=" + wait + "\n");
        for (String program : PROGRAMS) {
            Bytes content = Bytes.utf8(load("apt-" + program + ".sh"));
            programs.put(content.sha256(), content);
            text.append("apt_" + program + "=$BLOBS/" + content.sha256() + "\n");
        }
        text.append(functions()).append("apt_prepare\n").append(calls);
        return new Action.Script(text.toString(), programs);
    }

    /** Says in a frame {@value #HOLDER} who has locked what apt needs; no frame where nobody has. */
    static String holder() {
        return functions() + """
                for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
                  if who=$(apt_holder "$file"); then
                    say %s "$who, which holds $file"
                    break
                  fi
                done
                """.formatted(HOLDER);
    }

    static String functions() {
        return Scripts.load(Scripts.class, "security-upgrades.sh") + load("apt.sh");
    }

    private static String load(String name) {
        return Scripts.load(AptTransaction.class, name);
    }
}
