package provisioner.sshconfig;

import java.util.Set;

/** The keywords of ssh_config(5), up to OpenSSH 10.2, and what each means here. */
final class Keywords {
    /** What is read; the rest of this tool knows what to do with it. */
    static final Set<String> READ = Set.of(
            "hostname",
            "port",
            "user",
            "identityfile",
            "certificatefile",
            "identitiesonly",
            "identityagent",
            "userknownhostsfile",
            "globalknownhostsfile",
            "stricthostkeychecking",
            "hostkeyalias",
            "hashknownhosts",
            "proxyjump",
            "proxycommand",
            "connecttimeout",
            "serveraliveinterval",
            "serveralivecountmax");

    /** What would lead elsewhere, or trust less, if it were left out. */
    static final Set<String> REFUSED =
            Set.of("canonicalizehostname", "bindaddress", "bindinterface", "revokedhostkeys");

    /**
     * What can be left out: it concerns terminals, forwarding, other ways to log in, algorithms (which are an explicit
     * list here), or it makes ssh accept more than this tool does.
     */
    static final Set<String> IGNORED = Set.of(
            "addkeystoagent",
            "addressfamily",
            "batchmode",
            "canonicaldomains",
            "canonicalizefallbacklocal",
            "canonicalizemaxdots",
            "canonicalizepermittedcnames",
            "casignaturealgorithms",
            "challengeresponseauthentication",
            "channeltimeout",
            "checkhostip",
            "cipher",
            "ciphers",
            "clearallforwardings",
            "compression",
            "compressionlevel",
            "connectionattempts",
            "controlmaster",
            "controlpath",
            "controlpersist",
            "dsaauthentication",
            "dynamicforward",
            "enableescapecommandline",
            "enablesshkeysign",
            "escapechar",
            "exitonforwardfailure",
            "fallbacktorsh",
            "fingerprinthash",
            "forkafterauthentication",
            "forwardagent",
            "forwardx11",
            "forwardx11timeout",
            "forwardx11trusted",
            "gatewayports",
            "gssapiauthentication",
            "gssapiclientidentity",
            "gssapidelegatecredentials",
            "gssapikexalgorithms",
            "gssapikeyexchange",
            "gssapirenewalforcesrekey",
            "gssapiserveridentity",
            "gssapitrustdns",
            "hostbasedacceptedalgorithms",
            "hostbasedauthentication",
            "hostbasedkeytypes",
            "hostkeyalgorithms",
            "ignoreunknown",
            "ipqos",
            "kbdinteractiveauthentication",
            "kbdinteractivedevices",
            "keepalive",
            "kexalgorithms",
            "knownhostscommand",
            "localcommand",
            "localforward",
            "loglevel",
            "logverbose",
            "macs",
            "nohostauthenticationforlocalhost",
            "numberofpasswordprompts",
            "obscurekeystroketiming",
            "passwordauthentication",
            "permitlocalcommand",
            "permitremoteopen",
            "pkcs11provider",
            "preferredauthentications",
            "protocol",
            "proxyusefdpass",
            "pubkeyacceptedalgorithms",
            "pubkeyacceptedkeytypes",
            "pubkeyauthentication",
            "refuseconnection",
            "rekeylimit",
            "remotecommand",
            "remoteforward",
            "requesttty",
            "requiredrsasize",
            "rhostsauthentication",
            "rhostsrsaauthentication",
            "rsaauthentication",
            "securitykeyprovider",
            "sendenv",
            "sessiontype",
            "setenv",
            "skeyauthentication",
            "smartcarddevice",
            "stdinnull",
            "streamlocalbindmask",
            "streamlocalbindunlink",
            "syslogfacility",
            "tag",
            "tcpkeepalive",
            "tisauthentication",
            "tunnel",
            "tunneldevice",
            "updatehostkeys",
            "useblacklistedkeys",
            "usekeychain",
            "useprivilegedport",
            "useroaming",
            "usersh",
            "verifyhostkeydns",
            "versionaddendum",
            "visualhostkey",
            "warnweakcrypto",
            "xauthlocation");

    private Keywords() {}

    static boolean known(String keyword) {
        return READ.contains(keyword) || REFUSED.contains(keyword) || IGNORED.contains(keyword);
    }

    /** Whether it matters who it holds for. */
    static boolean counts(String keyword) {
        return READ.contains(keyword) || REFUSED.contains(keyword);
    }
}
