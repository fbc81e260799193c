package provisioner.secret.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import provisioner.parallel.ProcessLock;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** Adds secrets to those of an inventory, and takes nothing away. */
public record SecretAdditions(InputFiles files, Path inventory, AgeKeys keys) {

    /** @throws SecretException if nobody could decrypt them */
    public void check() throws SecretException, InvalidInputException {
        open().checkRecipients();
    }

    private SecretStore open() throws InvalidInputException {
        return SecretStore.open(files, inventory, keys);
    }

    /**
     * Stores all of them, whatever they end with. One that is there already with the same value is not stored again. One of another
     * value stays, because somebody may use it.
     *
     * @return the names under which they are stored, by those that were wanted
     */
    public Map<String, String> store(SequencedMap<String, Secret> secrets)
            throws SecretException, InvalidInputException, InterruptedException, IOException {
        try (ProcessLock _ = SecretStore.lock(files, inventory)) {
            SecretStore before = open();
            SecretStore store = before;
            Map<String, String> names = new LinkedHashMap<>();
            for (Map.Entry<String, Secret> one : secrets.entrySet()) {
                String value = one.getValue().value();
                String name = one.getKey();
                for (int i = 2; store.names().contains(name) && !store.get(name).equals(value); i++) {
                    name = one.getKey() + "-" + i;
                }
                store = store.names().contains(name) ? store : store.withExactly(name, value);
                names.put(one.getKey(), name);
            }
            if (!store.names().equals(before.names())) {
                store.write();
            }
            return names;
        }
    }
}
