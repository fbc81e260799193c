package provisioner.sshconfig;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Configurations that {@link OpenSshComparisonTest} asks OpenSSH and us for. */
final class OpenSshCases {
    private OpenSshCases() {}

    /** A configuration, the names it is asked for, and the files that it includes. */
    record Case(String name, String text, List<String> aliases, Map<String, String> included) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String aliases, String text) {
        return new Case(name, text, List.of(aliases.split(" ", -1)), Map.of());
    }

    private static Case including(String name, String aliases, String text, Map<String, String> files) {
        return new Case(name, text, List.of(aliases.split(" ", -1)), files);
    }

    static Stream<Case> all() {
        return Stream.of(blocks(), matches(), values(), commands(), includes()).flatMap(cases -> cases);
    }

    private static Stream<Case> matches() {
        return Stream.of(
                of("Match host", "a b", "Match host a\n Port 2\n"),
                of("Match host with patterns", "a b c", "Match host a,c*,!x\n Port 2\nMatch host *,!b\n User u\n"),
                of("only negated patterns", "a b", "Match host !a\n Port 2\n"),
                of(
                        "Match host after HostName",
                        "a",
                        "HostName h.ex\nMatch host h.ex\n Port 2\nMatch host a\n Port 3\n"),
                of(
                        "Match host before HostName",
                        "a",
                        "Match host h\n Port 2\nMatch host a\n Port 3\nHost a\n HostName h\n"),
                of("Match host and %h", "a", "HostName %h.ex\nMatch host a.ex\n Port 2\n"),
                of(
                        "Match originalhost",
                        "a b",
                        "HostName h\nMatch originalhost a\n Port 2\nMatch originalhost h\n Port 3\n"),
                of("case of names", "WEB web", "Match originalhost web\n Port 2\nMatch host WEB\n User u\n"),
                of("Match user", "a b", "Host a\n User u\nMatch user u\n Port 2\nMatch user !u,*\n Port 3\n"),
                of("Match user before User", "a", "Match user u\n Port 2\nHost a\n User u\n"),
                of(
                        "a user set within the block",
                        "a",
                        "Match user !u,*\n User u\n Port 2\nMatch user u\n HostName h\n"),
                of("Match localuser", "a", "Match localuser nobody-here\n Port 2\nMatch localuser *\n Port 3\n"),
                of(
                        "negated criteria",
                        "a b",
                        "Match !host a\n Port 2\nMatch !originalhost b !user nobody-here\n User u\n"),
                of("several criteria", "a b", "HostName h\nMatch host h originalhost b\n Port 2\n"),
                of("equals signs between", "a b", "Match host=a\n Port 2\nMatch originalhost=b user=*\n Port 3\n"),
                of("case of criteria", "a", "Match HOST a Originalhost a\n Port 2\n"),
                of("quotes and a comment", "a b", "Match host \"a,b\" user * # c d\n Port 2\n"),
                of("all, negated", "a", "Match !all\n Port 2\nMatch all\n Port 3\n"),
                of(
                        "exec for others",
                        "a",
                        "Match host z exec \"exit 0\"\n Port 2\nMatch originalhost z exec false\n Port 3\n"),
                of("exec for others, first", "a", "Match exec true host z\n Port 2\n"),
                of("canonical for others", "a", "Match host z canonical\n Port 2\nPort 3\n"),
                of("final without a setting that counts", "a", "Match final all\n ForwardAgent yes\nHost a\n Port 2\n"),
                of(
                        "final with blocks for the same name",
                        "a",
                        "Host a\n HostName h\n IdentityFile ~/a\nMatch final host z\n Port 9\nHost b\n Port 3\n"),
                of(
                        "a block within a block",
                        "a",
                        "Host b\n User u\nMatch host a\n Port 2\nHost a\n HostName h\nMatch host h\n User v\n"));
    }

    private static Stream<Case> commands() {
        return Stream.of(
                of("a command", "a b", "Host a\n Port 5\n ProxyCommand nc %h %p\n"),
                of("a command with all tokens", "a", "HostName h\nUser u\nPort 5\nProxyCommand x %h:%p %r %n 100%%\n"),
                of("a command with quotes", "a", "ProxyCommand = sh -c 'exec \"nc\" %h   %p' # so\n"),
                of("a command for a shell", "a", "ProxyCommand a=%h; nc $a ${PORT:-%p} 2>/dev/null\n"),
                of("command before hop", "a b", "Host a\n ProxyCommand nc %h %p\nHost a b\n ProxyJump j\n"),
                of("no hop, then a command", "a", "ProxyJump none\nProxyCommand nc %h %p\n"),
                of("no hop, then a hop", "a", "ProxyJump none\nProxyJump j\n"),
                of("two commands", "a", "ProxyCommand one\nProxyCommand two\n"),
                of("no command", "a b", "Host a\n ProxyCommand none\nHost *\n ProxyCommand nc %h %p\n"),
                of("a command in a Match", "a b", "Match host a\n ProxyCommand nc %h %p\n"));
    }

    private static Stream<Case> blocks() {
        return Stream.of(
                of("nothing", "web-1 203.0.113.9", ""),
                of("first value wins", "a b", "Host a\n Port 1\n Port 2\nHost *\n Port 3\n User u\n"),
                of("before any Host", "a", "Port 7\nHost a\n Port 8\n"),
                of("several patterns", "a b c", "Host a b\n Port 2\n"),
                of("globs", "web-1 web-12 db", "Host web-?\n Port 2\nHost web-*\n Port 3\nHost *\n Port 4\n"),
                of("negation", "web-1 web-2 db", "Host web-* !web-2\n Port 2\n"),
                of("negation first", "web-1 web-2", "Host !web-2 web-*\n Port 2\n"),
                of("only negation", "web-1 web-2", "Host !web-2\n Port 2\n"),
                of("upper case", "web WEB", "Host web\n Port 2\nHost WEB\n Port 3\n"),
                of("addresses", "203.0.113.5 2001:db8::1", "Host 203.0.113.*\n Port 2\nHost 2001:*\n Port 3\n"),
                of("Match all", "a", "Host b\n Port 2\nMatch all\n Port 3\n"),
                of("patterns in quotes", "a b", "Host \"a\" 'b'\n Port 2\n"),
                of("comma is no separator", "a b", "Host a,b\n Port 2\n"),
                of("dots are dots", "aXb a.b", "Host a.b\n Port 2\n"));
    }

    private static Stream<Case> values() {
        return Stream.of(
                of("equals signs", "a", "Host=a\nPort=2\nUser = u\nHostName =h.example\n"),
                of("case of keywords", "a", "HOST a\n pOrT 2\n"),
                of("quotes and comments", "a", "Host a # not b\n User \"some user\"\n Port 2 # two\n#Port 3\n"),
                of("keyword in quotes", "a", "\"Port\" 2\n"),
                of("tabs and trailing blanks", "a", "Host\ta  \n\tPort\t2 \t\n\n"),
                of("carriage returns", "a", "Host a\r\n Port 2\r\n"),
                of("HostName with %h", "web", "HostName %h.Example.com\nUserKnownHostsFile ~/kh/%h_%n_%k\n"),
                of("HostName with %%", "web", "HostName a%%b\n"),
                of(
                        "tokens in files",
                        "web",
                        "HostName h\nUser u\nPort 5\n"
                                + "UserKnownHostsFile ~/%n-%h-%p-%r-%k /d/%d/%% \nIdentityFile ~/.ssh/%n_%h_%p_%r\nIdentityFile %d/x\n"),
                of("%L %u %i %C", "web", "User u\nIdentityFile ~/%L-%u-%i-%C\n"),
                of(
                        "environment",
                        "web",
                        "IdentityFile ${HOME}/x\nUserKnownHostsFile ${HOME}/kh\nIdentityAgent ${HOME}/s\n"),
                of("HostKeyAlias", "web", "HostKeyAlias Name\nUserKnownHostsFile /x/%k\n"),
                of(
                        "several identities",
                        "a",
                        "Host a\n IdentityFile ~/one\nHost *\n IdentityFile ~/two\n IdentityFile ~/one\n"),
                of("IdentityFile none", "a", "Host a\n IdentityFile none\n"),
                of("certificates", "a", "CertificateFile ~/a-cert.pub\nCertificateFile /b\n"),
                of("IdentitiesOnly", "a b", "Host a\n IdentitiesOnly yes\nHost *\n IdentitiesOnly no\n"),
                of(
                        "agent",
                        "a b c d",
                        "Host a\n IdentityAgent none\nHost b\n IdentityAgent SSH_AUTH_SOCK\n"
                                + "Host c\n IdentityAgent $HOME\nHost d\n IdentityAgent ~/agent_%h\n"),
                of(
                        "known_hosts",
                        "a b",
                        "Host a\n UserKnownHostsFile ~/one \"/with blank/two\"\n"
                                + "GlobalKnownHostsFile /g1 /g2\nHost b\n UserKnownHostsFile none\n GlobalKnownHostsFile /dev/null\n"),
                of("known_hosts from two lines", "a", "UserKnownHostsFile /one\nUserKnownHostsFile /two\n"),
                of(
                        "strictness",
                        "a b c d e",
                        "Host a\n StrictHostKeyChecking no\nHost b\n StrictHostKeyChecking yes\n"
                                + "Host c\n StrictHostKeyChecking accept-new\nHost d\n StrictHostKeyChecking ask\n"),
                of("hashed names", "a b", "Host a\n HashKnownHosts yes\n"),
                of(
                        "times",
                        "a b c d",
                        "Host a\n ConnectTimeout 1h30m\n ServerAliveInterval 2m\nHost b\n ConnectTimeout 5\n"
                                + "Host c\n ConnectTimeout none\nHost d\n ServerAliveInterval 0\n ServerAliveCountMax 7\n"),
                of("one hop", "a b", "Host a\n ProxyJump j\n"),
                of("a hop with user and port", "a", "Host a\n ProxyJump u@j.example:2222\n"),
                of("several hops", "a", "Host a\n ProxyJump u@one,two:22,three@three:3\n"),
                of("a hop as URI", "a", "Host a\n ProxyJump ssh://u@one:2\n"),
                of("a hop by IPv6 address", "a", "Host a\n ProxyJump u@[2001:db8::1]:2\n"),
                of("no hop", "a b", "Host a j\n ProxyJump none\nHost *\n ProxyJump j\n"),
                of("hop after command", "a", "Host a\n ProxyCommand none\n ProxyJump j\n"),
                of("hop before command", "a", "Host a\n ProxyJump j\nProxyCommand nc %h %p\n"),
                of("a hop with a comment", "a", "Host a\n ProxyJump j # the way in\n"),
                of("hops with tokens", "a", "Host a\n User r\n Port 9\n ProxyJump %r@j-%h\n"),
                of(
                        "harmless ones",
                        "a",
                        "ForwardAgent yes\nSendEnv LANG LC_*\nControlMaster auto\nControlPath ~/%C\n"
                                + "Ciphers aes128-ctr\nLocalForward 1 localhost:2\nVisualHostKey yes\nCompression yes\nPort 3\n"),
                of("IgnoreUnknown", "a", "IgnoreUnknown UseKey*,Foo\nUseKeyboard yes\nFoo bar\nPort 3\n"));
    }

    private static Stream<Case> includes() {
        Map<String, String> two = Map.of("one.conf", "Port 1\n", "two.conf", "Port 2\nUser two\n");
        return Stream.of(
                including("include", "a", "Include DIR/one.conf\nPort 9\n", two),
                including("include later", "a", "Port 9\nInclude DIR/one.conf\n", two),
                including("include by glob, in order of names", "a", "Include DIR/*.conf\n", two),
                including("several files", "a", "Include DIR/two.conf DIR/one.conf\n", two),
                including(
                        "include in a Match",
                        "a b",
                        "Match host a user *\n Include DIR/*.conf\n User later\nHost *\n Port 9\n",
                        two),
                including(
                        "Match in an included file",
                        "a b c",
                        "Host a b\n Include DIR/h\nPort 9\n",
                        Map.of("h", "Match host b,c\n Port 2\n")),
                including("missing files", "a", "Include DIR/none DIR/no*\nPort 3\n", Map.of()),
                including(
                        "include in a block that matches",
                        "a b",
                        "Host a\n Include DIR/one.conf\nHost *\n Port 9\n",
                        two),
                including(
                        "blocks in an included file",
                        "a b",
                        "Include DIR/h\nUser after\n",
                        Map.of("h", "Host b\n Port 2\n User b\n")),
                including(
                        "blocks in a file included in a block",
                        "a b",
                        "Host a\n Include DIR/h\n HostName still-a\nHost *\n User c\n",
                        Map.of("h", "Host b\n Port 2\nHost a\n Port 3\nHost *\n User d\n")),
                including(
                        "includes that include",
                        "a",
                        "Include DIR/h\n",
                        Map.of("h", "Include DIR/one.conf\n", "one.conf", "Port 5\n")));
    }
}
