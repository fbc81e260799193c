package provisioner.state;

/**
 * One thing by which the kernel's packet filter, or what ufw loads into it, differs from what ufw itself makes.
 *
 * <p>{@code family} says whose rules they are: {@code ip} and {@code ip6} for the iptables that ufw uses, {@code legacy ip}
 * and {@code legacy ip6} for the kernel's older tables beside them, {@code nft} for a table of nftables.
 */
public sealed interface PacketFinding {

    /**
     * A rule that ufw does not make.
     *
     * @param table for nftables with its family: {@code inet f2b-table}
     * @param text as iptables-save(8) or nft(8) writes it
     * @param ahead whether it comes before all of ufw's rules in its chain
     */
    record Rule(String family, String table, String chain, String text, boolean ahead) implements PacketFinding {}

    /** @param text a rule that ufw makes and the kernel lacks; empty where all are there in another order */
    record Absent(String family, String table, String chain, String text) implements PacketFinding {}

    /** What a chain of the kernel does with a packet that no rule matches. */
    record Policy(String family, String table, String chain, String now, String wanted) implements PacketFinding {}

    /**
     * A line in which a file of ufw differs from the one that its package ships.
     *
     * @param number of the line; of the one above it, where it is missing
     * @param added whether it was added, not taken out
     */
    record Line(String file, int number, String text, boolean added) implements PacketFinding {}

    /** A script that ufw runs whenever it starts, because somebody has made it executable. */
    record Hook(String file) implements PacketFinding {}
}
