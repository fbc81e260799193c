package provisioner.probe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.probe.machine.MachineLines;
import provisioner.remote.shell.HostSystem;
import provisioner.sh.Scripts;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.MachineState;
import provisioner.state.Observed;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;

/** Reads the facts of a host: os-release(5), the kernel, memory, pending reboots and the state of dpkg. */
final class FactsReader implements Reader<FactsQuery> {
    private static final Set<String> APART = Set.of("clock", "dpkg_interrupted", "other_system");

    private static final String SCRIPT = Scripts.load(Scripts.class, "reboot-required.sh") + HostSystem.FUNCTION + """
            facts_probe() (
              ID='' VERSION_ID='' VERSION_CODENAME=''
              if [ -r /etc/os-release ]; then . /etc/os-release; fi
              say facts "other_system=$(other_system)"
              say facts "distribution=$ID"
              say facts "version=$VERSION_ID"
              facts_suite=$VERSION_CODENAME
              # Unstable bears the name of the next release; only its sources tell it from testing. Ubuntu's releases say */sid, too.
              case $ID:$(cat /etc/debian_version 2>/dev/null) in
                debian:*/sid)
                  if cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
                    grep -v '^ *#' | grep -qwE 'sid|unstable'; then facts_suite=sid; fi ;;
              esac
              say facts "suite=$facts_suite"
              say facts "architecture=$(dpkg --print-architecture)"
              say facts "kernel=$(uname -r)"
              say facts "hostname=$(uname -n)"
              say facts "cpus=$(nproc)"
              while read -r facts_key facts_value facts_unit; do
                if [ "$facts_key" = MemTotal: ]; then say facts "memory=$((facts_value * 1024))"; break; fi
              done </proc/meminfo
              say facts "clock=$(date +%s.%N)"
              facts_dpkg=no
              for facts_file in /var/lib/dpkg/updates/[0-9]*; do
                if [ -e "$facts_file" ]; then facts_dpkg=yes; fi
              done
              if grep -qE '^Status: [a-z]+ [a-z]+ (unpacked|half-configured|half-installed)$' /var/lib/dpkg/status; then
                facts_dpkg=yes
              fi
              say facts "dpkg_interrupted=$facts_dpkg"
              part facts.reboot
              reboot_required
            )
            facts_probe
            """;

    @Override
    public String script(List<FactsQuery> queries) {
        return SCRIPT;
    }

    @Override
    public void read(List<FactsQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        Map<String, String> facts = answers.pairs("facts", "fact");
        String other = facts.getOrDefault("other_system", "");
        if (!other.isEmpty()) {
            throw new ProbeException(HostSystem.refusal(other));
        }
        Instant clock = clock(facts.getOrDefault("clock", ""));
        boolean interrupted = "yes".equals(facts.get("dpkg_interrupted"));
        facts.keySet().removeAll(APART);
        List<String> reboot = Answers.shown(answers.one("facts.reboot")).lines().toList();
        for (FactsQuery query : queries) {
            into.put(query, new HostFacts(facts, reboot, interrupted, clock));
        }
    }

    private static Instant clock(String text) throws ProbeException {
        String[] parts = text.split("\\.", 2);
        try {
            return Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new ProbeException("the host sent an invalid time: '" + text + "'");
        }
    }

    /** Reads what only playbooks with facts need to know: machine.sh. */
    static final class Machine implements Reader<MachineQuery> {
        @Override
        public String script(List<MachineQuery> queries) {
            return Scripts.load(FactsReader.class, "machine.sh");
        }

        @Override
        public void read(List<MachineQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
            String virtualisation = answers.pairs("machine", "fact").getOrDefault("virtualisation", "");
            boolean told = !answers.all("machine.addresses").isEmpty();
            MachineLines lines =
                    new MachineLines(told ? Answers.text(answers.one("machine.addresses"), "addresses") : "");
            MachineState state = new MachineState(
                    virtualisation,
                    told ? Optional.of(lines.byInterface()) : Optional.empty(),
                    told
                            ? Optional.of(lines.route(Answers.text(answers.one("machine.routes"), "routes")))
                            : Optional.empty(),
                    MachineLines.disks(Answers.text(answers.one("machine.disks"), "disks")));
            queries.forEach(query -> into.put(query, state));
        }
    }
}
