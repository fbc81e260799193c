package provisioner.sshconfig;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Problems;

/** The values of tokens such as {@code %h} and of {@code ${NAME}}: ssh_config(5), TOKENS. */
record Tokens(Map<Character, String> values, Optional<Map<String, String>> environment) {
    private static final Set<Character> PROXY = Set.of('%', 'h', 'k', 'n', 'p', 'r');

    /** The tokens for {@code HostName}, when nothing else is known yet. */
    static Tokens ofName(String alias) {
        return new Tokens(Map.of('h', alias, '%', "%"), Optional.empty());
    }

    /**
     * @param alias as on ssh's command line
     * @param hostKeyAlias the host's name in known_hosts
     */
    static Tokens of(LocalUser operator, String alias, String address, int port, String user, String hostKeyAlias) {
        Map<Character, String> values = new LinkedHashMap<>();
        values.put('%', "%");
        values.put('d', operator.home().toString());
        values.put('h', address);
        operator.uid().ifPresent(uid -> values.put('i', uid));
        values.put('k', hostKeyAlias);
        values.put('l', operator.localHost());
        int dot = operator.localHost().indexOf('.');
        values.put('L', dot < 0 ? operator.localHost() : operator.localHost().substring(0, dot));
        values.put('n', alias);
        values.put('p', Integer.toString(port));
        values.put('r', user);
        values.put('u', operator.user());
        values.put('C', sha1(operator.localHost() + address + port + user));
        return new Tokens(values, Optional.of(operator.environment()));
    }

    /** The tokens of {@code ProxyCommand} and {@code ProxyJump}. A shell expands {@code ${NAME}} of a command. */
    Tokens ofProxy() {
        Map<Character, String> few = new LinkedHashMap<>(values);
        few.keySet().retainAll(PROXY);
        return new Tokens(few, Optional.empty());
    }

    /** Empty after a problem. */
    Optional<String> expand(Directive directive, String text, Problems problems) {
        StringBuilder expanded = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int end = text.startsWith("${", at) && environment.isPresent() ? text.indexOf('}', at) : -1;
            String value;
            if (c == '%') {
                at++;
                value = at < text.length() ? values.get(text.charAt(at)) : null;
            } else if (end > 0) {
                value = environment.get().get(text.substring(at + 2, end));
                at = end;
            } else {
                value = Character.toString(c);
            }
            if (value == null) {
                problems.add(directive.at(), "'" + text + "' of " + directive.keyword() + " cannot be expanded");
                return Optional.empty();
            }
            expanded.append(value);
        }
        return Optional.of(expanded.toString());
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
