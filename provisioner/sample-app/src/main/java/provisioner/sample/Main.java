package provisioner.sample;

import java.io.IOException;

/** Starts the server, and stops it on SIGTERM. */
public final class Main {
    /** As in sysexits.h(3head): something in the configuration is wrong. */
    private static final int CONFIGURATION = 78;

    private Main() {}

    public static void main(String[] args) throws IOException {
        Config config;
        try {
            config = Config.of(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(CONFIGURATION);
            return;
        }
        Server server = new Server(config);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("version " + config.version() + " listens on " + server.address());
    }
}
