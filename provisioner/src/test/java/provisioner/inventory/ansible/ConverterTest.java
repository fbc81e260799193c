package provisioner.inventory.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.inventory.InventoryReader;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.Peers;
import provisioner.template.RenderException;

/** What is converted has the same hosts, groups and variables, also after they are rendered. */
class ConverterTest {
    @TempDir
    Path directory = Path.of("");

    /** Its hosts have addresses for names, which provisioner does not take. */
    static Stream<String> names() throws IOException {
        return AnsibleListingTest.names().filter(name -> !name.equals("07-ports"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void saysTheSame(String name) throws IOException {
        Problems problems = new Problems();
        InputFiles files = new InputFiles(AnsibleListingTest.ALL.resolve(name));
        AnsibleVault vault = new AnsibleVault(files, List.of(AnsibleListingTest.ALL.resolve("vault-password")));
        List<Path> sources = AnsibleListingTest.sources(name);
        Inventory before = Translation.of(files, sources, vault, problems);
        AnsibleInventory read = AnsibleReader.read(files, sources, vault, problems);
        String text = new Converter(read, before, vault).text();

        Files.writeString(directory.resolve("hosts.yml"), text);
        Inventory after = InventoryReader.read(new InputFiles(directory), Path.of("hosts.yml"), problems)
                .orElseThrow();

        assertThat(problems.list()).as(text).isEmpty();
        assertThat(after.hosts().keySet())
                .containsExactlyElementsOf(before.hosts().keySet());
        after.groups()
                .forEach((group, members) ->
                        assertThat(members).as(group).isEqualTo(before.groups().get(group)));
        assertThat(after.groups()).hasSizeGreaterThanOrEqualTo(before.groups().size() - 3);
        Map<String, Map<String, String>> rendered = rendered(after, vault);
        rendered(before, vault)
                .forEach((host, variables) ->
                        assertThat(rendered.get(host)).as(host + " of " + text).isEqualTo(variables));
        after.hosts()
                .values()
                .forEach(host -> sameConnection(
                        host, Objects.requireNonNull(before.hosts().get(host.name()))));
        if (name.equals("21-vault-file")) {
            assertThat(text).doesNotContain("whole-file-secret", "one-secret", "12345678");
        }
    }

    private static void sameConnection(Host after, Host before) {
        assertThat(after.serviceAddress()).isEqualTo(before.serviceAddress());
        assertThat(after.destination().address()).isEqualTo(before.destination().address());
        assertThat(after.destination().port()).isEqualTo(before.destination().port());
        assertThat(after.destination().user()).isEqualTo(before.destination().user());
        assertThat(after.destination().keys()).isEqualTo(before.destination().keys());
    }

    private static Map<String, Map<String, String>> rendered(Inventory inventory, AnsibleVault vault) {
        Evaluator evaluator = new Evaluator(VaultTags.of(vault));
        Map<String, LazyScope> scopes = new LinkedHashMap<>();
        Map<String, Peers.Peer> peers = new LinkedHashMap<>();
        inventory.hosts().forEach((name, host) -> {
            LazyScope scope = new LazyScope(LazyScope.empty(), evaluator);
            host.variables().values().forEach(scope::declare);
            scopes.put(name, scope);
            peers.put(name, new Peers.Peer(() -> name, () -> name, scope, role -> LazyScope.empty()));
        });
        SequencedMap<String, Map<String, String>> all = new LinkedHashMap<>();
        scopes.forEach((name, scope) -> {
            new Peers(name, peers, inventory.groups()).declare(scope);
            Map<String, String> values = new java.util.TreeMap<>();
            Objects.requireNonNull(inventory.hosts().get(name)).variables().keySet().stream()
                    .filter(variable -> variable.matches("[A-Za-z]\\w*"))
                    .forEach(variable -> values.put(variable, value(scope, variable)));
            all.put(name, values);
        });
        return all;
    }

    private static String value(LazyScope scope, String variable) {
        try {
            return String.valueOf(scope.get(variable));
        } catch (RenderException e) {
            return e.problem().message();
        }
    }
}
