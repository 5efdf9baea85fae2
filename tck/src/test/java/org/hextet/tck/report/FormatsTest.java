package org.hextet.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hextet.tck.Report;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.matrix.Row;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FormatsTest {

    /**
     * A row that fails, one that fails with hostile text, one that is UNSUPPORTED, one of resolvers, one of the house.
     */
    private final List<Row> rows = rows("ADR-001", "TCP-009", "MTU-008", "FLB-001", "FLB-002", "RES-025", "RES-047");

    private final Report report = SampleReport.of(rows.subList(0, 6));

    private static List<Row> rows(String... ids) {
        return Tck.of(Selection.everything().withIds(Set.of(ids))).rows();
    }

    @Test
    void a_table_has_areas_by_providers_and_each_reason_once() {
        String table = ReportFormat.TABLE.text(report);

        assertTrue(
                table.startsWith(
                        "tck 0.1.0, api 0.1.0, Java 17.0.15+6 (Debian), Linux 6.18 amd64, 2026-03-04 05:06 UTC,"
                                + " 2 min 9 s, seed 42\ntransport nio 0.1.0\n"),
                table);
        assertTrue(table.contains("""
                            house  nio   epoll  mine     jdk   dnsjava
                address     1
                tcp-listen         1     1      0 1F
                path-mtu           1     1      0 1F
                flow-label         0 2U  2      0 2U
                resolution                               0 1U  1
                            1      2 2U  4      0 2F 2U  0 1U  1
                """), table);
        assertTrue(table.contains("TCP-009 MUST FAIL on mine: the accepted peer is fe80::2"), table);
        assertTrue(table.contains("  nio: no flow-label: none here\n    FLB-001 FLB-002\n"), table);
        assertTrue(table.endsWith("\n" + report.verdict() + "\n"), table);
        assertTrue(table.contains("\\ \\u202e\\u0000\\u001b[31m"), table);
        assertFalse(table.contains("\033"), "colours that nobody asked for");
    }

    @Test
    void colours_change_nothing_but_colours() {
        String coloured = ReportFormat.TABLE.text(report, Paint.COLOURED);

        assertTrue(coloured.contains("\033[1;31m1F\033[0m"), coloured);
        assertEquals(
                ReportFormat.TABLE.text(report).replaceAll("\033\\[[0-9;]*m", ""),
                coloured.replaceAll("\033\\[[0-9;]*m", ""));
    }

    @Test
    void junits_xml_is_well_formed_and_counts_what_it_has() throws Exception {
        String xml = ReportFormat.JUNIT.text(report);

        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.US_ASCII)))
                .getDocumentElement();
        assertEquals("testsuites", root.getTagName());
        assertEquals("1", root.getAttribute("failures"));
        NodeList suites = root.getElementsByTagName("testsuite");
        assertEquals(12, suites.getLength());
        for (int at = 0; at < suites.getLength(); at++) {
            Element suite = (Element) suites.item(at);
            for (String[] counted :
                    new String[][] {{"tests", "testcase"}, {"failures", "failure"}, {"skipped", "skipped"}}) {
                assertEquals(
                        suite.getAttribute(counted[0]),
                        Integer.toString(suite.getElementsByTagName(counted[1]).getLength()),
                        suite.getAttribute("name"));
            }
            assertEquals("2026-03-04T05:06:07", suite.getAttribute("timestamp"));
        }
        Element failure = (Element) root.getElementsByTagName("failure").item(0);
        assertTrue(failure.getTextContent().contains("look at  where sockaddr_in6 becomes"), xml);
        Element failed = (Element) failure.getParentNode();
        assertEquals("mine.tcp-listen", failed.getAttribute("classname"));
        assertEquals("TCP-009 MUST an accepted link local peer has its zone", failed.getAttribute("name"));
        assertTrue(
                failed.getElementsByTagName("system-err")
                        .item(0)
                        .getTextContent()
                        .contains("]]> & \" '"),
                xml);
        assertTrue(xml.contains("MAY FAIL: &lt;/script&gt;&lt;img"), "a MAY that failed is skipped");
        assertTrue(xml.contains("UNSUPPORTED: no flow-label: none here"), xml);
    }

    @Test
    void markdown_keeps_text_in_its_cells() {
        String markdown = ReportFormat.MARKDOWN.text(report);

        assertTrue(markdown.contains("""
                | area | house | nio | epoll | mine | jdk | dnsjava |
                |-|-|-|-|-|-|-|
                | address | 1 | | | | | |
                | tcp-listen | | 1 | 1 | 0 **1F** | | |
                """), markdown);
        assertTrue(markdown.contains("| nio | no flow-label: none here | FLB-001 FLB-002 |"), markdown);
        assertTrue(markdown.contains("| mine | no flow-label: \\</script\\>\\<img src=x"), markdown);
        assertTrue(markdown.contains("<summary>MTU-008 MAY on mine: &lt;/script&gt;&lt;img"), markdown);
    }

    @Test
    void a_result_of_a_resolver_on_each_transport_names_both() {
        Report one = SampleReport.of(rows.subList(6, 7));

        assertTrue(
                ReportFormat.JSON.text(one).contains("hextet tck --check RES-047 --transport nio --resolver jdk"),
                ReportFormat.JSON.text(one));
        assertTrue(ReportFormat.JUNIT.text(one).contains(" on nio\""), ReportFormat.JUNIT.text(one));
    }

    @Test
    void a_list_has_rows_that_are_no_checks_for_people_and_only_checks_for_programs() {
        RowList list = new RowList(rows("TIM-008"));

        assertEquals(
                "TIM-008\ttimers\tMUST\t-\t-\tof a hundred thousand timers exactly those not cancelled fire in order\n",
                list.text(ReportFormat.TSV));
        assertTrue(list.text(ReportFormat.TABLE).contains("TIM-009   timers"), list.text(ReportFormat.TABLE));
        assertThrows(IllegalArgumentException.class, () -> list.text(ReportFormat.HTML));
    }

    @Test
    void a_format_is_told_by_its_name_or_by_the_ending_of_a_file() {
        assertEquals(ReportFormat.JUNIT, ReportFormat.of("junit"));
        assertEquals(Optional.of(ReportFormat.HTML), ReportFormat.ofFile("out/Matrix.HTML"));
        assertEquals(Optional.empty(), ReportFormat.ofFile("matrix"));
        assertEquals(
                "\"pdf\" is no format; there are table, tsv, json, html, junit, markdown",
                assertThrows(IllegalArgumentException.class, () -> ReportFormat.of("pdf"))
                        .getMessage());
    }
}
