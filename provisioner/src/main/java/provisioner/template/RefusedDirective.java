package provisioner.template;

import java.io.Writer;
import org.apache.velocity.context.InternalContextAdapter;
import org.apache.velocity.exception.TemplateInitException;
import org.apache.velocity.runtime.RuntimeServices;
import org.apache.velocity.runtime.directive.Directive;
import org.apache.velocity.runtime.parser.node.Node;

/**
 * A directive that templates must not use, because a template must not read a file that the digests of a saved plan do
 * not cover. Public with public constructors, because Velocity creates the instances.
 */
public abstract class RefusedDirective extends Directive {
    private final String name;

    RefusedDirective(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public int getType() {
        return LINE;
    }

    @Override
    public void init(RuntimeServices services, InternalContextAdapter context, Node node) {
        String message = "#" + name + " is not available in templates";
        throw new TemplateInitException(message, null, new String[0], getTemplateName(), getColumn(), getLine());
    }

    @Override
    public boolean render(InternalContextAdapter context, Writer writer, Node node) {
        throw new IllegalStateException("refused at init");
    }

    /** {@code #parse}. */
    public static final class Parse extends RefusedDirective {
        public Parse() {
            super("parse");
        }
    }

    /** {@code #include}. */
    public static final class Include extends RefusedDirective {
        public Include() {
            super("include");
        }
    }

    /** {@code #evaluate}. */
    public static final class Evaluate extends RefusedDirective {
        public Evaluate() {
            super("evaluate");
        }
    }
}
