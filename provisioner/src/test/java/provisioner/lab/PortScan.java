package provisioner.lab;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Finds out with nmap to which ports somebody gets through, whether a program listens there or not: all TCP ports, and the
 * thousand UDP ports that nmap knows as the most used.
 */
public final class PortScan {
    private static final String CONTEXT = "src/test/resources/provisioner/lab/scanner";
    private static final String IMAGE = "provisioner-test-scanner:sid";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Two more tries for a packet that a busy machine drops; a port that answers nobody costs them, too. */
    private static final List<String> NMAP = List.of(
            "nmap", "-n", "-Pn", "-T5", "--max-retries", "2", "--min-rate", "30000", "--no-stylesheet", "-oX", "-");

    private final Docker docker = new Docker();

    public PortScan() throws LabException, InterruptedException {
        TestLab.build(IMAGE, CONTEXT);
    }

    /** From the machine on which the labs are. */
    public SortedMap<String, SortedSet<String>> fromHere(List<String> addresses) throws Exception {
        return from("host", addresses);
    }

    /**
     * From a host of a lab, past its programs.
     *
     * @return by address the ports, such as {@code tcp/22}
     */
    public SortedMap<String, SortedSet<String>> from(TestLab lab, String host, List<String> addresses)
            throws Exception {
        return from("container:" + lab.container(host), addresses);
    }

    private SortedMap<String, SortedSet<String>> from(String network, List<String> addresses) throws Exception {
        SortedMap<String, SortedSet<String>> reached = new TreeMap<>();
        addresses.forEach(address -> reached.put(address, new TreeSet<>()));
        for (List<String> ports : List.of(List.of("-sS", "-p-"), List.of("-sU", "--top-ports", "1000"))) {
            List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", network, IMAGE));
            command.addAll(NMAP);
            command.addAll(ports);
            command.addAll(addresses);
            read(docker.run(LIMIT, command), reached);
        }
        return reached;
    }

    private static void read(String xml, SortedMap<String, SortedSet<String>> reached) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        for (Element host : elements(document.getElementsByTagName("host"))) {
            String address =
                    elements(host.getElementsByTagName("address")).getFirst().getAttribute("addr");
            SortedSet<String> ports = reached.computeIfAbsent(address, name -> new TreeSet<>());
            for (Element port : elements(host.getElementsByTagName("port"))) {
                if (answered(elements(port.getElementsByTagName("state")).getFirst())) {
                    ports.add(port.getAttribute("protocol") + "/" + port.getAttribute("portid"));
                }
            }
            // What nmap does not list one by one.
            elements(host.getElementsByTagName("extraports")).stream()
                    .filter(PortScan::answered)
                    .forEach(rest -> ports.add(rest.getAttribute("count") + " " + rest.getAttribute("state")));
        }
    }

    /** A port that is closed was reached: its host said so. */
    private static boolean answered(Element state) {
        return switch (state.getAttribute("state")) {
            case "open", "closed", "unfiltered" -> true;
            default -> false;
        };
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
