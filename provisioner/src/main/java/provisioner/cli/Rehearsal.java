package provisioner.cli;

import java.util.List;

/** Several command lines in one process, for training the ahead-of-time cache: it learns from one process only. */
final class Rehearsal {
    private static final String NEXT = "--next";

    private Rehearsal() {}

    /** @param arguments the command lines, with {@code --next} between them; how they end does not matter */
    public static void main(String[] arguments) {
        List<String> rest = List.of(arguments);
        while (!rest.isEmpty()) {
            int end = rest.contains(NEXT) ? rest.indexOf(NEXT) : rest.size();
            String[] line = rest.subList(0, end).toArray(String[]::new);
            Main.commandLine(line).execute(line);
            rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
        }
    }
}
