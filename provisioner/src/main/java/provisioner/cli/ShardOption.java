package provisioner.cli;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;
import provisioner.inventory.Shard;

/** The option {@code --shard}, whose numbers may come from the scheduler that has started this run as one of several. */
final class ShardOption {
    /** Of an Indexed Job of Kubernetes; counts from 0. */
    private static final String JOB_INDEX = "JOB_COMPLETION_INDEX";

    /** Of parallel jobs of GitLab and of what calls them so too; counts from 1. */
    private static final String NODE_INDEX = "CI_NODE_INDEX";

    private static final String NODE_TOTAL = "CI_NODE_TOTAL";

    private static final Pattern WRITTEN = Pattern.compile("(auto|\\d{1,6})(?:/(\\d{1,6}))?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    final OptionSpec option = OptionSpec.builder("--shard")
            .paramLabel("I/N")
            .type(String.class)
            .description("Work on the I-th of N parts of the hosts, from 1. 'auto/N' takes I from $" + JOB_INDEX
                    + " (from 0) or $" + NODE_INDEX + "; 'auto' takes both from $" + NODE_INDEX + " and $" + NODE_TOTAL
                    + ".")
            .build();

    /** @throws UsageException if it names no part */
    Optional<Shard> shard(Map<String, String> environment) throws UsageException {
        Optional<String> given = Optional.ofNullable(option.getValue());
        return given.isPresent() ? Optional.of(shard(given.get(), environment)) : Optional.empty();
    }

    boolean isGiven() {
        return option.getValue() != null;
    }

    private static Shard shard(String given, Map<String, String> environment) throws UsageException {
        Matcher written = WRITTEN.matcher(given);
        boolean auto = given.startsWith("auto");
        if (!written.matches() || !auto && written.group(2) == null) {
            throw new UsageException("--shard must be I/N, such as 2/5, or auto/N, or auto; found '" + given + "'");
        }
        int index = auto ? index(environment) : Integer.parseInt(written.group(1));
        int count = written.group(2) == null
                ? number(environment, NODE_TOTAL, "write the number of shards: --shard auto/N")
                : Integer.parseInt(written.group(2));
        if (index < 1 || index > count) {
            throw new UsageException("--shard must name one of its shards, 1 to " + count + "; found shard " + index);
        }
        return new Shard(index, count);
    }

    private static int index(Map<String, String> environment) throws UsageException {
        String otherwise = "write the shard: --shard I/N";
        return environment.containsKey(JOB_INDEX)
                ? number(environment, JOB_INDEX, otherwise) + 1
                : number(environment, NODE_INDEX, otherwise);
    }

    private static int number(Map<String, String> environment, String name, String otherwise) throws UsageException {
        String text = environment.get(name);
        if (text == null || !NUMBER.matcher(text).matches()) {
            String found = text == null ? "it is not set" : "found '" + text + "'";
            throw new UsageException("--shard auto needs a number in the environment variable " + name + ": " + found
                    + "; " + otherwise);
        }
        return Integer.parseInt(text);
    }
}
