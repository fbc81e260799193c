package provisioner.template;

import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A text to render and its location.
 *
 * @param origin the location of the whole text
 * @param kind how its lines and columns map to a location
 */
record TemplateText(String text, Location origin, Kind kind) {
    enum Kind {
        /** A file: its lines are the text's lines. */
        FILE,
        /** A value without quotes on one line. */
        PLAIN,
        /** A value in quotes on one line. */
        QUOTED,
        /** A value of several lines, whose positions in the file are not known any more. */
        BLOCK
    }

    static TemplateText of(Node.Scalar scalar) {
        Kind kind = scalar.plain() ? Kind.PLAIN : Kind.QUOTED;
        return new TemplateText(scalar.text(), scalar.location(), scalar.text().contains("\n") ? Kind.BLOCK : kind);
    }

    static TemplateText ofFile(String text, String file) {
        return new TemplateText(text, Location.ofFile(file), Kind.FILE);
    }

    /** The location of a line and column of the text, both from 1; of the whole text if the line is 0. */
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

    /** What to add to a message if the location cannot show the line. */
    String within(int line) {
        return kind == Kind.BLOCK && line > 1 ? " (line " + line + " of the value)" : "";
    }

    @Override
    public String toString() {
        return "a text at " + origin;
    }
}
