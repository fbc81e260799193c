package provisioner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.cli.terminal.FailedException;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.remote.target.Destination;
import provisioner.remote.target.Target;
import provisioner.resource.Passage;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.sshconfig.LocalUser;
import provisioner.sshconfig.Overrides;
import provisioner.sshconfig.SshConfig;
import provisioner.sshconfig.TargetResolver;

/** How to reach hosts: as the inventory and the SSH configuration say, or in the lab, which ignores both. */
record SshAccess(Optional<Path> sshConfig, Overrides preferences, Optional<Secret> sudoPassword, boolean lab) {

    /**
     * @param targets how to reach each host, by name
     * @param warnings what of the SSH configuration is followed otherwise than it is written
     */
    record Routes(SequencedMap<String, Target> targets, List<Problem> warnings) {
        /** What is reached through each host, by its name. Hosts that are no jump hosts of the run have no entry. */
        Map<String, List<Passage>> passages() {
            Map<String, List<Passage>> passages = new HashMap<>();
            for (Target target : targets.values()) {
                for (Target end = target; end.via().isPresent(); end = end.via().get()) {
                    Passage passage = new Passage(target.host(), end.address(), end.port());
                    named(end.via().get())
                            .ifPresent(name -> passages.computeIfAbsent(name, n -> new ArrayList<>())
                                    .add(passage));
                }
            }
            return passages;
        }

        private Optional<String> named(Target jump) {
            return targets.values().stream()
                    .filter(target -> target.kind() == jump.kind()
                            && target.port() == jump.port()
                            && target.address().equals(jump.address()))
                    .map(Target::host)
                    .findFirst();
        }
    }

    /** Asks for the sudo password if {@code --ask-sudo-password} was given. */
    static SshAccess of(RunSettings settings, boolean lab) throws FailedException {
        return new SshAccess(settings.sshConfig(), settings.preferences(), settings.sudoPassword(), lab);
    }

    /** To find out what is wrong with the way to hosts, without going it. */
    static SshAccess unused(Optional<Path> sshConfig) {
        return new SshAccess(sshConfig, Overrides.none(), Optional.empty(), false);
    }

    /** Masks the program's secrets and the password that was typed. */
    Masker masker(Program program) {
        Set<Secret> secrets = new HashSet<>(program.secrets());
        sudoPassword.ifPresent(secrets::add);
        return Masker.of(secrets);
    }

    Routes routes(Program program) throws InvalidInputException {
        return routes(program.hosts().stream().map(HostProgram::destination).toList());
    }

    /** @throws InvalidInputException with every problem in the SSH configuration, before any host is contacted */
    Routes routes(List<Destination> destinations) throws InvalidInputException {
        Problems problems = new Problems();
        LocalUser operator = LocalUser.current();
        SshConfig config =
                lab ? SshConfig.none() : SshConfig.read(sshConfig, operator, new InputFiles(Path.of("")), problems);
        TargetResolver resolving = new TargetResolver(config, operator, preferences, problems);
        SequencedMap<String, Target> targets = new LinkedHashMap<>();
        destinations.forEach(declared -> resolving
                .resolve(declared.withSudoPassword(sudoPassword.or(declared::sudoPassword)))
                .ifPresent(target -> targets.put(target.host(), target)));
        problems.throwIfAny();
        return new Routes(targets, resolving.warnings());
    }
}
