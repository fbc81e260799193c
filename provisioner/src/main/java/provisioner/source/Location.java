package provisioner.source;

/**
 * A place in a file of the user's.
 *
 * @param file the path as it is shown, relative to the directory the command was started in where possible
 * @param line 1-based; 0 where a problem concerns the file as a whole
 * @param column 1-based, in code points; 0 where a problem concerns the line or the file as a whole
 */
public record Location(String file, int line, int column) implements Comparable<Location> {

    public static Location ofFile(String file) {
        return new Location(file, 0, 0);
    }

    /** {@code file:line:column}, without the parts that are not known. */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }

    @Override
    public int compareTo(Location other) {
        int byFile = file.compareTo(other.file);
        if (byFile != 0) {
            return byFile;
        }
        int byLine = Integer.compare(line, other.line);
        return byLine != 0 ? byLine : Integer.compare(column, other.column);
    }
}
