import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The way to the kit's hosts: direct, or through relays that delay, which an ssh configuration leads to. */
record Lines(int delayMillis, List<Relay> relays, Path config) implements AutoCloseable {

    static Lines of(int delayMillis, List<String> addresses, Path work) throws IOException {
        List<Relay> relays = new ArrayList<>();
        StringBuilder config = new StringBuilder();
        for (String address : delayMillis == 0 ? List.<String>of() : addresses) {
            Relay relay = new Relay(address, delayMillis);
            relays.add(relay);
            config.append("Host %s\n  HostName 127.0.0.1\n  Port %d\n  HostKeyAlias %s\n".formatted(address, relay.port(), address));
        }
        return new Lines(delayMillis, relays, Files.writeString(work.resolve("ssh_config-" + delayMillis), config));
    }

    boolean direct() {
        return relays.isEmpty();
    }

    /** The same command of ours, over these lines. */
    Measured.Command around(Measured.Command command) {
        if (direct()) {
            return command;
        }
        List<String> line = new ArrayList<>(command.line());
        line.addAll(2, List.of("-F", config.toString()));
        return new Measured.Command(command.command(), command.directory(), line, command.exits());
    }

    @Override
    public void close() throws IOException {
        for (Relay relay : relays) {
            relay.close();
        }
    }
}
