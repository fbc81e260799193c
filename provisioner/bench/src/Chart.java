import java.util.List;

/** The medians as bars, a group for each piece of work, on a logarithmic scale: the slowest takes a hundred times the fastest. */
final class Chart {
    private static final int LINE = 18;
    private static final int GAP = 8;
    private static final int LEFT = 280;
    private static final int WIDTH = 900;
    private static final double SMALLEST = 0.01;
    private static final double DECADES = 5;

    private Chart() {}

    static String svg(List<Row> rows) {
        StringBuilder lines = new StringBuilder();
        int y = LINE + 6;
        String work = "";
        for (Row row : rows) {
            if (!row.work().equals(work)) {
                work = row.work();
                y += GAP;
                lines.append("<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s</text>\n".formatted(y + 12, escaped(work)));
                y += LINE;
            }
            long width = Math.round(Math.log10(Math.max(row.wall(), SMALLEST) / SMALLEST) / DECADES * (WIDTH - LEFT - 60));
            String colour = row.command().startsWith("provisioner") ? "#2b6cb0" : "#a0aec0";
            lines.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n".formatted(LEFT - 6, y + 12, escaped(row.command())));
            lines.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n".formatted(LEFT, y + 2, width, LINE - 6, colour));
            lines.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(LEFT + 4 + width, y + 12, Row.text(row.wall())));
            y += LINE;
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n".formatted(WIDTH, y + 8)
                + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
                + "<text x=\"8\" y=\"16\">Seconds, median; the bars are logarithmic.</text>\n" + lines + "</svg>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
