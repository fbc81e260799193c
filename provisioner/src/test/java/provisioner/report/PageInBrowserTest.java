package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import provisioner.record.page.SampleReport;
import provisioner.report.Browser.View;

/** Pages in a real browser, as people with different screens, with a keyboard only or on paper meet them. */
@TestInstance(Lifecycle.PER_CLASS)
class PageInBrowserTest {
    /** The contrast of each text of a drawing with the box or the paper behind it, and of each frame and line with the paper. */
    private static final String PALE = """
        const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
        const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
        const rgb = text => text.match(/[\\d.]+/g).map(Number);
        const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
            return (x + .05) / (y + .05); };
        const paper = rgb(getComputedStyle(document.body).backgroundColor);
        const over = (c, alpha) => c.slice(0, 3).map((v, i) => v * alpha + paper[i] * (1 - alpha));
        const pale = [];
        document.querySelectorAll('svg text').forEach(text => {
            const box = text.parentNode.querySelector('rect');
            const behind = box ? rgb(getComputedStyle(box).fill) : paper;
            if (contrast(rgb(getComputedStyle(text).fill), behind) < 4.5) pale.push('text ' + text.textContent); });
        document.querySelectorAll('svg g:not(.outside) rect, svg path').forEach(line => {
            const style = getComputedStyle(line);
            if (contrast(over(rgb(style.stroke), Number(style.opacity)), paper) < 3) pale.push(line.outerHTML); });
        return pale;
        """;

    /** Links that lead out of the page, or nowhere. */
    private static final String NOWHERE = """
        return [...document.links].map(a => a.getAttribute('href'))
            .filter(href => !href.startsWith('#') || !document.getElementById(href.substring(1)));
        """;

    /** What is folded away or cut off. */
    private static final String UNSEEN = """
        return [...document.querySelectorAll('details > :not(summary)')]
            .filter(part => !part.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
            .map(part => part.parentNode.querySelector('summary').textContent);
        """;

    /** Elements that are wider than the sheet or the screen, where nothing around them scrolls. */
    private static final String TOO_WIDE = """
        const wide = document.documentElement.clientWidth;
        return [...document.querySelectorAll('body *')]
            .filter(part => part.getBoundingClientRect().right > wide + 1)
            .filter(part => part.checkVisibility({contentVisibilityAuto: true}))
            .filter(part => {
                for (let at = part; at; at = at.parentElement) {
                    const style = getComputedStyle(at);
                    if (style.overflowX === 'auto' && at.getBoundingClientRect().right <= wide + 1) return false;
                    if (at.classList.contains('skip')) return false;
                }
                return true; })
            .slice(0, 5).map(part => part.tagName + ' ' + part.className + ': ' + part.textContent.substring(0, 60));
        """;

    private static final String OPEN = "return document.querySelectorAll('details[open]').length";

    private Path directory = Path.of("");
    private Browser browser;

    @BeforeAll
    void open(@TempDir Path temporary) throws Exception {
        assumeThat(Browser.installed())
                .as("chromium and its driver are installed")
                .isTrue();
        directory = temporary;
        SamplePages samples = new SamplePages(directory);
        samples.clean();
        samples.drifted();
        samples.degraded();
        samples.planned();
        samples.threeHundred();
        SampleReport.write(directory);
        browser = new Browser();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private Path page(String name) {
        return directory.resolve(name + ".html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clean",
                "drifted",
                "degraded",
                "planned",
                "three-hundred",
                "index",
                "inventory-mine",
                "fleet",
                "fleet.1"
            })
    void nothingIsLoadedNothingIsComplainedOfAndNoSecretIsShown(String name) throws IOException {
        browser.requests();
        browser.complaints();
        browser.open(page(name), View.LIGHT);
        assertThat(browser.requests()).containsOnly(page(name).toUri().toString());
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.texts(NOWHERE))
                .allSatisfy(file -> assertThat(directory.resolve(file)).exists());
        String shown = browser.driver().getPageSource();
        assertThat(shown.contains(SamplePages.CANARY)).as("a secret").isFalse();
        assertThat(browser.number("return document.scripts.length")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "drifted", "degraded", "planned", "three-hundred", "inventory-mine", "fleet"})
    void itCanBeReadInLightAndDark(String name) throws IOException {
        for (View view : List.of(View.LIGHT, View.DARK)) {
            browser.open(page(name), view);
            browser.picture(name + "-" + view);
            assertThat(browser.faults()).as("%s", view).isEmpty();
            assertThat(browser.texts(PALE)).as("pale in %s", view).isEmpty();
        }
    }

    @Test
    void itsColoursFollowThoseOfTheDesktop() {
        String paper = "return getComputedStyle(document.body).backgroundColor";
        browser.open(page("degraded"), View.LIGHT);
        Object light = browser.driver().executeScript(paper);
        browser.open(page("degraded"), View.DARK);
        assertThat(browser.driver().executeScript(paper)).isNotEqualTo(light);
        browser.open(page("degraded"), View.PAPER_FROM_DARK);
        assertThat(browser.driver().executeScript(paper)).as("on paper").isEqualTo(light);
    }

