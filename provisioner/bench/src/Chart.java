import java.util.List;

/** The medians as bars, a group for each piece of work, on a logarithmic scale: the slowest takes a hundred times the fastest. */
final class Chart {
    private static final int LINE = 18;
    private static final int LEFT = 330;
    private static final int WIDTH = 900;
    private static final double SMALLEST = 0.01;
    private static final double DECADES = 5;

    private Chart() {}

    static String svg(List<Row> rows) {
        StringBuilder svg = new StringBuilder();
        int height = 30 + rows.size() * LINE;
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                .formatted(WIDTH, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        svg.append("<text x=\"8\" y=\"16\">seconds, median, logarithmic</text>\n");
        int y = 30;
        String work = "";
        for (Row row : rows) {
            String name = row.work().equals(work) ? row.command() : row.work() + ": " + row.command();
            work = row.work();
            double share = Math.log10(Math.max(row.wall(), SMALLEST) / SMALLEST) / DECADES;
            svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n".formatted(LEFT - 6, y + 12, escaped(name)));
            svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                    .formatted(LEFT, y + 2, Math.round(share * (WIDTH - LEFT - 60)), LINE - 6, row.command().startsWith("provisioner") ? "#2b6cb0" : "#a0aec0"));
            svg.append("<text x=\"%d\" y=\"%d\">%s</text>\n"
                    .formatted(LEFT + 4 + Math.round(share * (WIDTH - LEFT - 60)), y + 12, Row.text(row.wall())));
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
