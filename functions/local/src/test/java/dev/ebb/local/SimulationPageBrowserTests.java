package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a person sees of the page, in Chromium. */
@Execution(ExecutionMode.SAME_THREAD)
class SimulationPageBrowserTests {

    @TempDir
    private static Path directory = Path.of("");

    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;
    private static Path quiet = Path.of("");
    private static Path unknown = Path.of("");

    private final List<String> complaints = new ArrayList<>();
    private @Nullable Page opened;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> chromium = Stream.of(System.getenv("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/google-chrome")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no Chromium: set CHROMIUM to one, or install the package chromium");
        SimulatedMorning morning = new SimulatedMorning(directory);
        quiet = morning.page("quiet.html", "--assume-reported");
        unknown = morning.page("unknown.html");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @AfterEach
    void nothingWasLoadedAndNothingComplained() {
        assertThat(complaints).isEmpty();
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void theFrontierHasAPointForEachWindowAndOneKnee() {
        Page page = open(ColorScheme.LIGHT, 1200);

        int rows = page.locator("#frontierTable tbody tr").count();
        assertThat(rows).isGreaterThan(2);
        assertThat(page.locator("#frontierPlot .point").count()).isEqualTo(rows);
        assertThat(page.locator("#frontierPlot .knee").count()).isEqualTo(1);
        assertThat(page.locator("#frontierTable tr.knee th").textContent())
                .isEqualTo(
                        page.locator("#frontierPlot .knee title").textContent().replaceFirst(" \\(knee\\).*", ""));
    }

    @Test
    void aMarkIsReadWhenTheKeyboardComesToIt() {
        Page page = open(ColorScheme.LIGHT, 1200);

        page.locator("#frontierPlot .knee").focus();

        assertThat(page.locator("#point").textContent())
                .isEqualTo(page.locator("#frontierPlot .knee title").textContent());
    }

    @Test
    void theTableOfPoliciesHasTheAmountsOfTheJson() {
        Page page = open(ColorScheme.LIGHT, 1200);

        // Recorded: llama 6 + 2 × 1 = 8 GPU-hours, batch 6; 14 × 8.00 = 112.00.
        // Under the window of an hour llama runs 73 + 60 + 63 minutes on 1 GPU, and r2 on 2 from 60 to 73 and from 92
        // to 120: 196 + 82 = 278 GPU-minutes. Batch runs 60 + 60. 398 / 60 × 8.00 = 53.07.
        assertThat(page.locator("#policyTable tbody tr")
                        .nth(0)
                        .locator("th, td")
                        .allTextContents())
                .startsWith("as recorded", "", "14.00", "112.00");
        assertThat(page.locator("#policyTable tbody tr").nth(1).locator("td").allTextContents())
                .containsExactly("60 min", "6.63", "53.07", "58.93", "5", "3", "1", "0", "3", "0");
    }

    @Test
    void theBandsAreTheDataOfTheDeploymentUnderThePolicy() {
        Page page = open(ColorScheme.LIGHT, 1200);

        choose(page, "acme/llama", 0);

        assertBand(page, "recorded", 0, 60, 60, 120, 120, 360);
        assertBand(page, "simulated", 0, 60, 60, 73, 92, 120, 120, 152, 242, 305);
        assertBand(page, "active", 10, 13, 90, 91, 240, 245);
        assertBand(page, "unserved", 90, 91, 240, 242);
        assertBand(page, "wanted");
        assertBand(page, "unknown");
        assertThat(page.locator("#timelinePlot .mark title").allTextContents())
                .containsExactly(
                        "2026-06-01 01:13 scale-down",
                        "2026-06-01 01:30 regret: woken too soon",
                        "2026-06-01 02:32 scale-down",
                        "2026-06-01 04:00 wake",
                        "2026-06-01 05:05 scale-down");
        Locator steps = page.locator("#timelinePlot rect.recorded");
        assertThat(number(steps.nth(1), "height")).isEqualTo(3 * number(steps.nth(0), "height"), within(0.01));
    }

    @Test
    void anotherDeploymentAndAnotherPolicyDrawOtherBands() {
        Page page = open(ColorScheme.LIGHT, 1200);

        choose(page, "acme/batch", 0);
        assertBand(page, "simulated", 0, 60, 152, 212);
        assertBand(page, "wanted", 150, 151);
        choose(page, "acme/batch", 1);
        assertBand(page, "simulated", 0, 360);

        assertThat(page.locator("#timelinePlot .mark").count()).isZero();
    }

    @Test
    void minutesThatNobodyReportedAreShownAndKeepItRunning() {
        Page page = open(unknown, ColorScheme.LIGHT, 1200);

        choose(page, "acme/llama", 0);

        assertBand(page, "unknown", 0, 10, 13, 90, 91, 240, 245, 360);
        assertBand(page, "simulated", 0, 60, 60, 120, 120, 360);
        assertThat(page.locator("#notes").textContent()).contains("were not reported, and keep it running");
    }

    @Test
    void aNameIsTextAndNeverMarkup() {
        Page page = open(ColorScheme.LIGHT, 1200);

        assertThat(page.locator("img").count()).isZero();
        assertThat(page.locator("#policyTable tbody th").nth(2).textContent()).endsWith(SimulatedMorning.NAME);
        assertThat(page.locator("#policy option").nth(1).textContent()).endsWith(SimulatedMorning.NAME);
        assertThat(page.locator("#policyTable").isVisible()).isTrue();
    }

    @Test
    void whatIsShownIsZoomedMovedAndReset() {
        Page page = open(ColorScheme.LIGHT, 1200);
        Locator plot = page.locator("#timelinePlot");

        page.locator("#in").click();
        assertThat(range(page)).isEqualTo("2026-06-01 01:30 to 2026-06-01 04:30");
        plot.press("ArrowLeft");
        assertThat(range(page)).isEqualTo("2026-06-01 00:45 to 2026-06-01 03:45");
        plot.press("+");
        assertThat(range(page)).isEqualTo("2026-06-01 01:30 to 2026-06-01 03:00");
        page.locator("#reset").click();
        assertThat(range(page)).isEqualTo("2026-06-01 00:00 to 2026-06-01 06:00");
        plot.hover();
        plot.focus();
        page.mouse().wheel(0, -100);
        page.waitForCondition(() -> !range(page).equals("2026-06-01 00:00 to 2026-06-01 06:00"));
        double before = number(plot, "data-from");
        page.mouse().down();
        page.mouse().move(300, page.viewportSize().height / 2.0, new Mouse.MoveOptions().setSteps(3));
        page.mouse().up();

        assertThat(number(plot, "data-from")).isNotEqualTo(before);
    }

    @Test
    void theDarkSchemeIsDarkAndANarrowWindowIsNotTooNarrow() {
        Page page = open(ColorScheme.DARK, 400);

        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 24, 29)");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(400);
        assertThat(page.screenshot()).isNotEmpty();
    }

    private Page open(ColorScheme scheme, int width) {
        return open(quiet, scheme, width);
    }

    private Page open(Path file, ColorScheme scheme, int width) {
        Page page = Objects.requireNonNull(browser)
                .newPage(new Browser.NewPageOptions().setColorScheme(scheme).setViewportSize(width, 800));
        opened = page;
        String address = file.toUri().toString();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.onDialog(dialog -> complaints.add(dialog.message()));
        page.onRequest(request -> {
            if (!request.url().equals(address)) {
                complaints.add(request.url());
            }
        });
        page.navigate(address);
        return page;
    }

    private static void choose(Page page, String deployment, int policy) {
        page.locator("#deployment").selectOption(new SelectOption().setLabel(deployment));
        page.locator("#policy").selectOption(Integer.toString(policy));
    }

    private static String range(Page page) {
        return page.locator("#range").textContent();
    }

    /** Whether the rectangles of a kind, as minutes on the axis that the recorded ones span, lie where they should. */
    private static void assertBand(Page page, String kind, double... minutes) {
        List<double[]> recorded = extents(page, "recorded");
        double left = recorded.getFirst()[0];
        double perMinute = (recorded.getLast()[1] - left) / 360;
        double[] found = extents(page, kind).stream()
                .flatMapToDouble(DoubleStream::of)
                .map(pixel -> (pixel - left) / perMinute)
                .toArray();
        assertThat(found).as(kind).containsExactly(minutes, within(0.01));
    }

    /** Where rectangles begin and end, in pixels. */
    private static List<double[]> extents(Page page, String kind) {
        Object found = page.locator("#timelinePlot rect." + kind)
                .evaluateAll(
                        "all => all.map(each => [+each.getAttribute('x'), +each.getAttribute('width')].join(' ')).join(';')");
        return Stream.of(found.toString().split(";"))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split(" "))
                .map(each -> new double[] {
                    Double.parseDouble(each[0]), Double.parseDouble(each[0]) + Double.parseDouble(each[1])
                })
                .toList();
    }

    private static double number(Locator element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
