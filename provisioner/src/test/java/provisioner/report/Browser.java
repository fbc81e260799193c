package provisioner.report;

import static java.util.Objects.requireNonNull;

import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.print.PrintOptions;

/** Debian's Chromium without a window, and what is asked of it. */
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;

    /** What somebody looks at a page with. */
    enum View {
        LIGHT("screen", "light", 1440, 900),
        DARK("screen", "dark", 1440, 900),
        PHONE("screen", "light", 360, 740),
        /** A4 with usual margins. */
        PAPER("print", "light", 718, 1000),
        /** The same, printed by who has a dark screen. */
        PAPER_FROM_DARK("print", "dark", 718, 1000);

        private final String media;
        private final String scheme;
        private final int width;
        private final int height;

        View(String media, String scheme, int width, int height) {
            this.media = media;
            this.scheme = scheme;
            this.width = width;
            this.height = height;
        }
    }

    Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    /** Whether the packages that {@code bin/setup --tests} installs are there. */
    static boolean installed() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(Path page, View view) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        view.width,
                        "height",
                        view.height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        view == View.PHONE));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        view.media,
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", view.scheme))));
        driver.get(page.toUri().toString());
    }

    /** Whether the page's own scripts run; those of a test always do. */
    void scripts(boolean run) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
    }

    List<String> texts(String script) {
        return ((List<?>) requireNonNull(driver.executeScript(script)))
                .stream().map(String::valueOf).toList();
    }

    long number(String script) {
        return ((Number) requireNonNull(driver.executeScript(script))).longValue();
    }

    /** What breaks a rule of WCAG 2.2 or a good practice, according to axe. */
    List<String> faults() {
        return new AxeBuilder()
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze(driver)
                        .getViolations()
                        .stream()
                        .flatMap(Browser::places)
                        .toList();
    }

    private static Stream<String> places(Rule rule) {
        return rule.getNodes().stream()
                .limit(3)
                .map((CheckedNode node) -> rule.getId() + ": " + rule.getHelp() + ": " + node.getHtml());
    }

    /** What the page complained about since it was asked last. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What was loaded since it was asked last. */
    List<String> requests() throws IOException {
        List<String> loaded = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = new ObjectMapper().readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                loaded.add(message.path("params").path("request").path("url").asText());
            }
        }
        return loaded;
    }

    /** With {@code -Dpages.kept=DIRECTORY}: a picture of the whole page, to be looked at. */
    void picture(String name) throws IOException {
        String kept = System.getProperty("pages.kept");
        if (kept != null) {
            Object picture = driver.executeCdpCommand(
                            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                    .get("data");
            Files.write(Path.of(kept, name + ".png"), OutputType.BYTES.convertFromBase64Png(String.valueOf(picture)));
        }
    }

    /** With the same: the page as it is printed. */
    void paper(String name) throws IOException {
        String kept = System.getProperty("pages.kept");
        if (kept != null) {
            Files.write(
                    Path.of(kept, name + ".pdf"),
                    OutputType.BYTES.convertFromBase64Png(
                            driver.print(new PrintOptions()).getContent()));
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
