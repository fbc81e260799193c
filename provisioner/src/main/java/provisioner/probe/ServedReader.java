package provisioner.probe;

import java.util.List;
import java.util.Optional;
import provisioner.sh.Sh;
import provisioner.state.Certificate;
import provisioner.state.Observation.ServedState;
import provisioner.state.Observed;
import provisioner.state.Query.ServedQuery;

/** Reads the certificate that a server on the host serves to a TLS client on the host. */
final class ServedReader implements Reader<ServedQuery> {

    @Override
    public String script(List<ServedQuery> queries) {
        StringBuilder script = new StringBuilder("""
                served_probe() {
                  if ! command -v openssl >/dev/null; then return 0; fi
                  part "$1"
                  timeout 5 openssl s_client -connect "127.0.0.1:$2" -servername "$3" </dev/null 2>/dev/null |
                    head -c 65536
                }
                """);
        for (int i = 0; i < queries.size(); i++) {
            ServedQuery query = queries.get(i);
            script.append("served_probe served.")
                    .append(i)
                    .append(' ')
                    .append(query.port())
                    .append(' ')
                    .append(Sh.quote(query.name()))
                    .append('\n');
        }
        return script.toString();
    }

    @Override
    public void read(List<ServedQuery> queries, Answers answers, Observed.Builder into) {
        for (int i = 0; i < queries.size(); i++) {
            Optional<Certificate> leaf = answers.all("served." + i).stream()
                    .flatMap(sent -> sent.text().stream())
                    .flatMap(text -> CertificateReader.chain(text, "").stream())
                    .findFirst();
            into.put(queries.get(i), new ServedState(leaf));
        }
    }
}
