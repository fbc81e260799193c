package provisioner.resource.check;

/** Where a check looks from. */
public enum Vantage {
    /** The machine that the tool runs on. */
    CONTROL,
    /** The step's host, over its SSH connection. */
    HOST
}
