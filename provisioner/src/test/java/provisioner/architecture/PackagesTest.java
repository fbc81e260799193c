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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The package table of docs/architecture.md: what each package may import of ours. */
class PackagesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("provisioner");

    static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("source", Set.of()),
            Map.entry("state", Set.of()),
            Map.entry("secret", Set.of("source")),
            Map.entry("remote", Set.of()),
            Map.entry("sshconfig", Set.of("remote", "source")),
            Map.entry("parallel", Set.of()),
            Map.entry("lab", Set.of("parallel")),
            Map.entry("pki", Set.of("state")),
            Map.entry("resource", Set.of("pki", "source", "state")),
            Map.entry("probe", Set.of("pki", "state", "remote")),
            Map.entry("mysql", Set.of("state", "remote")),
            Map.entry("plan", Set.of("resource", "state")),
            Map.entry("inventory", Set.of("source", "secret")),
            Map.entry("playbook", Set.of("source")),
            Map.entry("template", Set.of("source")),
            Map.entry("compile", Set.of("inventory", "playbook", "template", "resource", "state", "source", "secret")),
            Map.entry("apply", Set.of("mysql", "plan", "probe", "remote", "resource", "state", "secret")),
            Map.entry("check", Set.of("mysql", "pki", "remote", "resource", "state")),
            Map.entry(
                    "engine",
                    Set.of(
                            "apply",
                            "check",
                            "compile",
                            "mysql",
                            "parallel",
                            "plan",
                            "probe",
                            "remote",
                            "resource",
                            "state",
                            "secret")),
            Map.entry("report", Set.of("engine", "plan", "resource", "state", "secret", "source")),
            Map.entry(
                    "cli",
                    Set.of(
                            "engine",
                            "report",
                            "compile",
                            "inventory",
                            "resource",
                            "remote",
                            "lab",
                            "parallel",
                            "pki",
                            "plan",
                            "secret",
                            "source",
                            "sshconfig",
                            "apply")));

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
    void packagesHaveNoCycles() {
        slices().matching("provisioner.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void librariesAreConfinedToThePackagesThatWrapThem() {
        Map<String, List<String>> homes = Map.of(
                "okhttp3..", List.of("provisioner.check"),
                "com.exceptionfactory..", List.of("provisioner.secret"),
                "net.schmizz..", List.of("provisioner.remote"),
                "com.hierynomus..", List.of("provisioner.remote"),
                "com.mysql..", List.of("provisioner.mysql"),
                "org.bouncycastle..", List.of("provisioner.pki", "provisioner.remote", "provisioner.secret"),
                "org.apache.velocity..", List.of("provisioner.template"),
                "org.snakeyaml..", List.of("provisioner.source"),
                "com.github.difflib..", List.of("provisioner.report"));
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
                    .resideInAnyPackage("provisioner.plan", "provisioner.resource", "provisioner.state")
                    .should()
                    .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(type(clock)))
                            .and(JavaCall.Predicates.target(nameMatching("now|nanoTime|currentTimeMillis"))))
                    .check(CLASSES);
        }
    }
}
