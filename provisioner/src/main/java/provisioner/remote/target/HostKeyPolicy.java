package provisioner.remote.target;

/** What to do with a host whose key is unknown. Both policies refuse a changed or revoked key. */
public enum HostKeyPolicy {
    /** Refuse it. */
    STRICT,
    /** Add it to the first known_hosts file and continue. */
    ACCEPT_NEW
}
