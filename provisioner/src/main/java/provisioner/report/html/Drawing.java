package provisioner.report.html;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Layout.Arrow;
import provisioner.report.html.Layout.Box;
import provisioner.resource.Topology;

/** The hosts with their roles and the links between them, as a picture and as a table that says the same. */
final class Drawing {
    /** More ports on an arrow are only in the table. */
    private static final int MOST_PORTS = 3;

    private static final int MOST_ENDS = 6;

    private final Markup html;
    private final Page page;

    /**
     * @param path as SVG has it
     * @param x of the end or the start of its label; {@code y} is its base line
     */
    private record Curve(String path, int x, int y, String anchor) {}

    Drawing(Markup html, Page page) {
        this.html = html;
        this.page = page;
    }

    void section() throws XMLStreamException {
        Document.section(html, "Topology", () -> {
            if (page.topology().places().isEmpty()) {
                html.element("p", "The playbook has no roles.");
                return;
            }
            html.element(
                    "p",
                    "Each box is a host with its roles. A thick arrow is the way of a request from outside, from host"
                            + " to host; its answer comes back the same way. A dashed arrow is any other link. The numbers"
                            + " are ports. A dashed frame: the host differs from the files. A thick frame: something"
                            + " failed there. A dotted frame: the host is unreachable.",
                    "class",
                    "quiet");
            Layout layout = Layout.of(page);
            if (!layout.common().isEmpty()) {
                html.element("p", "Every host also has: " + String.join(", ", layout.common()) + ".");
            }
            html.wide("The hosts, their roles and their links", () -> picture(layout));
            html.element("details", () -> {
                html.element("summary", "The links as a table");
                html.table("Links", this::table);
            });
        });
    }

    private void picture(Layout layout) throws XMLStreamException {
        html.element(
                "svg",
                () -> {
                    html.element("title", "The hosts, their roles and their links");
                    html.element("defs", () -> {
                        marker("head", "head");
                        marker("request-head", "head request");
                    });
                    for (Arrow arrow : layout.arrows()) {
                        html.element("g", () -> arrow(arrow));
                    }
                    for (Box box : layout.boxes()) {
                        html.element(
                                "g",
                                () -> box(box),
                                "class",
                                box.outside() ? "outside" : box.state().style());
                    }
                },
                "xmlns",
                "http://www.w3.org/2000/svg",
                "role",
                "img",
                "viewBox",
                "0 0 " + layout.width() + " " + layout.height(),
                // Smaller, its texts could not be read; then it scrolls.
                "style",
                "max-width: " + layout.width() + "px; min-width: " + layout.width() * 3 / 4 + "px");
    }

    private void marker(String id, String style) throws XMLStreamException {
        html.element(
                "marker",
                () -> html.element("polygon", "", "points", "0,0 9,4 0,8", "class", style),
                "id",
                id,
                "markerUnits",
                "userSpaceOnUse",
                "markerWidth",
                "10",
                "markerHeight",
                "8",
                "refX",
                "9",
                "refY",
                "4",
                "orient",
                "auto-start-reverse");
    }

    private void box(Box box) throws XMLStreamException {
        html.element(
                "title",
                box.outside()
                        ? "Everybody outside the inventory"
                        : String.join(", ", box.hosts()) + ": " + box.state().word + ". "
                                + String.join(", ", box.roles()));
        html.element(
                "rect",
                "",
                "x",
                "" + box.x(),
                "y",
                "" + box.y(),
                "width",
                "" + Layout.BOX_WIDTH,
                "height",
                "" + box.height(),
                "rx",
                box.outside() ? "22" : "6");
        int left = box.x() + 12;
        html.element(
                "text", box.title(), "x", "" + left, "y", "" + (box.y() + (box.outside() ? 28 : 21)), "class", "name");
        if (!box.outside()) {
            html.element(
                    "text",
                    box.state().sign,
                    "x",
                    "" + (box.x() + Layout.BOX_WIDTH - 24),
                    "y",
                    "" + (box.y() + 21),
                    "class",
                    "sign");
        }
        int y = box.y() + 39;
        for (String role : box.lines()) {
            html.element("text", role, "x", "" + left, "y", "" + y, "class", "small");
            y += 17;
        }
    }

