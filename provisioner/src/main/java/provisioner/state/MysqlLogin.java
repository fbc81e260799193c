package provisioner.state;

import provisioner.secret.Secret;

/** How to log in to the MySQL or MariaDB server of a host, over TCP to its loopback address. */
public record MysqlLogin(String user, Secret password, int port) {
    /** The host part of the administrator's account. An address, so that it also works without name resolution. */
    public static final String HOST = "127.0.0.1";
}
