package provisioner.state;

/**
 * Something that a step brought into being on a host.
 *
 * @param type the type of step that takes it away, as written in playbooks
 * @param name what identifies it for that type: a path, a unit, a package
 * @param digest what it was like when it was made or last changed by a step, as the type describes that; empty where that does not
 *     matter
 */
public record Made(String type, String name, String digest) {

    /** The name of its note, in the directory of its maker. */
    public String file() {
        return Maker.digest(type + "\n" + name);
    }

    /** Whether it can be noted: a note has a line for each of its facts. */
    public boolean isNotable() {
        return (type + name + digest).chars().noneMatch(Character::isISOControl);
    }
}
