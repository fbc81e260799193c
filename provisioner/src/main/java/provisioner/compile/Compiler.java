package provisioner.compile;

import provisioner.resource.ResourceTypes;
import provisioner.source.InvalidInputException;

/** Turns the user's files into a program. */
public final class Compiler {
    private final ResourceTypes types;

    public Compiler(ResourceTypes types) {
        this.types = types;
    }

    /** @throws InvalidInputException with everything that is wrong in any of the files */
    public Program compile(CompileRequest request) throws InvalidInputException {
        throw new UnsupportedOperationException("not yet: " + types.names() + request);
    }
}
