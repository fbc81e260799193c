package provisioner.compile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.compile.Compiler.Covered;
import provisioner.inventory.Inventory;
import provisioner.playbook.Parameter;
import provisioner.playbook.RoleUse;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Refuses what {@code -e} must not decide: the next run without it would undo the change. */
final class InventoryOnly {
    private InventoryOnly() {}

    /** Reports each parameter of a play's roles to which the command line gives another value than the inventory. */
    static void check(Covered covered, Inventory inventory, List<Node.Entry> extra, Problems problems) {
        for (RoleUse use : covered.play().roles()) {
            extra.stream()
                    .filter(entry -> isInventoryOnly(use, entry.key()))
                    .forEach(entry -> check(covered, inventory, entry, problems));
        }
    }

    private static boolean isInventoryOnly(RoleUse use, String name) {
        return Stream.ofNullable(use.role().parameters().get(name)).anyMatch(Parameter::inventoryOnly)
                && use.with().get(name).isEmpty();
    }

    private static void check(Covered covered, Inventory inventory, Node.Entry extra, Problems problems) {
        for (String host : covered.hosts()) {
            Optional<Node.Entry> declared = Optional.ofNullable(
                            inventory.hosts().get(host))
                    .flatMap(h -> Optional.ofNullable(h.variables().get(extra.key())));
            if (declared.isEmpty() || !text(declared.get()).equals(text(extra))) {
                String found = declared.map(entry -> "which sets '" + text(entry) + "' at "
                                + entry.value().location())
                        .orElse("which does not set it for " + host);
                problems.add(
                        extra.value().location(),
                        "'" + extra.key() + "' must have its value in the inventory, " + found,
                        "change it there and leave it out here; a later run would undo what -e sets");
                return;
            }
        }
    }

    private static String text(Node.Entry entry) {
        return entry.value() instanceof Node.Scalar scalar
                ? scalar.text()
                : entry.value().toString();
    }
}
