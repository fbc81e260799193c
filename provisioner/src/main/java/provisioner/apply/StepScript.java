package provisioner.apply;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.plan.StepPlan;
import provisioner.remote.shell.StepRequest;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Making;
import provisioner.resource.Step;
import provisioner.resource.standard.StandardFunctions;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Made;
import provisioner.state.MadeNote;

/**
 * Makes the text that runs one action on a host: its contents, the action, and the line in the journal. Large contents go ahead over
 * SFTP. The text calls the functions of {@link StandardFunctions#text()}, which is in the file that steps share.
 */
record StepScript(HostSession session, Journal journal) {
    /** Above this many bytes SFTP, with its own window, is faster than base64 in the script. */
    private static final int EMBEDDED_LIMIT = 256 * 1024;

    private static final int LINE = 76;

    /** What is watched is noted in the journal with what came of it. */
    StepRequest of(Executor.ScriptRun run) throws RemoteException, InterruptedException {
        String watch = run.script().watch();
        if (watch.isEmpty()) {
            return new StepRequest(
                    text(run.script(), journal.function(run.plans()), notes(run.plans())), run.timeout());
        }
        String start = text(run.script(), journal.functionOfFailures(run.plans()), notes(run.plans()));
        return new StepRequest(start, text(Action.Script.of(watch), journal.function(run.plans()), ""), run.timeout());
    }

    /** Only its failure is noted in the journal: what succeeds is noted by the other half. */
    StepRequest ofFirstHalf(Executor.ScriptRun run) throws RemoteException, InterruptedException {
        return new StepRequest(text(run.script(), journal.functionOfFailures(run.plans()), ""), run.timeout());
    }

    /** What notes on the host what the steps are about to make. */
    private String notes(List<StepPlan> plans) {
        StringBuilder text = new StringBuilder();
        for (StepPlan plan : plans) {
            if (plan.assessment() instanceof Assessment.Differs differs) {
                differs.makes().stream()
                        .filter(making -> making.made().isNotable()
                                && !journal.masker().isSensitive(making.made().name()))
                        .forEach(making -> text.append(notes(plan.step(), making)));
            }
        }
        return text.toString();
    }

    private static String notes(Step step, Making making) {
        Made made = making.made();
        return step.maker()
                .map(maker -> new MadeNote(maker, made))
                .map(note -> making.anew()
                        ? "note_made " + Sh.quoteAll(List.of(note.maker().directory(), made.file(), note.text()))
                        : "note_changed " + Sh.quoteAll(List.of(note.file(), made.digest())))
                .map(line -> line + "\n")
                .orElse("");
    }

    private String text(Action.Script script, String journalFunction, String notes)
            throws RemoteException, InterruptedException {
        StringBuilder text = new StringBuilder("set -eu\nexport FUNCTIONS=")
                .append(Sh.quote(session.shell().common()))
                .append("\n. \"$FUNCTIONS\"\nexport PROVISIONER_PLAYBOOK=")
                .append(Sh.quote(journal.playbook()))
                .append('\n')
                .append(journalFunction);
        String directory = session.shell().directory();
        text.append("BLOBS=$(mktemp -d ").append(Sh.quote(directory)).append("/blobs.XXXXXX)\n");
        text.append("""
                export BLOBS
                finish() {
                  status=$?
                  rm -rf "$BLOBS"
                  journal "$status"
                  if [ "$status" -ne 0 ]; then name_full %s/stderr || :; fi
                  exit "$status"
                }
                trap finish EXIT
                """.formatted(Sh.quote(directory)));
        text.append(notes);
        SortedMap<String, Bytes> blobs = new TreeMap<>(script.blobs());
        for (Map.Entry<String, Bytes> blob : blobs.entrySet()) {
            text.append(
                    blob.getValue().size() > EMBEDDED_LIMIT
                            ? uploaded(blob.getKey(), blob.getValue())
                            : embedded(blob.getKey(), blob.getValue()));
        }
        return text.append("(\n").append(script.text()).append("\n)\n").toString();
    }

    private String uploaded(String digest, Bytes bytes) throws RemoteException, InterruptedException {
        String path =
                session.connection().upload(bytes.toArray(), session.shell().directory() + "/upload." + digest, 0600);
        return "ln -s " + Sh.quote(path) + " \"$BLOBS/" + digest + "\"\n";
    }

    private static String embedded(String digest, Bytes bytes) {
        String encoded = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes.toArray());
        return "(umask 077; base64 -d >\"$BLOBS/" + digest + "\") <<'BLOB'\n" + encoded + "\nBLOB\n";
    }
}
