package provisioner.template;

import java.util.function.Supplier;

/** A host as templates see it: {@code $host.name}, {@code $host.address}, {@code $host.vars.listen}. */
public final class HostView {
    private final String name;
    private final Supplier<String> address;
    private final Variables vars;

    /** @param address throws a {@link Refusal} where there is none to tell */
    public HostView(String name, Supplier<String> address, Scope variables) {
        this.name = name;
        this.address = address;
        this.vars = new Variables(variables);
    }

    public String getName() {
        return name;
    }

    public String getAddress() {
        return address.get();
    }

    public Variables getVars() {
        return vars;
    }

    /** A host's variables by name; nothing under a name that it has not, so that {@code #if} can ask. */
    public static final class Variables {
        private final Scope scope;

        private Variables(Scope scope) {
            this.scope = scope;
        }

        public @org.jspecify.annotations.Nullable Object get(String name) {
            return scope.get(name);
        }

        public boolean containsKey(String name) {
            return scope.has(name);
        }
    }
}
