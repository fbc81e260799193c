package provisioner.template;

/** Stands for facts where none are known: what is decided there is about more than the steps of one host. */
public final class NoFacts {
    /** @throws Refusal always */
    public Object get(String name) {
        throw new Refusal(
                "$facts." + name + " must not be used here: only the steps of a host itself know its facts",
                "write it in a step's parameters, condition or template");
    }
}
