package provisioner.template;

/** A host as templates see it: {@code $host.name}, {@code $host.address}, {@code $host.vars.listen}. */
public final class HostView {
    private final String name;
    private final String address;
    private final Variables vars;

    public HostView(String name, String address, Scope variables) {
        this.name = name;
        this.address = address;
        this.vars = new Variables(variables);
    }

    public String getName() {
        return name;
    }

    public String getAddress() {
        return address;
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
