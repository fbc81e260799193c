package provisioner.remote;

import java.time.Duration;

/**
 * What is common to all connections of a run.
 *
 * @param connectTimeout bound for reaching an address, and again for each message of the handshake
 * @param keepAlive interval of keep-alive requests; a peer that leaves five unanswered is given up
 */
public record SshOptions(
        Duration connectTimeout, Duration keepAlive, HostKeyPolicy hostKeys, PassphrasePrompt passphrases) {

    /** Ten seconds to connect, a dead peer noticed in about ten, unknown host keys refused, nobody to ask. */
    public static SshOptions defaults() {
        return new SshOptions(
                Duration.ofSeconds(10), Duration.ofSeconds(2), HostKeyPolicy.STRICT, PassphrasePrompt.none());
    }

    public SshOptions withConnectTimeout(Duration timeout) {
        return new SshOptions(timeout, keepAlive, hostKeys, passphrases);
    }

    public SshOptions withHostKeys(HostKeyPolicy policy) {
        return new SshOptions(connectTimeout, keepAlive, policy, passphrases);
    }

    public SshOptions withPassphrases(PassphrasePrompt prompt) {
        return new SshOptions(connectTimeout, keepAlive, hostKeys, prompt);
    }
}
