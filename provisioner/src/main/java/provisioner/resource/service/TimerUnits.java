package provisioner.resource.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.file.Owner;
import provisioner.state.Bytes;

/**
 * The files of a timer and of its service.
 *
 * @param command for a POSIX shell
 * @param persistent whether a run that was missed, because the host was down, is made up for
 */
record TimerUnits(
        String name, List<String> times, String command, String user, boolean persistent, Optional<Duration> delay) {

    Bytes service() {
        String as = user.equals(Owner.ROOT) ? "" : "User=" + user + "\n";
        return Bytes.utf8("[Unit]\nDescription=" + name + "\n\n[Service]\nType=oneshot\n" + as + "ExecStart=/bin/sh -c "
                + quoted(command) + "\n");
    }

    Bytes timer() {
        StringBuilder text = new StringBuilder("[Unit]\nDescription=" + name + "\n\n[Timer]\n");
        times.forEach(time -> text.append("OnCalendar=").append(time).append('\n'));
        text.append("Persistent=").append(persistent).append('\n');
        delay.ifPresent(
                d -> text.append("RandomizedDelaySec=").append(d.toSeconds()).append('\n'));
        return Bytes.utf8(text.append("\n[Install]\nWantedBy=timers.target\n").toString());
    }

    /** One word as in systemd.service(5), which knows variables and specifiers, too. */
    private static String quoted(String text) {
        return '"'
                + text.strip()
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", "$$")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                + '"';
    }
}
