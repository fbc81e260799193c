package provisioner.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tests on real hosts: all kinds may use the harness, and none knows another. */
class TestPackagesTest {
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new OnlyIncludeTests())
            .importPackages("provisioner.laws", "provisioner.scenarios", "provisioner.survival", "provisioner.harness");

    @ParameterizedTest
    @CsvSource({
        "harness, laws",
        "harness, scenarios",
        "scenarios, laws",
        "laws, scenarios",
        "harness, survival",
        "survival, laws",
        "survival, scenarios"
    })
    void knowsNothingOf(String one, String other) {
        noClasses()
                .that()
                .resideInAPackage("provisioner." + one)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("provisioner." + other)
                .check(TESTS);
    }
}
