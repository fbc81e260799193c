package provisioner.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.compile.CompileRequest.Access;
import provisioner.compile.Program;
import provisioner.remote.Target;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problems;
import provisioner.sshconfig.Destination;
import provisioner.sshconfig.Operator;
import provisioner.sshconfig.Preferences;
import provisioner.sshconfig.SshConfig;
import provisioner.sshconfig.Targets;

/** How hosts are reached: by the inventory and ssh's configuration, or by the lab, which ssh's configuration knows nothing of. */
record Reach(Optional<Path> sshConfig, Preferences preferences, boolean lab) {

    static Reach of(RunSettings settings, boolean lab) {
        return new Reach(settings.sshConfig(), settings.preferences(), lab);
    }

    SequencedMap<String, Target> targets(Program program) throws InvalidInputException {
        SequencedMap<String, Access> access = new LinkedHashMap<>();
        program.hosts().forEach(host -> access.put(host.host(), host.access()));
        return targets(access);
    }

    /** @throws InvalidInputException with everything in ssh's configuration that cannot be followed, before any host is contacted */
    SequencedMap<String, Target> targets(Map<String, Access> access) throws InvalidInputException {
        Problems problems = new Problems();
        Operator operator = Operator.current();
        SshConfig config =
                lab ? SshConfig.none() : SshConfig.read(sshConfig, operator, new InputFiles(Path.of("")), problems);
        Targets resolving = new Targets(config, operator, preferences, problems);
        SequencedMap<String, Target> targets = new LinkedHashMap<>();
        access.forEach((host, declared) -> resolving
                .resolve(new Destination(
                        host,
                        declared.address(),
                        declared.port(),
                        declared.user(),
                        declared.keys(),
                        declared.knownHosts(),
                        Optional.empty()))
                .ifPresent(target -> targets.put(host, target)));
        problems.throwIfAny();
        return targets;
    }
}
