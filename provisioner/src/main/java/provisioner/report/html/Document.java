package provisioner.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.State;

/** What all pages have in common: one file that loads nothing, with its style sheet, a heading and sections. */
final class Document {
    private Document() {}

    /** What is on a page. */
    interface Body {
        void write(Markup html) throws XMLStreamException;
    }

    /**
     * @param first the section to which whoever uses a keyboard can skip
     * @throws IOException if it cannot be written
     */
    static void write(Writer out, String title, String first, Body header, Body main) throws IOException {
        try {
            Markup html = new Markup(out);
            html.document("en", () -> {
                head(html, title);
                html.element("body", () -> {
                    html.element("a", "To " + first.toLowerCase(Locale.ROOT), "href", "#" + id(first), "class", "skip");
                    html.element("header", () -> header.write(html));
                    html.element("main", () -> main.write(html));
                });
            });
        } catch (XMLStreamException e) {
            throw new IOException("the page cannot be written: " + e.getMessage(), e);
        }
    }

    private static void head(Markup html, String title) throws XMLStreamException {
        html.element("head", () -> {
            html.empty("meta", "charset", "UTF-8");
            html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
            // Nothing may be loaded, whatever a host's answer looks like.
            html.empty(
                    "meta",
                    "http-equiv",
                    "Content-Security-Policy",
                    "content",
                    "default-src 'none'; style-src 'unsafe-inline'");
            html.element("title", title);
            html.element("style", styles());
        });
    }

    private static String id(String section) {
        return section.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    /** The result, in colour, as a sign and in words. */
    static void verdict(Markup html, Page.Verdict verdict) throws XMLStreamException {
        State state = verdict.good() ? State.FINE : State.FAILED;
        html.element("p", state.sign + " " + verdict.text(), "class", "verdict " + state.style());
    }

    static void navigation(Markup html, List<String> sections) throws XMLStreamException {
        html.element(
                "nav",
                () -> {
                    for (String section : sections) {
                        html.element("a", section, "href", "#" + id(section));
                        html.text(" ");
                    }
                },
                "aria-label",
                "Sections");
    }

    /** A section with a heading by which it can be linked to. */
    static void section(Markup html, String title, Markup.Content content) throws XMLStreamException {
        html.element(
                "section",
                () -> {
                    html.element("h2", title, "id", id(title));
                    content.write();
                },
                "aria-labelledby",
                id(title));
    }

    /** An entry of a list of names and values. */
    static void entry(Markup html, String name, String value) throws XMLStreamException {
        html.element("dt", name);
        html.element("dd", value);
    }

    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String styles() {
        try (InputStream in = Document.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
