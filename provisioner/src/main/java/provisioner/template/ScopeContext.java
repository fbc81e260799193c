package provisioner.template;

import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.MethodExceptionEventHandler;
import org.apache.velocity.app.event.ReferenceInsertionEventHandler;
import org.apache.velocity.context.AbstractContext;
import org.apache.velocity.context.Context;
import org.apache.velocity.util.introspection.Info;
import org.jspecify.annotations.Nullable;

/** A scope for Velocity. A variable that a template sets is visible only there, where it hides the scope's. */
final class ScopeContext extends AbstractContext {
    private final Scope scope;
    private final Map<String, @Nullable Object> local = new HashMap<>();

    ScopeContext(Scope scope) {
        this.scope = scope;
        EventCartridge events = new EventCartridge();
        events.addEventHandler((ReferenceInsertionEventHandler) ScopeContext::insertable);
        events.addEventHandler((MethodExceptionEventHandler) ScopeContext::failed);
        events.attachToContext(this);
    }

    /** Only single values can be inserted: nginx's own {@code $host} must not become the name of a Java class. */
    private static @Nullable Object insertable(Context context, String reference, @Nullable Object value) {
        if (value != null && Values.text(value).isEmpty()) {
            String hint = "use a part of it, or write \\" + reference + " for a literal $";
            throw new InsertionRefused(
                    reference, reference + " must be a single value, found " + Values.describe(value), hint);
        }
        return value;
    }

    /** Without this handler Velocity would treat a failed call as no value, because there are other handlers. */
    private static Object failed(Context context, Class<?> type, String method, Exception cause, Info info) {
        throw new CallFailed(method, cause, info);
    }

    /** A method that a template called has thrown. */
    static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String method;
        private final int line;
        private final int column;

        CallFailed(String method, Exception cause, Info info) {
            super(cause);
            this.method = method;
            this.line = info.getLine();
            this.column = info.getColumn();
        }

        String method() {
            return method;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }

    /** Carries the reference, because Velocity does not tell where it is in the text. */
    static final class InsertionRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String reference;
        private final String hint;

        InsertionRefused(String reference, String message, String hint) {
            super(message);
            this.reference = reference;
            this.hint = hint;
        }

        String reference() {
            return reference;
        }

        String hint() {
            return hint;
        }
    }

    @Override
    public @Nullable Object internalGet(String key) {
        return local.containsKey(key) ? local.get(key) : scope.get(key);
    }

    @Override
    public @Nullable Object internalPut(String key, @Nullable Object value) {
        return local.put(key, value);
    }

    @Override
    public boolean internalContainsKey(String key) {
        return local.containsKey(key) || scope.has(key);
    }

    @Override
    public String[] internalGetKeys() {
        return local.keySet().toArray(new String[0]);
    }

    @Override
    public @Nullable Object internalRemove(String key) {
        return local.remove(key);
    }
}
