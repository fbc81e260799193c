package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.secret.Secret;
import provisioner.secret.store.AgeKeys;
import provisioner.secret.store.SecretException;
import provisioner.secret.store.SecretStore;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;

/** Secrets in variables: where each kind comes from, that all are masked, and what is said where one cannot be had. */
class SecretVariablesTest {
    private static final String PLAY = "- {play: P, hosts: all, steps: [{name: x, note: {text: %s}}]}\n";

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of("unset"));
    private AgeKeys keys = new AgeKeys(Path.of("unset"));

    @BeforeEach
    void makeKey() throws SecretException {
        keys = new AgeKeys(directory.resolve("age.key"));
        keys.create();
        project = Project.in(directory)
                .environment(
                        Map.of("TOKEN", "s3cret", AgeKeys.VARIABLE, keys.file().toString()))
                .file(Project.PLAYBOOK, PLAY.formatted("$it"));
    }

    private SecretStore store() throws InvalidInputException {
        return SecretStore.open(new InputFiles(directory), Path.of(Project.INVENTORY), keys);
    }

    /** The inventory's one variable, {@code it}. */
    private Project it(String value) {
        return project.file(Project.INVENTORY, "hosts: {web-1: , web-2: }\nvars:\n  it: " + value + "\n");
    }

    /** The texts of the steps, where they are the same on every host. */
    private static Set<String> texts(Program program) {
        return program.hosts().stream()
                .flatMap(host -> host.steps().stream())
                .map(step -> String.valueOf(
                        ((Project.Note) step.resource()).parameters().get("text")))
                .collect(Collectors.toSet());
    }

    /** The ciphertext of a secret as the tool writes it. */
    private String armored(String value) throws SecretException, InvalidInputException, IOException {
        store().withReader("anna").with("inline", value).write();
        String text = Files.readString(directory.resolve("inventory.secrets.yml"));
        Files.delete(directory.resolve("inventory.secrets.yml"));
        return text.substring(text.indexOf("inline: |") + "inline: |".length()).stripTrailing();
    }

    @Test
    void takesAStoredSecretAndMasksItWhereverItGoes() throws Exception {
        store().withReader("anna").with("db_root", "S3cret-root").write();
        Program program = it("!secret db_root\n  url: \"mysql://root:${it}@db\"")
                .file(Project.PLAYBOOK, PLAY.formatted("'a $url'"))
                .compile();
        assertThat(texts(program)).containsExactly("a mysql://root:S3cret-root@db");
        assertThat(program.secrets()).containsExactly(new Secret("S3cret-root"));
        assertThat(program.inputs()).containsKey("inventory.secrets.yml");
    }

    @Test
    void sudoIsToldASecret() throws Exception {
        Program program = it("x\n  sudo_password: !env TOKEN").compile();
        assertThat(program.hosts())
                .extracting(host -> host.destination().sudoPassword().map(Secret::value))
                .containsExactly(Optional.of("s3cret"), Optional.of("s3cret"));
        assertThat(program.secrets()).containsExactly(new Secret("s3cret"));
        assertThat(project.problems()).isEmpty();
    }

    @Test
    void sudoIsToldNothingThatStandsInClear() {
        assertThat(it("x\n  sudo_password: letmein").problems())
                .containsExactly("inventory.yml:4:18: 'sudo_password' must be a secret, found clear text; run"
                        + " 'provisioner secret set -i INVENTORY NAME' and write sudo_password: !secret NAME");
    }

    @Test
    void takesAnInlineSecret() throws Exception {
        Program program = it("!age |" + armored("inline s3cret")).compile();
        assertThat(texts(program)).containsExactly("inline s3cret");
        assertThat(program.secrets()).containsExactly(new Secret("inline s3cret"));
    }

    @Test
    void takesWhatACommandPrintsAndRunsItOnce() throws Exception {
        Path counted = directory.resolve("counted");
        String script = "'echo run >>\"\\$1\"; echo \"\\$2\" | tr a-z A-Z'";
        Program program = it("!command [sh, -c, " + script + ", sh, " + counted + ", \"$host.name\"]")
                .compile();
        assertThat(texts(program)).containsExactlyInAnyOrder("WEB-1", "WEB-2");
        assertThat(program.secrets()).containsExactlyInAnyOrder(new Secret("WEB-1"), new Secret("WEB-2"));
        assertThat(Files.readAllLines(counted)).hasSize(2);
        it("!command [sh, -c, " + script + ", sh, " + counted + ", all]").compile();
        assertThat(Files.readAllLines(counted)).hasSize(3);
    }

    @Test
    void takesTagsAtParametersOfSteps() throws Exception {
        store().withReader("anna").with("db_root", "S3cret-root").write();
        project.file(Project.PLAYBOOK, PLAY.formatted("!secret db_root"));
        assertThat(texts(project.compile())).containsExactly("S3cret-root");
        project.file(Project.PLAYBOOK, PLAY.formatted("!command [printf, abc]"));
        Program program = project.compile();
        assertThat(texts(program)).containsExactly("abc");
        assertThat(program.secrets()).containsExactly(new Secret("abc"));
    }

    @Test
    void neverRendersWhatASecretHolds() throws Exception {
        store().withReader("anna").with("odd", "a$b#c\\$d ${e} $1 #if").write();
        assertThat(texts(it("!secret odd").compile())).containsExactly("a$b#c\\$d ${e} $1 #if");
        project.file(Project.PLAYBOOK, PLAY.formatted("'<$it>'"));
        assertThat(texts(it("!secret odd").compile())).containsExactly("<a$b#c\\$d ${e} $1 #if>");
    }

    @Test
    void asksForNothingThatIsNotUsed() throws Exception {
        Path touched = directory.resolve("touched");
        it("x\n  a: !secret none\n  b: !age nonsense\n  c: !command [touch, " + touched + "]\n  d: !env NOT_SET")
                .compile();
        assertThat(touched).doesNotExist();
    }

    @Test
    void masksSecretsInWhatIsSaidOfTheirUse() {
        project.file(Project.PLAYBOOK, "- {play: P, hosts: all, steps: [{name: x, note: {number: !env TOKEN}}]}\n");
        assertThat(project.problems())
                .singleElement()
                .asString()
                .contains(" must be an integer, found '********'")
                .doesNotContain("s3cret");
    }

    @Test
    void saysHowToMakeASecretThatIsNotThere() throws Exception {
        store().withReader("anna").with("db_root", "S3cret-root").write();
        assertThat(it("!secret replication").problems())
                .containsExactly("inventory.yml:3:7: the secret 'replication' does not exist in inventory.secrets.yml"
                        + "; create it: provisioner secret generate -i inventory.yml"
                        + " replication; or store it: provisioner secret set -i inventory.yml replication"
                        + " (used at playbooks/site.yml:1:33)");
    }

    @Test
    void saysWhereACiphertextCannotBeRead() throws Exception {
        store().withReader("anna").with("db_root", "S3cret-root").write();
        String inline = armored2();
        assertThat(it("!age |" + inline.replaceFirst("BEGIN", "BEGUN")).problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:7: the ciphertext is damaged; ");
        Files.delete(keys.file());
        assertThat(it("!secret db_root").problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:7: the age key " + keys.file() + " does not exist; create it: ");
        keys.create();
        assertThat(it("!secret db_root").problems())
                .singleElement()
                .asString()
                .startsWith("inventory.secrets.yml:7:3: not encrypted for your key (age1");
        assertThat(it("!age |" + inline).problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:7: not encrypted for your key (age1");
    }

    private String armored2() throws IOException {
        String text = Files.readString(directory.resolve("inventory.secrets.yml"));
        return text.substring(text.indexOf("db_root: |") + "db_root: |".length())
                .stripTrailing();
    }

    @Test
    void saysWhatIsWrongWithATag() {
        String missing =
                "inventory.yml:3:7: '!%s' must be followed by a name; write !%s NAME (used at playbooks/site.yml:1:33)";
        assertThat(it("!secret").problems()).containsExactly(missing.formatted("secret", "secret"));
        assertThat(it("!env [a]").problems()).containsExactly(missing.formatted("env", "env"));
        String list = "inventory.yml:3:7: '!command' must be followed by a list: a program and its arguments"
                + "; write !command [pass, show, db/root] (used at playbooks/site.yml:1:33)";
        assertThat(it("!command pass show x").problems()).containsExactly(list);
        assertThat(it("!command []").problems()).containsExactly(list);
        assertThat(it("!age").problems())
                .containsExactly("inventory.yml:3:7: '!age' must be followed by a ciphertext"
                        + "; write '!age |' and, indented below it, the output of 'age -a'"
                        + " (used at playbooks/site.yml:1:33)");
        assertThat(it("!command [no-such-program-x]").problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:7: cannot run 'no-such-program-x': ");
        assertThat(it("!command [sh, -c, 'echo locked >&2; exit 2']").problems())
                .singleElement()
                .asString()
                .contains("failed with exit status 2: locked (used at ");
    }

    @Test
    void keepsSecretsOutOfArguments() {
        assertThat(it("!command [echo, !env TOKEN]").problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:23: an item after '!command' must be a string without a tag");
        assertThat(it("!command [echo, \"-p$token\"]\n  token: !env TOKEN").problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:3:23: an argument must not contain a secret,");
    }

    @Test
    void loadsNoCryptographyWhereNoSecretIsUsed() throws Exception {
        store().withReader("anna").with("db_root", "S3cret-root").write();
        it("x\n  unused: !secret db_root");
        assertThat(loaded())
                .anyMatch(name -> name.equals(Compiler.class.getName()))
                .noneMatch(SecretVariablesTest::isCrypto);
        it("!secret db_root");
        assertThat(loaded()).anyMatch(SecretVariablesTest::isCrypto);
    }

    private static boolean isCrypto(String name) {
        return name.startsWith("com.exceptionfactory.")
                || name.startsWith("provisioner.secret.store.Age")
                || name.startsWith("provisioner.secret.store.SecretStore");
    }

    /** The classes that a Java of its own loads while it compiles the project. */
    private List<String> loaded() throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(AgeKeys.VARIABLE, keys.file().toString());
        JavaProcess.Ended java = new JavaProcess(CompileOnly.class, directory, environment, "-Xlog:class+load").run();
        assertThat(java.exit()).as(java.err()).isZero();
        return java.out()
                .lines()
                .filter(line -> line.contains("] ") && line.contains(" source:"))
                .map(line -> line.substring(line.lastIndexOf("] ") + 2, line.indexOf(" source:")))
                .toList();
    }
}
