package provisioner.record;

import java.util.Base64;
import java.util.BitSet;

/** A set of small numbers as a text: a fleet's record has one for each host. */
final class Bits {
    private Bits() {}

    static String write(BitSet bits) {
        return Base64.getEncoder().withoutPadding().encodeToString(bits.toByteArray());
    }

    static BitSet read(String written) {
        return BitSet.valueOf(Base64.getDecoder().decode(written));
    }
}
