package provisioner.resource.check;

/** A header of a request or an answer; names are told apart regardless of case. */
public record HttpHeader(String name, String value) {
    @Override
    public String toString() {
        return name;
    }
}
