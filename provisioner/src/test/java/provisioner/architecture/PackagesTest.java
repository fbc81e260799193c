package provisioner.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The package table of docs/architecture.md: what each package may import of ours. */
class PackagesTest {
    private static final int MOST_FILES = 40;

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("provisioner");

    static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            may("source"),
            may("state", "secret"),
            may("sh"),
            may("parallel"),
            may("secret"),
            may("secret.store", "parallel", "secret", "source"),
            may("remote.target", "secret", "source"),
            may("remote.shell", "remote.target", "secret", "sh"),
            may("remote.connection", "remote.shell", "remote.target"),
            may("remote.process", "remote.connection", "remote.shell", "remote.target", "sh"),
            may("remote.connector", "remote.connection", "remote.process", "remote.ssh", "remote.target"),
            may("remote.ssh.crypto"),
            may("remote.ssh.hostkey", "remote.ssh.crypto", "remote.target"),
            may("remote.ssh.login", "remote.ssh.crypto", "remote.ssh.hostkey", "remote.target", "source"),
            may(
                    "remote.ssh",
                    "remote.connection",
                    "remote.shell",
                    "remote.ssh.crypto",
                    "remote.ssh.hostkey",
                    "remote.ssh.login",
                    "remote.target"),
            may("sshconfig", "remote.target", "source", "state"),
            may("lab", "parallel"),
            may("pki", "state"),
            may("resource", "secret", "sh", "source", "state"),
            may("resource.file", "resource", "sh", "source", "state"),
            may("resource.account", "resource", "resource.file", "secret", "sh", "source", "state"),
            may("resource.apt", "resource", "resource.file", "resource.service", "source", "state"),
            may("resource.service", "resource", "resource.file", "sh", "source", "state"),
            may(
                    "resource.certificate",
                    "pki",
                    "resource",
                    "resource.file",
                    "resource.service",
                    "secret",
                    "sh",
                    "source",
                    "state"),
            may(
                    "resource.own",
                    "playbook",
                    "probe.own",
                    "resource",
                    "resource.file",
                    "secret",
                    "sh",
                    "source",
                    "state",
                    "template"),
            may("resource.firewall", "resource", "sh", "source", "state"),
            may("resource.release", "resource", "resource.file", "sh", "source", "state"),
            may("resource.mysql", "resource", "resource.file", "secret", "sh", "source", "state"),
            may("resource.system", "resource", "resource.file", "sh", "source", "state"),
            may(
                    "resource.check",
                    "pki",
                    "resource",
                    "resource.certificate",
                    "resource.file",
                    "resource.mysql",
                    "sh",
                    "source",
                    "state"),
            may("resource.value", "resource", "resource.file", "secret", "sh", "source", "state"),
            may(
                    "resource.wait",
                    "resource",
                    "resource.check",
                    "resource.file",
                    "resource.mysql",
                    "sh",
                    "source",
                    "state"),
            may(
                    "resource.standard",
                    "resource",
                    "resource.account",
                    "resource.apt",
                    "resource.certificate",
                    "resource.check",
                    "resource.file",
                    "resource.firewall",
                    "resource.mysql",
                    "resource.release",
                    "resource.service",
                    "resource.system",
                    "resource.value",
                    "resource.wait",
                    "sh"),
            may("probe.packets", "state"),
            may("probe.machine", "state"),
            may(
                    "probe",
                    "pki",
                    "probe.machine",
                    "probe.own",
                    "probe.packets",
                    "probe.readings",
                    "remote.shell",
                    "remote.target",
                    "sh",
                    "state"),
            may("probe.own", "sh", "state"),
            may("probe.readings", "sh", "state"),
            may("mysql", "remote.connection", "remote.target", "secret", "state"),
            may("plan", "parallel", "resource", "state"),
            may("complete", "resource", "resource.account", "sh", "state"),
            may("adopt", "complete", "plan", "resource", "secret", "source", "state", "template"),
            may("inventory", "remote.target", "source", "state"),
            may(
                    "inventory.ansible",
                    "inventory",
                    "remote.target",
                    "secret",
                    "secret.store",
                    "source",
                    "state",
                    "template"),
            may("inventory.sources", "inventory", "inventory.ansible", "secret.store", "source"),
            may("playbook", "source"),
            may("schema", "inventory", "playbook", "resource", "source", "state"),
            may(
                    "cli.editor",
                    "inventory",
                    "inventory.sources",
                    "playbook",
                    "resource",
                    "resource.standard",
                    "schema",
                    "source"),
            may("template", "secret", "source"),
            may("compile.facts", "playbook", "resource", "secret", "source", "state", "template"),
            may(
                    "compile",
                    "compile.facts",
                    "inventory",
                    "inventory.ansible",
                    "inventory.sources",
                    "playbook",
                    "remote.target",
                    "resource",
                    "resource.own",
                    "secret",
                    "secret.store",
                    "source",
                    "state",
                    "template"),
            may(
                    "apply",
                    "mysql",
                    "parallel",
                    "plan",
                    "probe",
                    "remote.shell",
                    "remote.connection",
                    "remote.target",
                    "resource",
                    "resource.standard",
                    "secret",
                    "sh",
                    "state"),
            may(
                    "check",
                    "mysql",
                    "parallel",
                    "pki",
                    "remote.shell",
                    "remote.target",
                    "resource",
                    "resource.check",
                    "sh",
                    "state"),
            may(
                    "engine",
                    "adopt",
                    "apply",
                    "check",
                    "compile",
                    "compile.facts",
                    "complete",
                    "mysql",
                    "parallel",
                    "plan",
                    "probe",
                    "remote.shell",
                    "remote.connection",
                    "remote.connector",
                    "remote.target",
                    "resource",
                    "secret",
                    "source",
                    "state"),
            may("report.html", "plan", "resource"),
            may(
                    "report",
                    "complete",
                    "engine",
                    "plan",
                    "remote.target",
                    "report.html",
                    "resource",
                    "secret",
                    "source",
                    "state"),
            may("record", "complete", "engine", "plan", "report", "resource", "secret", "source"),
            may("record.page", "record", "report", "report.html"),
            may(
                    "cli.record",
                    "cli.terminal",
                    "engine",
                    "record",
                    "record.page",
                    "report",
                    "report.html",
                    "secret",
                    "source"),
            may("worker", "secret"),
            may(
                    "cli.worker",
                    "cli.evidence",
                    "cli.record",
                    "cli.terminal",
                    "engine",
                    "record",
                    "report",
                    "secret",
                    "source",
                    "state",
                    "worker"),
            may("cli.evidence", "cli.terminal"),
            may("cli.terminal", "engine", "remote.target", "report"),
            may("cli.types", "playbook", "resource", "resource.own", "resource.standard", "source"),
            may(
                    "cli",
                    "adopt",
                    "apply",
                    "cli.terminal",
                    "cli.editor",
                    "cli.evidence",
                    "cli.record",
                    "cli.types",
                    "cli.worker",
                    "compile",
                    "complete",
                    "engine",
                    "inventory",
                    "inventory.sources",
                    "lab",
                    "parallel",
                    "pki",
                    "plan",
                    "record",
                    "remote.shell",
                    "remote.connection",
                    "remote.connector",
                    "remote.ssh",
                    "remote.target",
                    "report",
                    "resource",
                    "resource.standard",
                    "secret",
                    "secret.store",
                    "source",
                    "sshconfig"));

    /** The package's name below {@code provisioner}, and of which others it may import. */
    private static Map.Entry<String, Set<String>> may(String name, String... others) {
        return Map.entry(name, Set.of(others));
    }

    static final List<String> PACKAGES = MAY_IMPORT.keySet().stream().sorted().toList();

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void importsOnlyWhatTheTableSays(String name) {
        Set<String> allowed = MAY_IMPORT.getOrDefault(name, Set.of());
        List<String> others = new ArrayList<>(PACKAGES);
        others.remove(name);
        others.removeAll(allowed);
        noClasses()
                .that()
                .resideInAPackage("provisioner." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        others.stream().map(other -> "provisioner." + other).toArray(String[]::new))
                .allowEmptyShould(false)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring("provisioner.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).containsExactlyElementsOf(PACKAGES);
    }

    @Test
    void packagesHaveNoCyclesAtAnyLevel() {
        for (String slice : List.of("provisioner.(*)..", "provisioner.remote.(*)..", "provisioner.(**)")) {
            slices().matching(slice).should().beFreeOfCycles().check(CLASSES);
        }
    }

    @Test
    void noPackageIsAFlatRoom() {
        Map<String, Long> files = CLASSES.stream()
                .filter(c -> !c.isNestedClass())
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void librariesAreConfinedToThePackagesThatWrapThem() {
        Map<String, List<String>> homes = Map.ofEntries(
                Map.entry("okhttp3..", List.of("provisioner.check")),
                Map.entry("com.exceptionfactory..", List.of("provisioner.secret.store")),
                Map.entry("net.schmizz..", List.of("provisioner.remote.ssh..")),
                Map.entry("com.hierynomus..", List.of("provisioner.remote.ssh..")),
                Map.entry("com.mysql..", List.of("provisioner.mysql")),
                Map.entry("org.flywaydb..", List.of("provisioner.record")),
                Map.entry("com.github.kagkarlsson..", List.of("provisioner.worker")),
                Map.entry(
                        "org.bouncycastle..",
                        List.of("provisioner.pki", "provisioner.remote.ssh..", "provisioner.secret.store")),
                Map.entry("org.apache.velocity..", List.of("provisioner.template")),
                Map.entry("org.snakeyaml..", List.of("provisioner.source")),
                Map.entry("com.github.difflib..", List.of("provisioner.report")));
        homes.forEach((library, home) -> noClasses()
                .that()
                .resideOutsideOfPackages(home.toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
    }

    /** They are read at run time through generated classes, which no cache has: docs/decisions/0009-start-up.md. */
    @Test
    void noCommandHasPicoclisAnnotations() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("picocli..")
                        .and(DescribedPredicate.describe("are annotations", JavaClass::isAnnotation)))
                .check(CLASSES);
    }

    /** A record that holds one as a text would print it. */
    @Test
    void whatIsCalledASecretIsOne() {
        Pattern secret = Pattern.compile("(?i).*(password|passphrase|secret|bundle|identity)");
        assertThat(CLASSES.stream()
                        .map(JavaClass::reflect)
                        .filter(Class::isRecord)
                        .flatMap(record -> Stream.of(record.getRecordComponents()))
                        .filter(one -> secret.matcher(one.getName()).matches())
                        .filter(one -> one.getGenericType().getTypeName().contains("String")))
                .isEmpty();
    }

    @Test
    void nothingKeepsStateInStatics() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .areNotEnums()
                .should()
                .beFinal()
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
        List<String> unmarked = PACKAGES.stream()
                .filter(name -> CLASSES.stream()
                        .filter(c -> c.getPackageName().equals("provisioner." + name))
                        .noneMatch(c -> Arrays.stream(c.reflect().getPackage().getAnnotations())
                                .anyMatch(
                                        a -> a.annotationType().getSimpleName().equals("NullMarked"))))
                .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void pureCodeReadsNoClock() {
        for (Class<?> clock : List.of(Instant.class, LocalDateTime.class, System.class)) {
            noClasses()
                    .that()
                    .resideInAnyPackage("provisioner.plan", "provisioner.resource..", "provisioner.state")
                    .should()
                    .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(clock)))
                            .and(JavaCall.Predicates.target(nameMatching("now|nanoTime|currentTimeMillis"))))
                    .check(CLASSES);
        }
    }
}
