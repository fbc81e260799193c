package provisioner.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import provisioner.cli.terminal.FailedException;
import provisioner.report.JsonReport;
import provisioner.secret.Masker;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;

/**
 * How a command says that its input cannot be used: on standard error, or with {@code --output json} as lines on standard
 * output.
 *
 * @param command as the user calls it
 */
record Refusal(String command, boolean json, PrintStream out) {

    /** The exit code of the work, which is 1 if its input cannot be used. */
    int unless(Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } catch (InvalidInputException e) {
            return refuse(e.problems());
        } catch (FailedException e) {
            if (!json) {
                throw e;
            }
            return refuse(List.of(new Problem(Location.ofFile(""), String.valueOf(e.getMessage()), e.hint())));
        }
    }

    private int refuse(List<Problem> problems) {
        if (json) {
            JsonReport report = new JsonReport(out, Masker.none());
            report.run(command, HostCommand.newRunId(), Instant.now().toString());
            problems.forEach(report::problem);
            report.ended(command, 1);
        } else {
            problems.forEach(System.err::println);
            int count = problems.size();
            System.err.println(count + (count == 1 ? " problem" : " problems") + "; no host was contacted");
        }
        return 1;
    }
}
