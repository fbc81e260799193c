package provisioner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs several command lines in one process to train an ahead-of-time cache, which learns from one process only. */
final class AotTraining {
    private static final String NEXT = "--next";

    private AotTraining() {}

    /** @param arguments the command lines, separated by {@code --next}; their exit codes do not matter */
    public static void main(String[] arguments) throws Exception {
        // As in Main.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
        List<String> rest = List.of(arguments);
        while (!rest.isEmpty()) {
            int end = rest.contains(NEXT) ? rest.indexOf(NEXT) : rest.size();
            String[] line = rest.subList(0, end).toArray(String[]::new);
            Exit exit = Main.exit(List.of(line));
            Main.commandLine(line).execute(line);
            exit.warmUp();
            System.out.flush();
            rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
        }
    }
}
