package provisioner.complete;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.state.Observation.Ownership;
import provisioner.state.Survey.Entry;

/**
 * What a file is by its place, and the step that declares one of its kind. The first that fits counts.
 *
 * @param what for people
 */
record FileKind(Pattern place, String what, Function<Found, String> step) {

    record Found(Entry entry, Matcher place) {
        String path() {
            return entry.path();
        }
    }

    private static final String UNIT_DIRECTORY =
            "/(?:etc|run|usr/lib|usr/local/lib)/systemd/(?:system|system\\.control|system\\.attached|transient)/";

    private static final List<FileKind> KINDS = List.of(
            kind(
                    UNIT_DIRECTORY + "([^/]+)\\.d/([^/]+)\\.conf",
                    "drop-in of a unit",
                    f -> StepText.open(
                            "systemd_unit", "content", "name", f.place.group(1), "drop_in", f.place.group(2))),
            kind(
                    UNIT_DIRECTORY + "[^/]+\\.(?:wants|requires|upholds)/([^/]+)",
                    "a unit that starts with another one",
                    f -> StepText.of("service", "name", f.place.group(1))),
            kind(UNIT_DIRECTORY + "([^/]+\\.timer)", "timer", FileKind::unit),
            kind(
                    UNIT_DIRECTORY + "([^/]+\\.(?:service|socket|path|mount|automount|swap|target|slice|scope))",
                    "unit",
                    FileKind::unit),
            kind("/(?:etc|run|usr/lib)/systemd/user/.*|.*/\\.config/systemd/.*", "unit of users' own", FileKind::file),
            kind(".*/systemd/system-generators/.*", "program that makes units at boot", FileKind::file),
            kind("/etc/cron\\.[^/]+/.*", "cron job", FileKind::file),
            kind("/var/spool/cron/crontabs/([^/]+)", "crontab of a user", FileKind::crontab),
            kind("/var/spool/cron/at(?:jobs|spool)/.*", "job of at", f -> "systemd_unit"),
            kind("/etc/sudoers\\.d/.*|/etc/sudoers", "rights of sudo", FileKind::file),
            kind(
                    "/etc/apt/sources\\.list\\.d/([^/]+)\\.(?:list|sources)",
                    "source of packages",
                    f -> StepText.open("apt_repository", "uris", "name", f.place.group(1))),
            kind("/etc/apt/sources\\.list", "source of packages", f -> "apt_repository"),
            kind("/etc/apt/(?:trusted\\.gpg.*|keyrings/.*)", "key of a source of packages", f -> "apt_repository"),
            kind("/etc/apt/preferences(?:\\.d/.*)?", "pin of packages", FileKind::file),
            kind("/etc/apt/.*|/etc/dpkg/.*", "setting of apt or dpkg", FileKind::file),
            kind("/(?:etc|run|usr/local/lib|usr/lib)/sysctl\\.(?:d/.*|conf)", "kernel parameters", f -> "sysctl"),
            kind(
                    "/etc/(?:modules|modules-load\\.d/.*|modprobe\\.d/.*)|/(?:run|usr/lib)/modprobe\\.d/.*",
                    "kernel modules",
                    FileKind::file),
            kind("/etc/(?:pam\\.d|security)/.*|/etc/pam\\.conf", "setting of PAM", FileKind::file),
            kind("/etc/ld\\.so\\.(?:preload|conf|conf\\.d/.*)", "libraries that programs load", FileKind::file),
            kind(
                    "/etc/(?:profile|profile\\.d/.*|environment|environment\\.d/.*|bash\\.bashrc|zsh/.*)",
                    "start file of logins",
                    FileKind::file),
            kind("/etc/ssh/.*", "setting of ssh", FileKind::file),
            kind(
                    "/etc/(?:udev|tmpfiles\\.d|sysusers\\.d|binfmt\\.d)/.*|/(?:run|usr/lib)/(?:udev/rules|tmpfiles)\\.d/.*",
                    "rule that root's programs follow",
                    FileKind::file),
            kind("/etc/(?:rc\\.local|init\\.d/.*|rc[0-6S]\\.d/.*|inittab)", "script of the boot", FileKind::file),
            kind("/etc/(?:network|netplan|NetworkManager|dhcp)/.*", "setting of the network", FileKind::file),
            kind("/etc/logrotate\\.d/.*", "rotation of logs", FileKind::file),
            kind("/etc/ssl/.*|/usr/local/share/ca-certificates/.*", "certificate or key", FileKind::file),
            kind(".*/\\.ssh/.*", "file of ssh of a user", FileKind::file),
            kind("/(?:root|home/[^/]+)/\\..*", "start file of a user", FileKind::file),
            kind("/usr/local/s?bin/.*", "program", FileKind::file));

    static FileKind of(Entry entry) {
        return KINDS.stream()
                .filter(kind -> kind.place.matcher(entry.path()).matches())
                .findFirst()
                .orElseGet(() -> kind(".*", "file", FileKind::file));
    }

    private static FileKind kind(String place, String what, Function<Found, String> step) {
        return new FileKind(Pattern.compile(place, Pattern.DOTALL), what, step);
    }

    private static String unit(Found found) {
        return found.entry.target().equals("/dev/null")
                ? StepText.of("symlink", "path", found.path(), "target", "/dev/null")
                : StepText.open("systemd_unit", "content", "name", found.place.group(1));
    }

    private static String crontab(Found found) {
        return StepText.open("file", "content", "path", "/etc/cron.d/" + found.place.group(1));
    }

    private static String file(Found found) {
        Entry entry = found.entry;
        if (entry.isLink()) {
            return StepText.of("symlink", "path", entry.path(), "target", entry.target());
        }
        String mode = Ownership.octal(entry.mode());
        return entry.owner().equals("root") && entry.group().equals("root")
                ? StepText.open("file", "content", "path", entry.path(), "mode", mode)
                : StepText.open(
                        "file",
                        "content",
                        "path",
                        entry.path(),
                        "mode",
                        mode,
                        "owner",
                        entry.owner(),
                        "group",
                        entry.group());
    }

    String describe(Entry entry) {
        return switch (entry.kind()) {
            case 'l' ->
                entry.target().equals("/dev/null") && (what.equals("unit") || what.equals("timer"))
                        ? "masked " + what
                        : what + ", a link to " + entry.target();
            case 'f' -> what + (entry.owner().equals("root") ? "" : " of " + entry.owner());
            case 'p' -> "named pipe";
            case 's' -> "socket";
            case 'b', 'c' -> "device";
            default -> what;
        };
    }

    String stepFor(Entry entry) {
        Matcher matcher = place.matcher(entry.path());
        return matcher.matches() ? step.apply(new Found(entry, matcher)) : "file";
    }
}
