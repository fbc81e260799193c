package provisioner.resource.file;

import provisioner.resource.Claim.OneOf;
import provisioner.resource.Claim.Wish;
import provisioner.state.Bytes;

/**
 * A content that a {@code line} leaves as it is.
 */
record LineWish(LineResource line) implements Wish {

    /** Two lines agree if the first finds in order what the second has made of its file. */
    @Override
    public boolean agrees(Wish other) {
        return switch (other) {
            case LineWish that -> keeps(that.line.edited(line.edited("")));
            case OneOf(var values, var ignored) -> values.stream().anyMatch(value -> keeps(value));
            default -> true;
        };
    }

    private boolean keeps(Object content) {
        return content instanceof Bytes bytes
                && bytes.text().filter(this::keeps).isPresent();
    }

    private boolean keeps(String content) {
        return line.edited(content).equals(content);
    }

    @Override
    public String words() {
        return "";
    }
}
