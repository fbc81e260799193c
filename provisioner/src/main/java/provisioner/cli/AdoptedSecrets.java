package provisioner.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import provisioner.parallel.ProcessLock;
import provisioner.secret.Secret;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** Where contents go that not everybody may read: the secrets file of the inventory, because {@code !secret} looks there. */
record AdoptedSecrets(Path inventory) {

    static Path of(Path inventory) {
        return SecretStore.path(inventory);
    }

    /** @throws FailedException before any host is contacted, if the file is another one or cannot be encrypted for anybody */
    static AdoptedSecrets in(Path file, Path inventory) throws FailedException, InvalidInputException {
        InputFiles files = new InputFiles(Path.of(""));
        if (!files.absolute(file).equals(files.absolute(of(inventory)))) {
            throw new FailedException(
                    "--secrets must be the secrets file of the inventory, " + of(inventory) + ", found " + file,
                    "'!secret' looks nowhere else");
        }
        try {
            open(inventory).checkRecipients();
            return new AdoptedSecrets(inventory);
        } catch (SecretException e) {
            throw new FailedException(e.describe(), e.hint());
        }
    }

    private static SecretStore open(Path inventory) throws InvalidInputException {
        return SecretStore.open(new InputFiles(Path.of("")), inventory, AgeKeys.of(System.getenv()));
    }

    /**
     * Stores all of them. One that is there already with the same value is not stored again; of another value it stays, because
     * somebody may use it.
     *
     * @return the names under which they are stored, by those that were wanted
     */
    Map<String, String> store(SequencedMap<String, Secret> secrets)
            throws FailedException, InvalidInputException, InterruptedException, IOException {
        try (ProcessLock _ = SecretStore.lock(new InputFiles(Path.of("")), inventory)) {
            SecretStore before = open(inventory);
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
        } catch (SecretException e) {
            throw new FailedException(e.describe(), e.hint());
        }
    }
}
