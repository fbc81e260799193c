package provisioner.mysql;

import java.time.Duration;

/**
 * A database server, as one host reaches it.
 *
 * @param host the name of the host in the inventory
 * @param address where the server is, as that host reaches it
 */
record Server(String host, String address, int port) {
    static final String LOOPBACK = "127.0.0.1";

    private static final String LOOK =
            " (ps -o stat,wchan,args -C mysqld,mariadbd) and at the memory and the disks of its host";

    /** Whether it is on another host. */
    boolean isRemote() {
        return !address.equals(LOOPBACK);
    }

    /** What to say if it takes a connection and says nothing for so long. */
    String silentFor(Duration limit) {
        String who = isRemote()
                ? address + " accepts connections from " + host + " on port " + port
                : "the database server on " + host + " accepts connections on port " + port;
        return who + " and does not answer within " + seconds(limit) + "; look at its process" + LOOK;
    }

    private String name() {
        return isRemote() ? address : "the database server on " + host;
    }

    /** What to say if it greets, but says nothing to a query for so long. */
    String unansweredFor(Duration limit) {
        return name() + " greets, but did not answer the query within " + seconds(limit)
                + "; a new primary of a group holds queries until it has applied what it received; look at SHOW"
                + " PROCESSLIST";
    }

    /** What to say if nothing is known of it, because the host from which it is reached is too slow. */
    String unknown() {
        return host + " answers so slowly over SSH that it is not known whether " + name()
                + " hangs; look at the load and the memory of " + host;
    }

    /** What to say if it answers, but does not end a statement. */
    String lateAfter(Duration limit) {
        return name() + " has not ended a statement within "
                + seconds(limit)
                + ", and may still be working on it; look at SHOW PROCESSLIST and at its free disk space";
    }

    private static String seconds(Duration limit) {
        return (limit.toMillisPart() == 0 ? String.valueOf(limit.toSeconds()) : limit.toMillis() / 1000.0) + " s";
    }
}
