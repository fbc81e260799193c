package provisioner.template;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * Variables on top of another scope. A variable's value is rendered in this scope when it is first used, so that it
 * sees the values that apply here, wherever it was declared.
 */
public final class LazyScope implements Scope {
    private final Scope outer;
    private final Evaluator evaluator;
    private final Map<String, Node.Entry> written = new LinkedHashMap<>();
    private final Map<String, Scope> writtenFor = new HashMap<>();
    private final Map<String, @Nullable Object> values = new HashMap<>();
    private final Map<String, Supplier<?>> asked = new HashMap<>();

    public LazyScope(Scope outer, Evaluator evaluator) {
        this.outer = outer;
        this.evaluator = evaluator;
    }

    /** An empty scope. */
    public static Scope empty() {
        return Empty.INSTANCE;
    }

    /** A scope within this one in which {@code $groups} has these groups too, empty if the inventory has none. */
    public LazyScope within(Collection<String> optionalGroups) {
        LazyScope inner = new LazyScope(this, evaluator);
        Peers.of(this).withOptional(optionalGroups).declare(inner);
        return inner;
    }

    /** Declares a variable without rendering it. */
    public void declare(Node.Entry variable) {
        written.put(variable.key(), variable);
        values.remove(variable.key());
    }

    /** Declares a variable without rendering it. It will be rendered in another scope. */
    public void declare(Node.Entry variable, Scope in) {
        declare(variable);
        writtenFor.put(variable.key(), in);
    }

    /** Sets the value of a name. */
    public void put(String name, @Nullable Object value) {
        written.remove(name);
        values.put(name, value);
    }

    /** Sets where the value of a name comes from whenever it is used. */
    public void ask(String name, Supplier<?> value) {
        asked.put(name, value);
    }

    @Override
    public boolean has(String name) {
        return asked.containsKey(name) || values.containsKey(name) || written.containsKey(name) || outer.has(name);
    }

    @Override
    public @Nullable Object get(String name) {
        Supplier<?> source = asked.get(name);
        if (source != null) {
            return source.get();
        }
        if (values.containsKey(name)) {
            return values.get(name);
        }
        Node.Entry entry = written.get(name);
        if (entry == null) {
            return outer.get(name);
        }
        Object value = evaluator.variable(entry, writtenFor.getOrDefault(name, this));
        values.put(name, value);
        return value;
    }

    /** Where a variable is declared, in this scope or an outer one; null for other names. */
    public @Nullable Location declaredAt(String name) {
        Node.Entry entry = written.get(name);
        if (entry == null) {
            return outer instanceof LazyScope further ? further.declaredAt(name) : null;
        }
        return entry.value().location();
    }

    @Override
    public Collection<String> names() {
        TreeSet<String> names = new TreeSet<>(outer.names());
        names.addAll(written.keySet());
        names.addAll(values.keySet());
        names.addAll(asked.keySet());
        return names;
    }

    private enum Empty implements Scope {
        INSTANCE;

        @Override
        public boolean has(String name) {
            return false;
        }

        @Override
        public @Nullable Object get(String name) {
            return null;
        }

        @Override
        public Collection<String> names() {
            return java.util.List.of();
        }
    }
}
