package provisioner.cli.record;

import java.util.List;
import provisioner.record.History;

/** How what is recorded is shown. */
interface View {
    void runs(List<History.Run> runs);

    void findings(List<History.Found> findings);

    void changes(List<History.Changed> changes);
}
