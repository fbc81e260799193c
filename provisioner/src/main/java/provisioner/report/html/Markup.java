package provisioner.report.html;

import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML that is well-formed XML as well, which browsers read alike as long as only elements that never have content are written
 * as empty: see <a href="https://www.w3.org/TR/html-polyglot/">Polyglot Markup</a>. Texts are escaped by the JDK's writer.
 */
final class Markup {
    private final XMLStreamWriter xml;

    /** What is within an element. */
    interface Content {
        void write() throws XMLStreamException;
    }

    Markup(Writer out) throws XMLStreamException {
        xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
    }

    void document(String language, Content content) throws XMLStreamException {
        xml.writeDTD("<!DOCTYPE html>\n");
        element("html", content, "xmlns", "http://www.w3.org/1999/xhtml", "lang", language);
        xml.flush();
    }

    /** @param attributes names and values in turn */
    void element(String name, Content content, String... attributes) throws XMLStreamException {
        xml.writeStartElement(name);
        attributes(attributes);
        content.write();
        // Without it the writer could make it an empty element, which HTML does not know.
        xml.writeCharacters("");
        xml.writeEndElement();
    }

    void element(String name, String text, String... attributes) throws XMLStreamException {
        element(name, () -> xml.writeCharacters(text), attributes);
    }

    /** An element that never has content. */
    void empty(String name, String... attributes) throws XMLStreamException {
        xml.writeEmptyElement(name);
        attributes(attributes);
    }

    /**
     * A table that scrolls by itself where it is wider than the page, also from the keyboard.
     *
     * @param name for who cannot see where it stands
     */
    void table(String name, Content rows) throws XMLStreamException {
        wide(name, () -> element("table", rows));
    }

    /** What scrolls by itself where it is wider than the page. */
    void wide(String name, Content content) throws XMLStreamException {
        element("div", content, "class", "wide", "tabindex", "0", "role", "group", "aria-label", name);
    }

    /** The first row of a table, which is printed again on each sheet. */
    void headings(String... titles) throws XMLStreamException {
        element(
                "thead",
                () -> element("tr", () -> {
                    for (String title : titles) {
                        element("th", title, "scope", "col");
                    }
                }));
    }

    void text(String text) throws XMLStreamException {
        xml.writeCharacters(text);
    }

    /** A time in UTC as people write it; programs have it as it was. */
    void time(String at) throws XMLStreamException {
        element("time", at.replace("T", " ").replace("Z", " UTC"), "datetime", at);
    }

    /** The same, in seconds. */
    void time(Instant at) throws XMLStreamException {
        time(at.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private void attributes(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i], attributes[i + 1]);
        }
    }
}
