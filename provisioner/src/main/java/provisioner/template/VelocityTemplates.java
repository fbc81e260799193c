package provisioner.template;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.Template;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.ParseException;
import org.apache.velocity.util.introspection.SecureUberspector;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/** Velocity in strict mode, without access to Java, files and logging. Each text is parsed once. */
final class VelocityTemplates {
    private static final String RESULT = "expression_result__";
    private static final int LONGEST_LOOP = 100_000;

    private final Map<String, Template> parsed = new HashMap<>();
    private @Nullable RuntimeInstance runtime;

    String render(TemplateText source, Scope scope) {
        StringWriter out = new StringWriter();
        merge(source, Escapes.hide(LineEnds.settle(source.text())), 0, scope, new ScopeContext(scope), out);
        return Escapes.show(out.toString());
    }

    /** The value of an expression as in {@code #if(...)}. Unlike there, an undefined reference is an error. */
    @Nullable
    Object evaluate(TemplateText source, Scope scope) {
        String before = "#set($" + RESULT + "=";
        ScopeContext context = new ScopeContext(scope);
        merge(source, before + source.text() + ")", before.length(), scope, context, new StringWriter());
        return context.internalGet(RESULT);
    }

    private void merge(
            TemplateText source, String text, int shift, Scope scope, ScopeContext context, StringWriter out) {
        try {
            parse(text).merge(context, out);
        } catch (RuntimeException | ParseException e) {
            throw Failures.explain(e, source, shift, scope);
        }
    }

    private Template parse(String text) throws ParseException {
        Template known = parsed.get(text);
        if (known != null) {
            return known;
        }
        Template template = new Template();
        template.setRuntimeServices(runtime());
        // Velocity keeps inline macros by the template's name.
        template.setName("template-" + parsed.size());
        template.setData(runtime().parse(new StringReader(text), template));
        template.initDocument();
        parsed.put(text, template);
        return template;
    }

    private RuntimeInstance runtime() {
        if (runtime == null) {
            runtime = start();
        }
        return runtime;
    }

    private static RuntimeInstance start() {
        RuntimeInstance velocity = new RuntimeInstance();
        velocity.setProperty(RuntimeConstants.RUNTIME_LOG_INSTANCE, NOPLogger.NOP_LOGGER);
        velocity.setProperty(RuntimeConstants.RUNTIME_REFERENCES_STRICT, true);
        velocity.setProperty(RuntimeConstants.UBERSPECT_CLASSNAME, SecureUberspector.class.getName());
        velocity.setProperty(RuntimeConstants.SPACE_GOBBLING, "none");
        velocity.setProperty(RuntimeConstants.VM_LIBRARY, "");
        velocity.setProperty(RuntimeConstants.VM_PERM_INLINE_LOCAL, true);
        velocity.setProperty(RuntimeConstants.VM_ARGUMENTS_STRICT, true);
        velocity.setProperty(RuntimeConstants.MAX_NUMBER_LOOPS, LONGEST_LOOP);
        // No loaders, because every text is passed in.
        velocity.setProperty(RuntimeConstants.RESOURCE_LOADERS, "none");
        velocity.setProperty("resource.loader.none.class", NoLoader.class.getName());
        velocity.init();
        velocity.addDirective(new RefusedDirective.Parse());
        velocity.addDirective(new RefusedDirective.Include());
        velocity.addDirective(new RefusedDirective.Evaluate());
        return velocity;
    }
}
