package provisioner.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * How the process ends. Java waits up to 300 ms for threads in native code (HotSpot's {@code
 * VM_Exit::wait_for_threads_in_native_to_block}). Once a virtual thread has waited for a socket, there always is one:
 * the poller. The wait takes a third of a run, so runs over hosts end with POSIX's {@code _exit} where it is available.
 */
final class Exit {
    private final Optional<FutureTask<MethodHandle>> immediate;

    private Exit(Optional<FutureTask<MethodHandle>> immediate) {
        this.immediate = immediate;
    }

    /** Lets Java shut down by itself, which takes no time if no host was contacted. */
    static Exit orderly() {
        return new Exit(Optional.empty());
    }

    /** Exits at once. Looks up {@code _exit} in the background. */
    static Exit immediate() {
        FutureTask<MethodHandle> function = new FutureTask<>(Exit::function);
        Thread.ofVirtual().name("warm up _exit").start(function);
        return new Exit(Optional.of(function));
    }

    /** Prepares the exit without exiting. */
    void warmUp() throws InterruptedException, ExecutionException {
        if (immediate.isPresent()) {
            immediate.get().get();
        }
    }

    /** Ends the process. Writes nothing that is still buffered and runs no shutdown hooks. */
    void with(int status) {
        if (immediate.isPresent()) {
            try {
                immediate.get().get().invokeExact(status);
            } catch (Throwable e) {
                // Not every platform has it. Java's own way works too, but is slower.
            }
        }
        // Not System.exit, which first looks for a logger.
        Runtime.getRuntime().halt(status);
    }

    private static MethodHandle function() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }
}
