package provisioner.resource.account;

import java.util.SortedSet;
import provisioner.resource.Claim.Wish;

/**
 * Supplementary groups of a user.
 *
 * @param append whether others may stay
 */
record GroupsWish(SortedSet<String> groups, boolean append) implements Wish {

    @Override
    public boolean agrees(Wish other) {
        return other instanceof GroupsWish that && admits(that) && that.admits(this);
    }

    private boolean admits(GroupsWish other) {
        return append || groups.containsAll(other.groups);
    }

    @Override
    public String words() {
        return groups.isEmpty() ? "none" : String.join(", ", groups);
    }
}
