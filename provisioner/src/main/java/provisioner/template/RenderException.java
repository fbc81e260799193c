package provisioner.template;

import provisioner.source.Problem;

/** A text cannot be rendered. Unchecked, because it must pass through Velocity, which calls back for variables. */
public final class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RenderException(Problem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
