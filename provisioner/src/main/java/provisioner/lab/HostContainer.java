package provisioner.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Defines how to run a container so that systemd and a firewall work in it as on a server. */
final class HostContainer {
    static final String LAB_LABEL = "provisioner.lab";
    static final String HOST_LABEL = "provisioner.lab.host";
    static final String SUITE_LABEL = "provisioner.lab.suite";
    static final String ADDRESS_LABEL = "provisioner.lab.address";

    private HostContainer() {}

    static String containerName(String lab, String host) {
        return "provisioner-lab-" + lab + "-" + host;
    }

    /**
     * The {@code docker} arguments that start a host.
     *
     * @param addresses of all hosts of the lab, by name, so that they find each other
     */
    static List<String> run(String lab, LabHost host, String image, String network, Map<String, String> addresses) {
        String address = addresses.getOrDefault(host.name(), "");
        List<String> arguments = new ArrayList<>(List.of("run", "--detach"));
        arguments.addAll(List.of("--name", containerName(lab, host.name()), "--hostname", host.name()));
        label(arguments, LAB_LABEL, lab);
        label(arguments, HOST_LABEL, host.name());
        label(arguments, SUITE_LABEL, host.suite());
        label(arguments, ADDRESS_LABEL, address);
        // A reboot from inside ends the container. Docker starts it again, but not once it was killed or stopped from
        // outside.
        arguments.addAll(List.of("--restart", "unless-stopped"));
        // Less than --privileged, which gives access to the machine's devices and is not allowed everywhere.
        for (String capability : List.of("SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "NET_RAW")) {
            arguments.addAll(List.of("--cap-add", capability));
        }
        // Hardened units mount file systems and filter system calls, which these profiles forbid.
        arguments.addAll(List.of("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"));
        for (String directory : List.of("/run", "/run/lock", "/tmp")) {
            arguments.addAll(List.of("--tmpfs", directory + ":exec"));
        }
        arguments.addAll(cgroups(Path.of("/sys/fs/cgroup")));
        arguments.addAll(List.of("--network", network, "--ip", address));
        addresses.forEach((name, ip) -> {
            if (!name.equals(host.name())) {
                arguments.addAll(List.of("--add-host", name + ":" + ip));
            }
        });
        arguments.add(image);
        return arguments;
    }

    private static void label(List<String> arguments, String key, String value) {
        arguments.addAll(List.of("--label", key + "=" + value));
    }

    /**
     * systemd must write below its own control group in the version 2 hierarchy, which is mounted in different places
     * on different machines. The container keeps the machine's view of the tree. With its own view systemd would take
     * the machine's root for its own.
     */
    static List<String> cgroups(Path mounts) {
        Path unified = mounts.resolve("unified");
        if (Files.exists(mounts.resolve("cgroup.controllers"))) {
            return List.of("--cgroupns", "host", "--volume", mounts + ":/sys/fs/cgroup:rw");
        }
        if (Files.exists(unified.resolve("cgroup.procs"))) {
            return List.of("--cgroupns", "host", "--volume", unified + ":/sys/fs/cgroup:rw");
        }
        return List.of("--cgroupns", "private");
    }
}
