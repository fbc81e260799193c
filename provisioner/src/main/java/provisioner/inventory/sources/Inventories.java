package provisioner.inventory.sources;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import provisioner.inventory.Inventory;
import provisioner.inventory.InventoryReader;
import provisioner.inventory.Listing;
import provisioner.inventory.ansible.AnsibleInventory;
import provisioner.inventory.ansible.AnsibleReader;
import provisioner.inventory.ansible.Converter;
import provisioner.inventory.ansible.Translation;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Problems;

/** Reads inventories of either form. */
public final class Inventories {
    private final InputFiles files;
    private final Sources sources;
    private final Problems problems;
    private final AnsibleVault vault;

    /** @param environment may name the file of the vault's password */
    public Inventories(InputFiles files, Sources sources, Map<String, String> environment, Problems problems) {
        this.files = files;
        this.sources = sources;
        this.problems = problems;
        this.vault = vault(files, sources, environment);
    }

    /** What decrypts the values of {@code ansible-vault}. */
    public static AnsibleVault vault(InputFiles files, Sources sources, Map<String, String> environment) {
        return new AnsibleVault(files, AnsibleVault.passwordFiles(sources.vaultPasswordFiles(), environment));
    }

    /** The inventory; empty if it cannot be read. Nobody may use it after a problem. */
    public Optional<Inventory> read() {
        if (own()) {
            return ownInventory();
        }
        return noneIsOwn() ? translated() : Optional.empty();
    }

    /** The inventory, as {@link #read}; also empty if a program would have to be started. */
    public Optional<Inventory> readFiles() {
        return own() || !AnsibleReader.startsPrograms(files, sources.paths()) ? read() : Optional.empty();
    }

    /** What {@code provisioner inventory} shows; empty after a problem. */
    public Optional<Listing> listing() {
        if (own()) {
            return ownInventory().filter(read -> problems.isEmpty()).map(Listing::of);
        }
        return ansible().map(AnsibleInventory::listing);
    }

    /** Ansible's inventory in provisioner's own form; empty after a problem. */
    public Optional<String> converted() {
        if (own()) {
            problems.add(
                    Location.ofFile(files.display(sources.first())),
                    "this inventory is in provisioner's own form already");
            return Optional.empty();
        }
        if (!noneIsOwn()) {
            return Optional.empty();
        }
        Inventory translated = Translation.of(files, sources.paths(), vault, problems);
        return ansible().map(read -> new Converter(read, translated, vault).text());
    }

    /** Empty after a problem: each variable of a file that cannot be read would be one more. */
    private Optional<Inventory> translated() {
        Inventory translated = Translation.of(files, sources.paths(), vault, problems);
        return problems.isEmpty() ? Optional.of(translated) : Optional.empty();
    }

    private Optional<AnsibleInventory> ansible() {
        if (!noneIsOwn()) {
            return Optional.empty();
        }
        AnsibleInventory read = AnsibleReader.read(files, sources.paths(), vault, problems);
        return problems.isEmpty() ? Optional.of(read) : Optional.empty();
    }

    /** Empty also if it is not clear whether it is one. */
    private Optional<Inventory> ownInventory() {
        return problems.isEmpty() ? InventoryReader.read(files, sources.first(), problems) : Optional.empty();
    }

    private boolean own() {
        return sources.paths().size() == 1 && Form.of(files, sources.first(), problems) == Form.OWN;
    }

    private boolean noneIsOwn() {
        if (sources.paths().size() > 1) {
            for (Path path : sources.paths()) {
                if (files.exists(path) && Form.of(files, path, problems) == Form.OWN) {
                    problems.add(
                            Location.ofFile(files.display(path)),
                            "an inventory in provisioner's own form must be the only one",
                            "name it alone, or only inventories of Ansible");
                }
            }
        }
        return problems.isEmpty();
    }
}