    @Test
    void eachLinkBringsItsTargetIntoSight() {
        browser.open(page("degraded"), View.LIGHT);
        int links =
                browser.driver().findElements(By.cssSelector("a:not(.skip)")).size();
        assertThat(links).isGreaterThan(10);
        for (int i = 0; i < links; i++) {
            WebElement link = browser.driver()
                    .findElements(By.cssSelector("a:not(.skip)"))
                    .get(i);
            link.click();
            assertThat(browser.number("return document.querySelector(':target').getBoundingClientRect().top"))
                    .as("%s", link.getAttribute("href"))
                    .isBetween(-1L, 900L);
        }
    }

    @Test
    void withoutJavaScriptItIsTheSame() {
        browser.open(page("degraded"), View.LIGHT);
        String with = browser.driver().findElement(By.tagName("body")).getText();
        browser.scripts(false);
        try {
            browser.open(page("degraded"), View.LIGHT);
            assertThat(browser.driver().findElement(By.tagName("body")).getText())
                    .isEqualTo(with);
            long open = browser.number(OPEN);
            browser.driver()
                    .findElement(By.cssSelector("details:not([open]) > summary"))
                    .click();
            assertThat(browser.number(OPEN)).isEqualTo(open + 1);
        } finally {
            browser.scripts(true);
        }
    }

    @Test
    void theKeyboardReachesAndUnfoldsEverything() {
        browser.open(page("degraded"), View.LIGHT);
        List<String> reached = new ArrayList<>();
        press(Keys.TAB);
        // Until the first again, or the browser's own controls.
        for (String at = focused(); reached.size() < 1_000 && !at.equals("BODY"); at = focused()) {
            reached.add(at);
            if (at.equals("SUMMARY")) {
                long open = browser.number(OPEN);
                press(Keys.ENTER);
                assertThat(Math.abs(browser.number(OPEN) - open)).as("Enter").isOne();
                press(Keys.SPACE);
                assertThat(browser.number(OPEN)).as("Space").isEqualTo(open);
            }
            press(Keys.TAB);
        }
        assertThat(reached).startsWith("A skip").noneMatch(at -> at.contains("unseen"));
        assertThat(reached.stream().filter("SUMMARY"::equals))
                .hasSize((int) browser.number("return document.querySelectorAll('summary').length"));
        assertThat(reached.stream().filter(at -> at.startsWith("A")))
                .hasSize((int) browser.number("return document.links.length"));
    }

    /** What has the focus, and whether it can be seen that it has. */
    private String focused() {
        return browser.texts("""
            const at = document.activeElement;
            const seen = at === document.body || parseFloat(getComputedStyle(at).outlineWidth) > 0;
            return [(at.tagName + ' ' + at.className + (seen ? '' : ' unseen')).trim()];
            """).getFirst();
    }

    private void press(Keys key) {
        new Actions(browser.driver()).sendKeys(key).perform();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "drifted", "degraded", "planned", "three-hundred", "inventory-mine", "fleet"})
    void onPaperNothingIsFoldedOrCutOff(String name) throws IOException {
        browser.open(page(name), View.PAPER);
        assertThat(browser.texts(UNSEEN)).isEmpty();
        assertThat(browser.texts(TOO_WIDE)).isEmpty();
        assertThat(browser.driver().findElement(By.tagName("nav")).isDisplayed())
                .isFalse();
        browser.paper(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean", "drifted", "degraded", "planned", "three-hundred", "inventory-mine", "fleet"})
    void aPhoneScrollsThePageDownwardsOnly(String name) throws IOException {
        browser.open(page(name), View.PHONE);
        browser.picture(name + "-phone");
        assertThat(browser.number("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(360);
        assertThat(browser.texts(TOO_WIDE)).isEmpty();
    }

    @Test
    void threeHundredHostsOpenWithinASecond() throws IOException {
        assertThat(Files.size(page("three-hundred"))).isLessThan(5_000_000);
        // The quickest of a few: other programs share the machine.
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            browser.open(page("three-hundred"), View.LIGHT);
            quickest = Math.min(quickest, browser.number("""
                document.body.getBoundingClientRect();
                return performance.now();
                """));
        }
        assertThat(quickest).isLessThan(1_000);
    }

    /** What these tests ask would be in vain if nothing could break it. */
    @Test
    void faultsAreFound() throws IOException {
        Path faulty = directory.resolve("faulty.html");
        Files.writeString(
                faulty,
                Files.readString(page("degraded"))
                        .replace("--quiet: #545b63", "--quiet: #b5b9be")
                        .replace("</main>", "<a href=\"#nowhere\">x</a><img src=\"x.png\"/></main>")
                        .replace("default-src 'none'", "default-src 'self'")
                        .replace("details::details-content", "details::nothing")
                        .replace("overflow-x: auto", "overflow-x: visible"));
        browser.requests();
        browser.open(faulty, View.LIGHT);
        assertThat(browser.faults())
                .anyMatch(fault -> fault.startsWith("color-contrast"))
                .anyMatch(fault -> fault.startsWith("image-alt"));
        assertThat(browser.texts(PALE)).isNotEmpty();
        assertThat(browser.texts(NOWHERE)).containsExactly("#nowhere");
        assertThat(browser.requests()).anyMatch(request -> request.endsWith("x.png"));
        assertThat(browser.complaints()).isNotEmpty();
        browser.open(faulty, View.PAPER);
        assertThat(browser.texts(UNSEEN)).isNotEmpty();
        browser.open(faulty, View.PHONE);
        assertThat(browser.texts(TOO_WIDE)).isNotEmpty();
    }
}
