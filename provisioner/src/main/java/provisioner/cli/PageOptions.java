package provisioner.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.cli.evidence.Evidence;
import provisioner.cli.record.Recording;
import provisioner.cli.terminal.FailedException;
import provisioner.report.HtmlReport;

/** The options for a run as a page, and for its signature. */
final class PageOptions {
    private final OptionSpec html = ReportFile.option("--html", "as a page for a browser");

    private final OptionSpec sign = OptionSpec.builder("--sign")
            .paramLabel("KEY")
            .type(Path.class)
            .description("Sign the page with this OpenSSH key; the signature is written to FILE.sig.")
            .build();

    void addTo(CommandSpec command) {
        command.addOption(html).addOption(sign);
    }

    /** Before a run, so that it is not in vain. */
    void check() throws UsageException, FailedException {
        Path key = sign.getValue();
        if (key != null && html.getValue() == null) {
            throw new UsageException("--sign needs a page to sign: add --html FILE");
        }
        if (key != null && !Files.isReadable(key)) {
            throw new FailedException(
                    "cannot read the key " + key + ", which must sign the page", "name a file with an OpenSSH key");
        }
    }

    /** The run as a page, if that is wanted: it is written when its record is kept. */
    ReportFile<HtmlReport> page(RunInput work, PreparedRun run, Recording recording) {
        return ReportFile.of(
                html,
                () -> new HtmlReport(
                        run.masker(),
                        new HtmlReport.Subject(
                                work.playbook().toString(),
                                Version.build(),
                                HostCommand.operator(),
                                run.program().inputs(),
                                run.program().topology(),
                                recording::past)),
                HtmlReport::write);
    }

    /** Writes it, and signs what was written. */
    void write(ReportFile<HtmlReport> page) throws FailedException, InterruptedException {
        page.write();
        Optional<Path> key = Optional.ofNullable(sign.getValue());
        if (key.isPresent()) {
            Evidence.sign(html.getValue(), key.get());
        }
    }
}