    private void arrow(Arrow arrow) throws XMLStreamException {
        html.element(
                "title", arrow.from().title() + " → " + arrow.to().title() + ": " + String.join("; ", arrow.names()));
        String head = arrow.request() ? "url(#request-head)" : "url(#head)";
        Curve curve = curve(arrow);
        if (arrow.both()) {
            html.element("path", "", "d", curve.path, "class", style(arrow), "marker-end", head, "marker-start", head);
        } else {
            html.element("path", "", "d", curve.path, "class", style(arrow), "marker-end", head);
        }
        html.element(
                "text",
                ports(arrow),
                "x",
                "" + curve.x,
                "y",
                "" + curve.y,
                "class",
                "label",
                "text-anchor",
                curve.anchor);
    }

    private static String style(Arrow arrow) {
        return arrow.request() ? "request" : "link";
    }

    /** A curve to the next column, or one that bulges to the right between boxes of one column. */
    private static Curve curve(Arrow arrow) {
        Box from = arrow.from();
        Box to = arrow.to();
        if (from.column() == to.column()) {
            int x = from.x() + Layout.BOX_WIDTH;
            int distance = Math.abs(from.middle() - to.middle());
            int bulge = 24 + Math.min(90, distance / 4);
            int start = from.middle() + (from.equals(to) ? -10 : 0);
            int end = to.middle() + (from.equals(to) ? 10 : 0);
            String path = "M" + x + " " + start + " C" + (x + bulge) + " " + start + " " + (x + bulge) + " " + end + " "
                    + x + " " + end;
            return new Curve(path, x + bulge * 3 / 4 + 6, (start + end) / 2 + 4, "start");
        }
        boolean forward = to.column() > from.column();
        int x1 = from.x() + (forward ? Layout.BOX_WIDTH : 0);
        int x2 = to.x() + (forward ? 0 : Layout.BOX_WIDTH);
        int y1 = from.middle() + (forward ? 0 : 9);
        int y2 = to.middle() + (forward ? 0 : 9);
        int half = (x2 - x1) / 2;
        String path = "M" + x1 + " " + y1 + " C" + (x1 + half) + " " + y1 + " " + (x2 - half) + " " + y2 + " " + x2
                + " " + y2;
        // At the far end, where arrows from one box are apart from each other.
        return new Curve(path, forward ? x2 - 14 : x2 + 14, y2 - 7, forward ? "end" : "start");
    }

    private static String ports(Arrow arrow) {
        List<String> some = arrow.ports().stream().limit(MOST_PORTS).toList();
        int more = arrow.ports().size() - some.size();
        return String.join(", ", some) + (more == 0 ? "" : " +" + more);
    }

    private void table() throws XMLStreamException {
        record Kind(String name, String ports, String to, boolean out) {}
        SequencedMap<Kind, SequencedSet<String>> rows = new LinkedHashMap<>();
        for (Topology.Link link : page.topology().links()) {
            boolean out = link.to() instanceof Topology.Outside;
            String near = out ? name(link.from()) : name(link.to());
            String far = out ? name(link.to()) : name(link.from());
            rows.computeIfAbsent(
                            new Kind(link.name(), String.join(", ", link.ports()), near, out),
                            key -> new LinkedHashSet<>())
                    .add(far);
        }
        html.headings("Link", "Ports", "From", "To");
        for (var row : rows.entrySet()) {
            Kind kind = row.getKey();
            String far = some(List.copyOf(row.getValue()));
            html.element("tr", () -> {
                html.element("th", kind.name, "scope", "row");
                html.element("td", kind.ports);
                html.element("td", kind.out ? kind.to : far);
                html.element("td", kind.out ? far : kind.to);
            });
        }
    }

    private static String some(List<String> names) {
        int more = names.size() - MOST_ENDS;
        return more <= 0
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_ENDS)) + " and " + more + " more";
    }

    private static String name(Topology.End end) {
        return switch (end) {
            case Topology.Inside(String host) -> host;
            case Topology.Outside(String who) -> who;
        };
    }
}
