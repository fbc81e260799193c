package provisioner.remote.ssh.login;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;
import provisioner.remote.ssh.hostkey.KnownHost;

/** The publickey method (RFC 4252, 7). sshj's own needs the private key, which an agent does not give away. */
public final class PublicKeyLogin extends AbstractAuthMethod {
    private final LoginKey key;

    public PublicKeyLogin(LoginKey key) {
        super("publickey");
        this.key = key;
    }

    /** If signing would ask somebody, the host is first asked whether it accepts the key. */
    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return key.signsUnasked() ? signedRequest() : request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        params.getTransport().write(signedRequest());
    }

    private SSHPacket signedRequest() throws UserAuthException {
        SSHPacket request = request(true);
        byte[] signed = new Buffer.PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try {
            return request.putBytes(key.sign(algorithm(), signed));
        } catch (IOException e) {
            throw new UserAuthException(String.valueOf(e.getMessage()), e);
        }
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        try {
            return super.buildReq().putBoolean(signed).putString(algorithm()).putBytes(key.blob());
        } catch (IOException e) {
            throw new UserAuthException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The key's type, except for RSA keys, which sign with SHA-2 (RFC 8332). */
    private String algorithm() throws UserAuthException {
        try {
            String type = KnownHost.typeOf(key.blob()).orElse("");
            return type.startsWith("ssh-rsa") ? type.replace("ssh-rsa", "rsa-sha2-512") : type;
        } catch (IOException e) {
            throw new UserAuthException(String.valueOf(e.getMessage()), e);
        }
    }
}
