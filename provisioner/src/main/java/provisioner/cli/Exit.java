package provisioner.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * How the process ends. Java itself waits for up to 300 ms for threads that are in native code (HotSpot's {@code
 * VM_Exit::wait_for_threads_in_native_to_block}), and once a virtual thread has waited for a socket one always is: the one that
 * polls for them. That is a third of a run, so runs over hosts end by POSIX's {@code _exit} where there is one.
 */
final class Exit {
    private final Optional<FutureTask<MethodHandle>> immediate;

    private Exit(Optional<FutureTask<MethodHandle>> immediate) {
        this.immediate = immediate;
    }

    /** In Java's own time, which is none where no host was contacted. */
    static Exit orderly() {
        return new Exit(Optional.empty());
    }

    /** At once. What that takes is made ready in the background. */
    static Exit immediate() {
        FutureTask<MethodHandle> function = new FutureTask<>(Exit::function);
        Thread.ofVirtual().name("warm up _exit").start(function);
        return new Exit(Optional.of(function));
    }

    /** Makes all of it ready, and goes on. */
    void warmUp() throws InterruptedException, ExecutionException {
        if (immediate.isPresent()) {
            immediate.get().get();
        }
    }

    /** Ends the process; nothing that is buffered is written any more, and nobody has hooks. */
    void with(int status) {
        if (immediate.isPresent()) {
            try {
                immediate.get().get().invokeExact(status);
            } catch (Throwable e) {
                // Not every platform has it: Java's own way is as good, if slower.
            }
        }
        // Not System.exit, which looks for a logger to tell of it.
        Runtime.getRuntime().halt(status);
    }

    private static MethodHandle function() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("_exit"), FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    }
}
