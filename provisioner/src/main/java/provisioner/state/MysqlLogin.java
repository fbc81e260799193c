package provisioner.state;

import provisioner.secret.Secret;

/** How provisioner logs in to the MySQL or MariaDB server of a host, over TCP to its loopback address. */
public record MysqlLogin(String user, Secret password, int port) {
    /** The host part of the administrator's account: by address, so that it holds without name resolution, too. */
    public static final String HOST = "127.0.0.1";
}
