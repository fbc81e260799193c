package provisioner.inventory;

import provisioner.state.Bytes;

/**
 * A part of an inventory's hosts, for runs that share them. Which part a host is in follows from its name and the number of parts alone, so
 * that it stays there when others come and go.
 *
 * @param index from 1
 * @param count of the parts
 */
public record Shard(int index, int count) {
    /** As many hexadecimal digits as fit into a long. */
    private static final int DIGITS = 15;

    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("there is no shard " + index + " of " + count);
        }
    }

    /** Whether a host is in this part. */
    public boolean has(String host) {
        String digits = Bytes.utf8(host).sha256().substring(0, DIGITS);
        return Long.parseLong(digits, 16) % count == index - 1;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
