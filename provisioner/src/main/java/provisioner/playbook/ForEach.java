package provisioner.playbook;

import provisioner.source.Node;

/**
 * What an entry of a list of steps is repeated for.
 *
 * @param over a list or a mapping, or a reference to one
 * @param item the name of the variable that has the item
 */
public record ForEach(Node over, String item) {
    public static final String ITEM = "item";
}
