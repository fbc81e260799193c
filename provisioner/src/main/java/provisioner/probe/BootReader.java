package provisioner.probe;

import java.util.List;
import java.util.Map;
import provisioner.sh.Scripts;
import provisioner.state.Observation.BootState;
import provisioner.state.Observed;
import provisioner.state.Query.BootQuery;

/** Reads the host's boot, its kernels and what requires a reboot: boot.sh. */
final class BootReader implements Reader<BootQuery> {
    @Override
    public String script(List<BootQuery> queries) {
        return Scripts.load(Scripts.class, "reboot-required.sh") + Scripts.load(BootReader.class, "boot.sh");
    }

    @Override
    public void read(List<BootQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, String> said = answers.pairs("boot", "line about its boot");
        String id = said.getOrDefault("id", "");
        if (id.isBlank()) {
            throw new ProbeException("the host does not say which boot this is");
        }
        BootState state = new BootState(
                id,
                said.getOrDefault("kernel", ""),
                said.getOrDefault("installed", ""),
                Answers.shown(answers.one("boot.required")).lines().toList(),
                said.getOrDefault("aimed", ""),
                said.getOrDefault("mark", ""),
                said.getOrDefault("system", ""));
        queries.forEach(query -> into.put(query, state));
    }
}
