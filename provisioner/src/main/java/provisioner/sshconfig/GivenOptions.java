package provisioner.sshconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.remote.target.SshOption;
import provisioner.source.Problems;

/** Options that an inventory gives for a host. They go before those of the configuration, as ssh's own command line does. */
record GivenOptions(List<SshOption> options, Problems problems) {

    /** These, and after them the others. */
    Map<String, List<Directive>> before(Map<String, List<Directive>> configured) {
        if (options.isEmpty()) {
            return configured;
        }
        Map<String, List<Directive>> all = new LinkedHashMap<>();
        options.forEach(option -> directive(option)
                .ifPresent(directive -> all.computeIfAbsent(directive.keyword(), keyword -> new ArrayList<>())
                        .add(directive)));
        configured.forEach((keyword, lines) ->
                all.computeIfAbsent(keyword, word -> new ArrayList<>()).addAll(lines));
        return all;
    }

    private Optional<Directive> directive(SshOption option) {
        Optional<ConfigLine> line = ConfigLine.of(option.line());
        List<String> arguments = line.flatMap(ConfigLine::arguments).orElse(List.of());
        if (line.isEmpty() || arguments.isEmpty() || option.line().indexOf(0) >= 0) {
            problems.add(option.location(), "'" + option.line() + "' must be an option of ssh with a value");
            return Optional.empty();
        }
        String keyword = line.get().keyword();
        if (Keywords.counts(keyword)) {
            return Optional.of(
                    new Directive(option.location(), keyword, line.get().rest(), arguments, List.of()));
        }
        if (!Keywords.known(keyword)) {
            problems.unknown(option.location(), "option of ssh", keyword, Keywords.READ);
        }
        return Optional.empty();
    }
}
