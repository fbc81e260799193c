package provisioner.harness;

import provisioner.lab.TestLab;

/** A volume of a limited size for the data of a host's MySQL server. It is gone when the host is. */
public final class SmallVolume {
    private static final String MOUNT = "mkdir -p /var/lib/mysql && mount -t tmpfs -o size=700m tmpfs /var/lib/mysql";
    private static final String FILL =
            "fallocate -l $(df --output=avail -B1 /var/lib/mysql | tail -1) /var/lib/mysql/fill"
                    + " || dd if=/dev/zero of=/var/lib/mysql/fill bs=64k || true";
    private static final String FREE = "rm -f /var/lib/mysql/fill";

    private SmallVolume() {}

    /** Before the server is installed. */
    public static void mount(TestLab lab, String host) throws Exception {
        lab.raw(host, MOUNT);
    }

    public static void fill(TestLab lab, String host) throws Exception {
        lab.raw(host, FILL);
    }

    public static void free(TestLab lab, String host) throws Exception {
        lab.raw(host, FREE);
    }
}
