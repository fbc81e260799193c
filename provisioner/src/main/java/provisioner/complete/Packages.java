package provisioner.complete;

import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.Things;
import provisioner.state.Survey;

/** Packages that nobody declares, what was taken from dpkg's decision, and programs with other rights. */
final class Packages {
    private final Survey survey;
    private final Declared declared;
    private final Files files;

    Packages(Survey survey, Declared declared, Files files) {
        this.survey = survey;
        this.declared = declared;
        this.files = files;
    }

    Stream<Candidate> found() {
        return Stream.of(manual(), held(), diversions(), overrides(), programs())
                .flatMap(each -> each);
    }

    private static Candidate plain(String kind, String name, String what, String step) {
        return Candidate.of(new Finding(kind, name, what, Optional.empty(), step), condition -> false);
    }

    private Stream<Candidate> manual() {
        return survey.packages().stream()
                .filter(one -> one.manual() && !one.basic() && !declared.has(Things.installed(one.name())))
                .map(one -> plain(
                        "package",
                        one.name(),
                        "a package that was installed for its own sake",
                        StepText.of("package", "name", one.name())));
    }

    private Stream<Candidate> held() {
        return survey.packages().stream()
                .filter(Survey.Installed::held)
                .map(one -> plain("hold", one.name(), "a package that apt does not upgrade", "package"));
    }

    private Stream<Candidate> diversions() {
        return survey.diversions().stream()
                .filter(one -> !isPackages(one))
                .map(one -> Candidate.of(
                        new Finding(
                                "diversion",
                                one.from(),
                                "a file of a package that is moved away, to " + one.to(),
                                Optional.empty(),
                                "file"),
                        condition -> condition.startsWith("package ")
                                && one.by().equals(condition.substring("package ".length()))
                                && files.isInstalled(one.by())));
    }

    /**
     * It has a file of its own there. Or it keeps dpkg from removing a library that has moved to /usr, by its name of before: nothing is
     * installed at that name any more (Debian's DEP 17).
     */
    private boolean isPackages(Survey.Diversion one) {
        boolean moved = one.from().startsWith("/lib") && one.to().equals(one.from() + ".usr-is-merged");
        return (one.own() || moved) && files.isInstalled(one.by());
    }

    private Stream<Candidate> overrides() {
        return survey.overrides().stream()
                .map(one -> Candidate.of(
                        new Finding(
                                "override",
                                one.path(),
                                "another owner or mode than the package's: " + one.owner() + " " + one.group() + " "
                                        + one.mode(),
                                Optional.empty(),
                                StepText.open(
                                        "file",
                                        "content",
                                        "path",
                                        one.path(),
                                        "owner",
                                        one.owner(),
                                        "mode",
                                        one.mode())),
                        condition -> condition.equals("packaged") || files.hasPackage(condition)));
    }

    private Stream<Candidate> programs() {
        return survey.programs().stream()
                .map(one -> Candidate.of(
                        new Finding(
                                "program",
                                one.path(),
                                "a program with other rights than those of whoever starts it: " + one.rights()
                                        + (one.owner().isEmpty() ? "" : " of " + one.owner()),
                                Finding.at(one.since()),
                                one.rights().equals("capabilities")
                                        ? "systemd_unit"
                                        : StepText.of(
                                                "file",
                                                "path",
                                                one.path(),
                                                "mode",
                                                one.rights().substring("mode ".length()))),
                        condition -> condition.equals("packaged") && one.packaged()));
    }
}
