package provisioner.source;

/** Learns what readers ask for. So a description of a file's format can be made from its reader. */
@FunctionalInterface
public interface Witness {

    /** Called for each getter that asks for a key of a mapping, also if the mapping does not have it. */
    void asked(Node.Mapping mapping, String key, Shape shape);
}
