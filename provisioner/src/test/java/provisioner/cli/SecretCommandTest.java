package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** {@code provisioner secret}, as a user starts it: a process of its own, with a real editor command. */
class SecretCommandTest {
    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void inventory() throws IOException {
        Files.createDirectories(directory.resolve("inventory"));
        Files.writeString(directory.resolve("inventory/prod.yml"), "hosts: {web-1: }\n");
        environment.put("XDG_CONFIG_HOME", directory.resolve("config").toString());
    }

    private Path secrets() {
        return directory.resolve("inventory/prod.secrets.yml");
    }

    private Ended secret(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("secret", command, "-i", "inventory/prod.yml"));
        line.addAll(List.of(arguments));
        return tool().run(line.toArray(String[]::new));
    }

    private Ended set(String name, String value) throws IOException, InterruptedException {
        return tool().told(value, "secret", "set", "-i", "inventory/prod.yml", name);
    }

    private JavaProcess tool() {
        return new JavaProcess(Main.class, directory, environment, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    /** An editor that says where the file is and who can read it, and then alters it. */
    private void editor(String script) throws IOException {
        Path editor = directory.resolve("editor");
        Files.writeString(
                editor,
                "#!/bin/sh\nstat -c '%a %n' \"$1\" \"$(dirname \"$1\")\" >" + directory + "/seen\n" + script + "\n");
        Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
        environment.put("EDITOR", editor.toString());
    }

    private void assertNothingIsLeft() throws IOException {
        List<String> seen = Files.readAllLines(directory.resolve("seen"));
        assertThat(seen.get(0)).startsWith("600 /");
        assertThat(seen.get(1)).startsWith("700 /");
        assertThat(Path.of(seen.get(1).substring(4))).doesNotExist();
        if (Files.isDirectory(Path.of("/dev/shm"))) {
            assertThat(seen.get(1)).startsWith("700 /dev/shm/");
        }
    }

    @Test
    void makesKeepsAndShowsSecrets() throws Exception {
        Ended init = secret("init");
        assertThat(init.exit()).as(init.err()).isZero();
        Path key = directory.resolve("config/provisioner/age.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(init.out()).contains("created your age key: " + key, "commit this file");
        assertThat(init.out()).contains("generated plan_key for saved plans");
        String made = secret("show", "plan_key").out();
        assertThat(made).matches("[A-Za-z0-9]{43}\n");
        assertThat(secret("init").out())
                .contains("your age key: " + key, "you are a recipient")
                .doesNotContain("plan_key");
        assertThat(secret("show", "plan_key").out()).isEqualTo(made);

        assertThat(secret("generate", "db_root", "db_app", "--length", "20").out())
                .isEqualTo("inventory/prod.secrets.yml: generated db_root, db_app\n");
        assertThat(secret("show", "db_app").out()).matches("[A-Za-z0-9]{20}\n");
        Ended again = secret("generate", "db_app");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("these secrets exist already: db_app; nothing was changed", "--replace");
        assertThat(set("token", "given 'value'\n").out()).isEqualTo("inventory/prod.secrets.yml: added token\n");
        assertThat(secret("show", "token").out()).isEqualTo("given 'value'\n");
        assertThat(secret("list").out()).isEqualTo("plan_key\ndb_root\ndb_app\ntoken\n");
        assertThat(Files.readString(secrets())).doesNotContain("given");
        assertThat(secret("rekey").out()).contains("encrypted 4 secrets again, for ");
        assertThat(secret("show", "token").out()).isEqualTo("given 'value'\n");
    }

    @Test
    void makesWhatTheInventoryRefersTo() throws Exception {
        secret("init");
        secret("generate", "db_root");
        Files.writeString(
                directory.resolve("inventory/prod.yml"),
                "vars: {a: !secret db_root, b: !secret db_app, c: [!secret token, !env HOME]}\nhosts: {h: {}}\n");
        assertThat(secret("generate").out()).isEqualTo("inventory/prod.secrets.yml: generated db_app, token\n");
        assertThat(secret("generate").out())
                .isEqualTo("inventory/prod.secrets.yml: every secret that inventory/prod.yml refers to exists\n");
        assertThat(secret("list").out()).isEqualTo("plan_key\ndb_root\ndb_app\ntoken\n");
    }

    @Test
    void anAuthorityIsNoPassword() throws Exception {
        secret("init");
        Files.writeString(
                directory.resolve("inventory/prod.yml"),
                "vars: {ca: !secret internal_ca, b: !secret db}\nhosts: {h: {}}\n");
        String command =
                "not generated, because it is not a password; create it: provisioner secret ca -i inventory/prod.yml internal_ca\n";
        assertThat(secret("generate").out()).isEqualTo("inventory/prod.secrets.yml: generated db\n" + command);
        assertThat(secret("generate").out()).isEqualTo(command);
        set("internal_ca", "a password");
        assertThat(secret("ca", "internal_ca").err())
                .contains("the secret internal_ca exists already; nothing was changed");
        Ended made = secret("ca", "internal_ca", "--replace");
        assertThat(made.out()).as(made.err()).contains("created the certificate authority internal_ca, valid until 20");
        String first = secret("show", "internal_ca").out();
        assertThat(first)
                .startsWith("-----BEGIN %s-----".formatted("PRIVATE KEY"))
                .containsOnlyOnce("BEGIN CERTIFICATE");
        secret("ca", "--replace");
        String certificate = first.substring(first.indexOf("-----BEGIN CERTIFICATE"));
        assertThat(secret("show", "internal_ca").out()).endsWith(certificate).isNotEqualTo(first);
    }

    @Test
    void saysWhatCannotBeDone() throws Exception {
        assertThat(secret("generate", "a").err())
                .contains("inventory/prod.secrets.yml does not exist", "restore it from version control or a backup");
        assertThat(secret("init").exit()).isZero();
        assertThat(secret("show", "none").err())
                .contains("the secret 'none' does not exist in inventory/prod.secrets.yml");
        assertThat(secret("generate", "a", "--length", "8").err()).contains("--length must be from 12 to 4096");
        assertThat(set("a", "").err()).contains("the secret 'a' must not be empty");
        assertThat(tool().run("secret", "list", "-i", "none.yml").err()).contains("inventory none.yml does not exist");
        assertThat(secrets()).content().containsOnlyOnce("BEGIN AGE").contains("plan_key: |");
    }

    @Test
    void sixAtOnceLoseNothing() throws Exception {
        secret("init");
        List<Thread> threads = new ArrayList<>();
        List<String> failed = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "s" + i;
            boolean generated = i % 2 == 0;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    Ended ended = generated ? secret("generate", name) : set(name, "value of " + name);
                    if (ended.exit() != 0) {
                        failed.add(ended.err());
                    }
                } catch (IOException | InterruptedException e) {
                    failed.add(e.toString());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).isEmpty();
        assertThat(secret("list").out().lines())
                .containsExactlyInAnyOrder("plan_key", "s0", "s1", "s2", "s3", "s4", "s5");
        assertThat(secret("show", "s3").out()).isEqualTo("value of s3\n");
    }

    @Test
    void aMissingFileIsToBeRestored() throws Exception {
        secret("init");
        set("a", "one");
        Files.writeString(directory.resolve("inventory/prod.yml"), "hosts: {web-1: }\nvars: {a: !secret a}\n");
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(
                directory.resolve("playbooks/site.yml"),
                "- {play: P, hosts: all, steps: [{name: x, file: {path: /x, mode: 600, content: $a}}]}\n");
        Files.delete(secrets());
        List<Ended> all = List.of(
                tool().run("plan", "-i", "inventory/prod.yml"),
                secret("show", "a"),
                secret("generate"),
                secret("ca"),
                set("a", "two"),
                secret("rekey"),
                secret("edit"));
        for (Ended ended : all) {
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err())
                    .contains(
                            "inventory/prod.secrets.yml",
                            "does not exist",
                            "restore it from version control or a backup")
                    .doesNotContain("provisioner secret");
            assertThat(secrets()).doesNotExist();
        }
    }

    @Test
    void editsWhatIsDecryptedAndRemovesItAlways() throws Exception {
        secret("init");
        set("a", "one");
        set("b", "two\nlines");
        set("c", "three");
        String before = Files.readString(secrets());

        editor("sed -i -e 's/^a: one$/a: changed/' -e '/^c:/d' \"$1\"; echo 'd: new' >>\"$1\"; echo x >\"$1~\"");
        Ended edit = secret("edit");
        assertThat(edit.exit()).as(edit.err()).isZero();
        assertThat(edit.out()).isEqualTo("inventory/prod.secrets.yml: changed a, added d, removed c\n");
        assertNothingIsLeft();
        assertThat(secret("show", "a").out()).isEqualTo("changed\n");
        assertThat(secret("show", "b").out()).isEqualTo("two\nlines\n");
        assertThat(secret("list").out()).isEqualTo("plan_key\na\nb\nd\n");
        String b = before.substring(before.indexOf("  b: |"), before.indexOf("  c: |"));
        assertThat(Files.readString(secrets())).contains(b);
    }

    @Test
    void changesNothingWhereTheEditorDidNotOrFailed() throws Exception {
        secret("init");
        set("a", "one");
        String before = Files.readString(secrets());

        editor("true");
        assertThat(secret("edit").out()).isEqualTo("nothing was changed\n");
        assertNothingIsLeft();
        editor("echo 'a: gone' >\"$1\"; exit 3");
        Ended failed = secret("edit");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("failed with exit status 3; nothing was changed");
        assertNothingIsLeft();
        editor("printf 'a: *s3cret\\nb: [s3cret]\\n' >\"$1\"");
        Ended wrong = secret("edit");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("secrets.yml:1:4: must be NAME: VALUE", "nothing was changed")
                .doesNotContain("s3cret");
        assertNothingIsLeft();
        editor("printf 'a b: x\\nc: [s3cret]\\n' >\"$1\"");
        assertThat(secret("edit").err())
                .contains("secrets.yml:1:1: invalid secret name", "secrets.yml:2:4: 'c' must be a string")
                .doesNotContain("s3cret");
        assertThat(Files.readString(secrets())).isEqualTo(before);
    }

    @Test
    void aPlanWithSecretsIsSavedUnderAKey() throws Exception {
        Files.writeString(directory.resolve("inventory/prod.yml"), "hosts: {web-1: }\nvars: {a: !env TOKEN}\n");
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(
                directory.resolve("playbooks/site.yml"),
                "- {play: P, hosts: all, steps: [{name: x, file: {path: /x, content: $a}}]}\n");
        environment.put("TOKEN", "s3cret");
        Ended plan = tool().run("plan", "-i", "inventory/prod.yml", "-o", "plan.json");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.err())
                .contains(
                        "inventory/prod.secrets.yml has no 'plan_key'",
                        "provisioner secret init -i inventory/prod.yml");
        assertThat(plan.out()).as("no host was contacted").isEmpty();
    }

    @Test
    void aPlanSaysWhichSecretsAreMissing() throws Exception {
        secret("init");
        Files.writeString(
                directory.resolve("inventory/prod.yml"), "hosts: {web-1: }\nvars: {a: !secret one, b: !secret two}\n");
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(
                directory.resolve("playbooks/site.yml"),
                "- {play: P, hosts: all, steps: [{name: x, file: {path: /x, content: $a}},"
                        + " {name: y, file: {path: /y, content: $b}}]}\n");
        Ended plan = tool().run("plan", "-i", "inventory/prod.yml");
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.err())
                .contains(
                        "inventory/prod.yml:2:11: the secret 'one'",
                        "provisioner secret generate -i inventory/prod.yml one",
                        "inventory/prod.yml:2:27: the secret 'two'",
                        "2 problems; no host was contacted");
    }
}
