package provisioner.sshconfig;

import java.util.Set;

/** The keywords of ssh_config(5), up to OpenSSH 10.2, and how provisioner treats each. */
final class Keywords {
    /** Keywords that are used. */
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
            "proxyusefdpass",
            "connecttimeout",
            "serveraliveinterval",
            "serveralivecountmax");

    /** Keywords that are refused, because ignoring them would connect elsewhere or trust too much. */
    static final Set<String> REFUSED =
            Set.of("canonicalizehostname", "bindaddress", "bindinterface", "revokedhostkeys");

    /**
     * Keywords that are ignored. They concern terminals, forwarding, other ways to log in or algorithms (which are a
     * fixed list here), or make ssh accept more than provisioner does.
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

    /** Whether the keyword has an effect or is refused. */
    static boolean counts(String keyword) {
        return READ.contains(keyword) || REFUSED.contains(keyword);
    }
}
