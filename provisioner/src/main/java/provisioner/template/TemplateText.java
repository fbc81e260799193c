package provisioner.template;

import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A text to be rendered, and where it comes from.
 *
 * @param origin where the text as a whole stands
 * @param kind how its own lines and columns become a location
 */
record TemplateText(String text, Location origin, Kind kind) {
    enum Kind {
        /** A file: its lines are the text's lines. */
        FILE,
        /** A value without quotes on one line. */
        PLAIN,
        /** A value in quotes on one line. */
        QUOTED,
        /** A value over several lines: how they lie in the file is not known any more. */
        BLOCK
    }

    static TemplateText of(Node.Scalar scalar) {
        Kind kind = scalar.plain() ? Kind.PLAIN : Kind.QUOTED;
        return new TemplateText(scalar.text(), scalar.location(), scalar.text().contains("\n") ? Kind.BLOCK : kind);
    }

    static TemplateText ofFile(String text, String file) {
        return new TemplateText(text, Location.ofFile(file), Kind.FILE);
    }

    /** The place of a line and column of the text, both from 1; of the text as a whole where the line is 0. */
    Location at(int line, int column) {
        if (line < 1) {
            return origin;
        }
        return switch (kind) {
            case FILE -> new Location(origin.file(), line, column);
            case PLAIN -> new Location(origin.file(), origin.line(), origin.column() + column - 1);
            case QUOTED -> new Location(origin.file(), origin.line(), origin.column() + column);
            case BLOCK -> origin;
        };
    }

    /** What has to be added to a message, where the location cannot say it. */
    String within(int line) {
        return kind == Kind.BLOCK && line > 1 ? " (line " + line + " of the value)" : "";
    }
}
