package provisioner.probe;

import java.util.List;
import provisioner.probe.readings.Readings;
import provisioner.state.Observed;
import provisioner.state.Query.ReadingQuery;

/** Asks programs of the host what they make of what was set; {@link Readings} knows their words. */
final class ReadingReader implements Reader<ReadingQuery> {
    @Override
    public String script(List<ReadingQuery> queries) {
        StringBuilder script = new StringBuilder(Readings.functions());
        for (int i = 0; i < queries.size(); i++) {
            script.append("part reading.").append(i).append("\n(");
            script.append(Readings.command(queries.get(i)))
                    .append(")\nsay reading.end.")
                    .append(i)
                    .append(" $?\n");
        }
        return script.toString();
    }

    @Override
    public void read(List<ReadingQuery> queries, Answers answers, Observed.Builder into) {
        Reader.each(queries, into, (i, query) -> {
            String name =
                    query.reading().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            String answer = answers.text("reading." + i);
            if (!answers.text("reading.end." + i).equals("0")) {
                throw new ProbeException("unknown, the host cannot say: " + name + " "
                        + query.words().getFirst() + ": " + answer.strip().replace('\n', ' '));
            }
            try {
                return Readings.read(query, answer);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new ProbeException("the host sent a malformed answer about " + name, e);
            }
        });
    }
}
