package org.hextet.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.hextet.tck.Report;
import org.hextet.tck.matrix.Matrix;
import org.hextet.tck.matrix.MatrixRow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser; its screenshots are kept in {@code -Dhextet.test.screenshots=FOLDER} if that is given.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HtmlReportTest {

    /** The sample has a result of each. */
    private static final String CHECKS =
            Long.toString(Matrix.rows().stream().filter(MatrixRow::isCheck).count());

    @TempDir
    static Path folder;

    private final Report report = SampleReport.of();
    private Optional<Browser> browser = Optional.empty();
    private Path page;

    @BeforeAll
    void start_the_browser() throws Exception {
        Optional<Path> program = Browser.program();
        Assumptions.assumeTrue(program.isPresent(), "chromium is not installed");
        Assumptions.assumeTrue(Browser.canIsolate(), "this host gives no network namespace (unshare -n)");
        page = folder.resolve("matrix.html");
        Files.writeString(page, ReportFormat.HTML.text(report), StandardCharsets.US_ASCII);
        browser = Optional.of(Browser.start(program.orElseThrow()));
    }

    @AfterAll
    void end_the_browser() throws IOException {
        if (browser.isPresent()) {
            browser.get().close();
        }
    }

    private Browser opened(String hash) throws IOException {
        Browser opened = browser.orElseThrow();
        opened.open(page, hash);
        opened.resize(1280, 900, false);
        return opened;
    }

    private static String rowsShown(Browser browser) throws IOException {
        return browser.evaluate(
                "[...document.querySelectorAll('#rows tr.row')].filter(row => row.checkVisibility()).length");
    }

    @Test
    void everything_is_in_the_page_and_nothing_is_fetched() {
        String html = ReportFormat.HTML.text(report);

        assertFalse(Pattern.compile("(src|href)=\"(?!#)").matcher(html).find(), "a link out of the page");
        assertTrue(html.contains("default-src 'none'"));
        assertEquals(2, Pattern.compile("</script>").matcher(html).results().count());
        assertTrue(html.chars().allMatch(c -> c < 0x7F && (c >= ' ' || c == '\n')), "not ASCII");
    }

    @Test
    void hostile_text_is_shown_as_it_is_and_runs_nothing() throws IOException {
        Browser page = opened("#MTU-008");

        assertEquals("0", page.evaluate("document.images.length"));
        assertEquals(
                "true",
                page.evaluate("document.querySelector('.on.fail p').textContent.startsWith('</script><img src=x')"));
        assertEquals("2", page.evaluate("document.scripts.length"));
    }

    @Test
    void the_head_and_the_overview_count_what_there_is() throws IOException {
        Browser page = opened("");

        assertEquals("5 MUST rows fail", page.evaluate("document.querySelector('h1').textContent"));
        assertEquals("6", page.evaluate("document.querySelectorAll('.failure').length"));
        assertEquals(
                "house nio epoll mine jdk dnsjava absent",
                page.evaluate(
                        "[...document.querySelectorAll('.card h3')].map(head => head.firstChild.data).join(' ')"));
        assertEquals(
                "passes passes passes fails passes passes unavailable",
                page.evaluate("[...document.querySelectorAll('.card .pill')].map(pill => pill.textContent).join(' ')"));
        assertEquals(CHECKS, rowsShown(page));
        assertEquals(
                "timers on mine: "
                        + report.results().stream()
                                .filter(result -> result.row().area().equals("timers")
                                        && result.transport().equals("mine"))
                                .count()
                        + " passed",
                page.evaluate("document.querySelector('#overview button[title^=\"timers on mine\"]').title"));
    }

    @Test
    void filters_and_search_narrow_the_rows() throws IOException {
        Browser page = opened("");

        page.evaluate("document.querySelector('[data-filter=FAIL]').click()");
        assertEquals("6", rowsShown(page));
        page.evaluate("document.querySelector('[data-filter=MUST]').click()");
        assertEquals("5", rowsShown(page));
        page.press("/");
        page.type("Close_Notify fe80::2%veth0");
        assertEquals("1", rowsShown(page));
        assertEquals(
                "1 of " + CHECKS + " rows, 1 result", page.evaluate("document.getElementById('found').textContent"));
        page.press("Escape");
        assertEquals(CHECKS, rowsShown(page));
        page.evaluate("document.querySelector('#overview button[title^=\"tcp-listen on mine\"]').click()");
        assertEquals("1", rowsShown(page));
        assertEquals("tcp-listen", page.evaluate("document.getElementById('by-area').value"));
        page.evaluate("document.getElementById('clear').click()");
        page.press("/");
        page.type("no such words");
        assertEquals("true", page.evaluate("document.getElementById('none').checkVisibility()"));
    }

    @Test
    void a_cell_opens_by_keys_to_what_its_row_says_and_what_happened() throws IOException {
        Browser page = opened("");

        page.evaluate("document.querySelector('#TCP-008 .rule').focus()");
        page.press("ArrowDown");
        page.press("ArrowRight");
        page.press("ArrowRight");
        page.press("ArrowRight");
        page.press("Enter");

        assertEquals("#TCP-009", page.evaluate("location.hash"));
        String opened = page.evaluate("document.querySelector('.detail').innerText");
        for (String text : List.of(
                "peer is link-local",
                "accept",
                "local and peer address carry the zone",
                "RFC 4007, section 6",
                "TcpListenChecks.java:231",
                "received threw IllegalStateException",
                "hextet tck --check TCP-009 --transport mine?fast=yes",
                "hextet tck --check TCP-009 --transport nio",
                "1.2 s")) {
            assertTrue(opened.contains(text), text + " is not in " + opened);
        }
        assertEquals("transport mine", page.evaluate("document.querySelector('.on.chosen').dataset.column"));
        page.press("Escape");
        assertEquals("0", page.evaluate("document.querySelectorAll('.detail').length"));
    }

    @Test
    void a_deep_link_opens_its_row() throws IOException {
        Browser page = opened("#udp-005");

        assertEquals("UDP-005", page.evaluate("document.querySelector('.detail').previousSibling.id"));
        assertEquals(
                "true", page.evaluate("document.querySelector('#UDP-005').getBoundingClientRect().top < innerHeight"));
    }

    @Test
    void it_looks_well() throws IOException {
        String kept = System.getProperty("hextet.test.screenshots", "");
        Assumptions.assumeFalse(kept.isEmpty(), "only with -Dhextet.test.screenshots=FOLDER");
        Path pictures = Files.createDirectories(Path.of(kept));
        for (boolean isDark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 390}) {
                String name = (isDark ? "dark-" : "light-") + width;
                Browser page = opened("");
                page.resize(width, width == 390 ? 844 : 1000, isDark);
                Files.write(pictures.resolve(name + "-top.png"), page.screenshot(false));
                page.evaluate("document.getElementById('filter').scrollIntoView()");
                Files.write(pictures.resolve(name + "-rows.png"), page.screenshot(false));
                page = opened("#TCP-009");
                page.resize(width, width == 390 ? 844 : 1000, isDark);
                page.evaluate("document.getElementById('TCP-009').scrollIntoView()");
                Files.write(pictures.resolve(name + "-cell.png"), page.screenshot(false));
                page.evaluate("document.getElementById('overview').scrollIntoView()");
                Files.write(pictures.resolve(name + "-overview.png"), page.screenshot(false));
                page.evaluate("dispatchEvent(new Event('beforeprint'))");
                page.paper();
                Files.write(pictures.resolve(name + "-paper.png"), page.screenshot(false));
                page.resize(width, 844, isDark);
                page.evaluate("document.getElementById('beyond').scrollIntoView()");
                Files.write(pictures.resolve(name + "-end.png"), page.screenshot(false));
            }
        }
    }
}
