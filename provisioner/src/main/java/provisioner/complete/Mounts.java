package provisioner.complete;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.state.Survey;
import provisioner.state.Survey.Mount;

/** What is mounted, or declared in /etc/fstab. */
final class Mounts {
    private static final String FSTAB = "/etc/fstab";

    private static final Set<String> OF_THE_KERNEL = Set.of(
            "proc",
            "sysfs",
            "devtmpfs",
            "devpts",
            "tmpfs",
            "ramfs",
            "cgroup",
            "cgroup2",
            "securityfs",
            "pstore",
            "bpf",
            "tracefs",
            "debugfs",
            "hugetlbfs",
            "mqueue",
            "configfs",
            "fusectl",
            "binfmt_misc",
            "autofs",
            "efivarfs",
            "rpc_pipefs",
            "nsfs",
            "selinuxfs",
            "fuse.lxcfs");
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "vfat", "bcachefs");

    private Mounts() {}

    static Stream<Candidate> found(Survey survey, Declared steps) {
        // What the host itself is on is not beside it.
        return survey.mounts().stream()
                .filter(mount -> !mount.point().equals("/") && !isDeclared(mount, steps))
                .map(mount -> Candidate.of(finding(mount), condition -> holds(mount, condition)));
    }

    private static boolean isDeclared(Mount mount, Declared steps) {
        return mount.declared()
                ? steps.has(Things.line(FSTAB, mount.line())) || steps.has(Things.content(FSTAB))
                : steps.has(Things.unit(unit(mount.point())));
    }

    /** As systemd-escape --path calls a mount point. */
    static String unit(String point) {
        StringBuilder name = new StringBuilder();
        for (byte one : point.substring(1).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            boolean plain =
                    c < 0x80 && Character.isLetterOrDigit(c) || ":_".indexOf(c) >= 0 || c == '.' && !name.isEmpty();
            name.append(c == '/' ? "-" : plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return name + ".mount";
    }

    private static Finding finding(Mount mount) {
        return new Finding(
                "mount",
                mount.point(),
                mount.type() + " from " + mount.source() + (mount.declared() ? ", in /etc/fstab" : ", mounted by hand"),
                Optional.empty(),
                mount.declared() ? StepText.of("line", "path", FSTAB, "line", mount.line()) : "systemd_unit");
    }

    private static boolean holds(Mount mount, String condition) {
        return switch (condition) {
            case "api" -> OF_THE_KERNEL.contains(mount.type());
            case "local" -> mount.declared() && LOCAL.contains(mount.type());
            case "container" -> mount.type().equals("overlay") || OF_THE_KERNEL.contains(mount.type());
            case "swap" -> mount.type().equals("swap");
            default -> false;
        };
    }
}
