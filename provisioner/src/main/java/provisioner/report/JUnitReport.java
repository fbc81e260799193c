package provisioner.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import provisioner.complete.Completeness;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.secret.Masker;

/** The steps and checks of {@code verify}, and what it found beside them, as test cases, in the JUnit XML that CI servers read. */
public final class JUnitReport implements Consumer<Event> {
    private final OutputSanitizer safe;
    private final DiffText diffs;
    private final List<Case> cases = new ArrayList<>();

    /**
     * @param failure empty unless it failed
     * @param skipped why it was not run; empty if it was
     * @param output what to show of a case that did not fail
     */
    private record Case(
            String suite, String name, double seconds, String failure, Optional<String> skipped, String output) {}

    public JUnitReport(Masker masker) {
        this.safe = new OutputSanitizer(masker);
        this.diffs = new DiffText(safe);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.StepEnded(String host, StepReport report) -> cases.add(caseOf(host, report));
            case Event.CheckEnded check -> cases.add(caseOf(check));
            case Event.HostCompleted(String host, Completeness found) -> completed(host, found);
            case Event.HostFailed failed ->
                cases.add(
                        new Case(failed.host(), "host answers", 0, safe.line(failed.message()), Optional.empty(), ""));
            case Event.RunEnded(Summary summary) ->
                summary.checksNotRun()
                        .forEach(check -> cases.add(new Case(
                                check.host().orElse("checks"),
                                safe.line(check.check()),
                                0,
                                "",
                                Optional.of(safe.line(check.because())),
                                "")));
            default -> {}
        }
    }

    private void completed(String host, Completeness found) {
        found.unaccounted()
                .forEach(finding -> cases.add(failed(
                        host,
                        finding.title(),
                        "unaccounted for: " + safe.line(finding.what()) + "\n- " + safe.line(finding.step()))));
        found.unknown()
                .forEach(unknown -> cases.add(failed(host, unknown.what(), "unknown: " + safe.line(unknown.why()))));
    }

    private Case failed(String host, String name, String why) {
        return new Case(host, safe.line(name), 0, why, Optional.empty(), "");
    }

    private Case caseOf(Event.CheckEnded check) {
        String detail = safe.text(check.detail());
        return new Case(
                check.host().orElse("checks"),
                safe.line(check.check()),
                check.duration().toMillis() / 1000.0,
                check.passed() ? "" : detail,
                Optional.empty(),
                check.passed() ? detail : "");
    }

    private Case caseOf(String host, StepReport report) {
        boolean failed = report.outcome() == Outcome.DRIFTED || report.outcome() == Outcome.FAILED;
        String why = report.outcome().word() + " "
                + safe.line(report.step().location().toString()) + "\n"
                + String.join("\n", diffs.lines(report.differences())) + safe.text(report.because());
        boolean skipped = report.outcome() == Outcome.SKIPPED || report.outcome() == Outcome.UNVERIFIABLE;
        return new Case(
                host,
                safe.line(report.step().name()),
                report.duration().toMillis() / 1000.0,
                failed ? why : "",
                skipped ? Optional.of(safe.line(report.because())) : Optional.empty(),
                "");
    }

    /** @throws IOException if the file cannot be written */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            SequencedMap<String, List<Case>> suites =
                    cases.stream().collect(Collectors.groupingBy(Case::suite, LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<String, List<Case>> suite : suites.entrySet()) {
                write(xml, suite.getKey(), suite.getValue());
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void write(XMLStreamWriter xml, String suite, List<Case> cases) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", suite);
        xml.writeAttribute("tests", String.valueOf(cases.size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(cases.stream().filter(c -> !c.failure.isEmpty()).count()));
        xml.writeAttribute(
                "skipped",
                String.valueOf(
                        cases.stream().filter(test -> test.skipped.isPresent()).count()));
        for (Case test : cases) {
            write(xml, test);
        }
        xml.writeEndElement();
    }

    private static void write(XMLStreamWriter xml, Case test) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", test.suite);
        xml.writeAttribute("name", test.name);
        xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", test.seconds));
        if (!test.failure.isEmpty()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", test.failure.lines().findFirst().orElse(""));
            xml.writeCharacters(test.failure);
            xml.writeEndElement();
        } else if (test.skipped.isPresent()) {
            xml.writeEmptyElement("skipped");
            xml.writeAttribute("message", test.skipped.get());
        }
        if (!test.output.isEmpty()) {
            xml.writeStartElement("system-out");
            xml.writeCharacters(test.output);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
