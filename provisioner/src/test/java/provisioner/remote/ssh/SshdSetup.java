package provisioner.remote.ssh;

import java.nio.file.Path;
import java.util.List;

/** How {@link TestSshd} is set up: the script that makes its namespace and users, and its sshd_config. */
final class SshdSetup {
    private SshdSetup() {}

    /** {@code D}, {@code LOGIN_SHELL} and {@code SUDO_PASSWORD} come in its environment. */
    static final String START = """
            set -e
            mount -t tmpfs tmpfs /run
            mkdir -p /run/sshd /run/lock
            cp -a /etc "$D/etc"
            mount --bind "$D/etc" /etc
            rm -f /etc/nologin
            for u in deploy guest outsider typist; do
              useradd -p '*' -s "${LOGIN_SHELL:-/bin/sh}" -d "$D/home/$u" $u
              mkdir -p "$D/home/$u"
              chown $u "$D/home/$u"
            done
            # The administrator of this machine may have a shell with a start-up of its own.
            mkdir -p "$D/home/root"
            sed -i "s|^root:.*|root:x:0:0:root:$D/home/root:${LOGIN_SHELL:-/bin/sh}|" /etc/passwd
            for u in guest outsider typist; do printf '%s:%s\\n' $u "$SUDO_PASSWORD"; done | chpasswd
            mkdir -p /etc/sudoers.d
            printf '%s\\n' 'deploy ALL=(ALL) NOPASSWD: ALL' 'guest,typist ALL=(ALL) ALL' \
              'Defaults:typist requiretty' >/etc/sudoers.d/test
            chmod 0440 /etc/sudoers.d/test
            unset SUDO_PASSWORD
            exec /usr/sbin/sshd -D -e -f "$D/sshd_config"
            """;

    static String configuration(Path directory, int port, String... settings) {
        StringBuilder text = new StringBuilder();
        for (String setting : settings) {
            text.append(setting.replace("DIR", directory.toString())).append('\n');
        }
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            text.append("HostKey ").append(directory.resolve("host_" + type)).append('\n');
        }
        return text.append("Port ")
                .append(port)
                .append(text.indexOf("ListenAddress") < 0 ? "\nListenAddress 127.0.0.1" : "")
                .append("\nPidFile none\nUsePAM no\n")
                .append("PasswordAuthentication no\nKbdInteractiveAuthentication no\nStrictModes no\n")
                .append("PermitRootLogin yes\nLogLevel VERBOSE\n")
                // Of this one the last value counts, not the first.
                .append(text.indexOf("MaxStartups") < 0 ? "MaxStartups 100\n" : "")
                .append(text.indexOf("Subsystem") < 0 ? "Subsystem sftp internal-sftp\n" : "")
                .append("AuthorizedKeysFile ")
                .append(directory.resolve("authorized"))
                .append("/all\n")
                .toString();
    }
}
