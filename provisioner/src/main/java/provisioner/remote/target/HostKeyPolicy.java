package provisioner.remote.target;

/** What to do with a host whose key is not known yet. A changed or revoked key is refused under both. */
public enum HostKeyPolicy {
    /** Refuse it. */
    STRICT,
    /** Write it to the first known_hosts file and go on. */
    ACCEPT_NEW
}
