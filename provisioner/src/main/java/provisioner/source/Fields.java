package provisioner.source;

/** Typed access to the keys of a mapping; stands in until the real one lands. */
public final class Fields {}
