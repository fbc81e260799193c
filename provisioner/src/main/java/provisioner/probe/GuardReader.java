package provisioner.probe;

import java.util.List;
import provisioner.probe.own.OwnProbes;
import provisioner.sh.Sh;
import provisioner.state.Observation.GuardState;
import provisioner.state.Observed;
import provisioner.state.Query.GuardQuery;
import provisioner.state.Query.OwnQuery;

/**
 * Runs the user's own probes, each in its own shell, without input and for at most thirty seconds. The text comes
 * through a pipe, because everybody can see process arguments, and on standard input a command could consume the rest
 * of it.
 */
final class GuardReader implements Reader<GuardQuery> {
    private static final int TIMED_OUT = 124;
    private static final int SECONDS = 30;

    private static final String SCRIPT = """
            guard_probe() {
              part "$1"
              {
                printf '%%s\\n' "$2" | {
                  timeout -k 5 %d sh -c '. /dev/fd/3' 3<&0 0</dev/null 2>&1 >/dev/null 4>&- 5>&-
                  echo "$?" >&5
                } | tail -c 512
              } 5>&1
            }
            """.formatted(SECONDS);

    @Override
    public String script(List<GuardQuery> queries) {
        StringBuilder script = new StringBuilder(SCRIPT);
        for (int i = 0; i < queries.size(); i++) {
            script.append("guard_probe guard.").append(i).append(' ');
            script.append(Sh.quote(queries.get(i).shell())).append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<GuardQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> guard(Answers.shown(answers.one("guard." + i))));
    }

    private static GuardState guard(String answer) throws ProbeException {
        String[] parts = answer.split("\n", 2);
        try {
            int exit = Integer.parseInt(parts[0]);
            String error = exit == TIMED_OUT ? "did not end within " + SECONDS + " s" : parts[1].strip();
            return new GuardState(exit, error);
        } catch (NumberFormatException e) {
            throw new ProbeException("the host sent an invalid exit status: '" + parts[0] + "'");
        }
    }

    /** Runs the probes of types of the operator's own, which also is the user's own text. */
    static final class Own implements Reader<OwnQuery> {
        @Override
        public String script(List<OwnQuery> queries) {
            return OwnProbes.script(queries.stream().map(OwnQuery::script).toList());
        }

        @Override
        public void read(List<OwnQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
            String why = Answers.shown(answers.one(OwnProbes.WHY)).strip();
            if (!why.isEmpty()) {
                throw new ProbeException("it cannot be asked where nothing can be written: " + why);
            }
            Reader.each(
                    queries,
                    into,
                    (i, query) -> OwnProbes.state(
                            Answers.shown(answers.one(OwnProbes.printed(i))),
                            Answers.shown(answers.one(OwnProbes.end(i))),
                            query.keys()));
        }
    }
}
