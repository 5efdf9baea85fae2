import json
import os
import tempfile
import unittest
import xml.etree.ElementTree as xml

from harness import charts, families, report, tables, targets
from harness.results import Results

ABOUT = {"date": "2026-01-01", "command": [], "versions": {"JDK": "17"},
         "machine": {"processor": "P", "processors": 2, "hypervisor": False, "memory_gib": 1, "kernel": "6", "system": "S",
                     "governor": None},
         "settings": {"jvm": "-Xmx1g", "server_cpu": 0, "load_cpu": 1, "rounds": 5, "secs": 0.5}}
WANTED = [targets.Target("t", "echo-50", "throughput", "hextet-nio", "c-epoll", ">=", 0.97)]


def a_round(server, ops_s, **changes):
    fields = dict(scenario="echo-50", server=server, ops_s=ops_s, mb_s=1.0, server_cpu_us=5.0, server_user=0.1, server_busy=0.99,
                  p50=1.0, p99=2.0, p999=3.0, dist0=60, dist1=60, slow0=0, slow1=0, others=0, errors=0, lost=0)
    fields.update(changes)
    return fields


def some_results():
    results = Results(ABOUT, ["hextet-nio", "netty-epoll", "c-epoll"], near_ns=100)
    for server, speed in (("hextet-nio", 980.0), ("netty-epoll", 900.0), ("c-epoll", 1000.0)):
        results.data["rounds"] += [a_round(server, speed) for _ in range(5)]
        results.data["start"][server] = [{"ms": speed, "cpu_ms": 1}]
        results.data["idle"][server] = {"connections": 10, "rss_before_mb": 1, "rss_with_mb": 2, "rss_per_connection": 3,
                                        "heap_per_connection": None if server == "c-epoll" else 800}
    results.data["counted"] = {"echo-50": {"hextet-nio": {
        "alloc": 0.2, "rss_mb": 55.5, "calls": {"total": 2.0, "by": {"read": 1.0, "write": 1.0}, "way": "perf"}}}}
    results.data["left_out"] = {"libuv": "no uv.h"}
    results.data["families"] = {"six-dead": {"Hextet": {"ms": [251.0, 253.0], "cut": None, "failed": None},
                                             "new Socket": {"ms": [], "cut": 12, "failed": None},
                                             "OkHttp": {"ms": [], "cut": None, "failed": "a | b"}}}
    results.data["lookups"] = {
        "hextet-dns-nio": [{"lookups": 9, "failed": 0, "per_s": 50000.0, "cpu_us": us, "others": others}
                           for us, others in ((14.0, 0), (16.0, 0), (15.0, 0.05), (99.0, 0.8))],
        "netty-dns-nio": [{"lookups": 9, "failed": 1, "per_s": 40000.0, "cpu_us": 30.0, "others": 0.8}]}
    return results


class ResultsTest(unittest.TestCase):

    def test_another_run_replaces_what_it_has_measured_and_nothing_else(self):
        results, run = some_results(), Results({**ABOUT, "date": "2026-02-02"}, ["hextet-nio", "new-server"])
        run.data["rounds"] = [a_round("hextet-nio", 5.0, scenario="echo-1")]
        run.data["lookups"] = {"hextet-dns-nio": []}
        results.data["failed"] = {"lookups": {"hextet-dns-nio": "old"}, "echo-50": {"c-epoll": "stays"}}

        results.take(run)

        self.assertEqual(["echo-1", "echo-50"], sorted(results.scenarios()))
        self.assertEqual({"hextet-dns-nio": []}, results.data["lookups"])
        self.assertEqual({"echo-50": {"c-epoll": "stays"}}, results.data["failed"])
        self.assertEqual(["hextet-nio", "netty-epoll", "c-epoll", "new-server"], results.data["order"])
        self.assertEqual({"libuv": "no uv.h"}, results.data["left_out"])
        self.assertIn("2026-01-01", report.about(results))
        self.assertIn("- Measured by themselves: echo-1, lookups (2026-02-02, up to 5 rounds)", report.about(results))

    def test_the_latest_of_several_runs_counts(self):
        results = some_results()
        for date in ("2026-02-02", "2026-03-03"):
            run = Results({**ABOUT, "date": date}, ["hextet-nio"])
            run.data["start"] = {"hextet-nio": [{"ms": 1, "cpu_ms": 1}]}
            results.take(run)

        self.assertEqual(["2026-03-03"], [later["about"]["date"] for later in results.data["later"]])

    def test_a_file_gives_back_what_was_saved(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.json")
            some_results().save(path)

            again = Results.load(path)

        self.assertEqual(report.whole(again, WANTED), report.whole(some_results(), WANTED))

    def test_a_file_is_json(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.json")
            Results(ABOUT, []).save(path)

            with open(path, encoding="utf-8") as file:
                self.assertIsNone(json.load(file)["judge"]["near_ns"])

    def test_values_are_found_by_the_words_of_targets(self):
        results = some_results()

        found = [results.value(of, measure, "hextet-nio") for of, measure in (
            ("echo-50", "throughput"), ("echo-50", "cpu"), ("echo-50", "alloc"), ("idle", "heap"), ("start", "ms"))]

        self.assertEqual(found, [980.0, 5.0, 0.2, 800, 980.0])

    def test_lookups_count_where_nothing_else_ran_or_all_where_it_always_did(self):
        results = some_results()

        self.assertEqual(results.value("lookups", "cpu", "hextet-dns-nio"), 15.0)
        self.assertEqual(results.value("lookups", "cpu", "netty-dns-nio"), 30.0)
        self.assertIsNone(results.value("lookups", "cpu", "netty-dns-epoll"))
        self.assertEqual(results.doubt("lookups", "hextet-dns-nio"), "3 clean rounds of hextet-dns-nio")
        self.assertIn("| hextet-dns-nio | 3 | 15 | 66,667 | 2.00 | 50,000 | 0 |", report.whole(results, []))

    def test_what_was_not_measured_has_no_value(self):
        self.assertIsNone(some_results().value("echo-1", "throughput", "hextet-nio"))

    def test_fewer_than_five_clean_rounds_are_a_doubt(self):
        results = some_results()
        results.data["rounds"] = results.data["rounds"][2:]

        self.assertEqual(results.doubt("echo-50", "hextet-nio"), "3 clean rounds of hextet-nio")
        self.assertEqual(results.doubt("echo-50", "c-epoll"), "")


class TextTest(unittest.TestCase):

    def test_the_table_has_the_ratios(self):
        speed = next(tables.load_tables(some_results(), "echo-50"))

        self.assertIn("| hextet-nio | 5 | 980 | 980 - 980 | 0.98 | 1.09 |", speed)

    def test_rows_have_as_many_cells_as_the_head(self):
        for line in report.whole(some_results(), WANTED).split("\n\n"):
            cells = {row.count("|") for row in line.splitlines() if row.startswith("|")}
            self.assertLessEqual(len(cells), 1, line)

    def test_targets_are_told(self):
        text = report.targets_section(some_results(), WANTED)

        self.assertIn("1 targets reached, 0 missed, 0 not measured", text)
        self.assertIn("| echo-50: throughput of hextet-nio / c-epoll | ≥ 0.97 | 0.980 | ok |", text)

    def test_of_a_flood_the_share_that_arrived_is_told(self):
        results = some_results()
        results.data["rounds"] += [
            a_round("c-epoll-gso", 1000.0, scenario="udp-flood", ops=750, lost=250, p50=None, p99=None, p999=None)
            for _ in range(5)]
        results.data["order"].append("c-epoll-gso")

        rest = list(tables.load_tables(results, "udp-flood"))[2]

        self.assertIn("| received of sent |", rest)
        self.assertIn("| c-epoll-gso | - | - | - | - | - | - | 75 % |", rest)

    def test_the_ceiling_of_a_scenario_is_among_what_others_are_compared_with(self):
        results = some_results()
        results.data["rounds"] += [
            a_round(server, 1000.0, scenario="udp-16x8") for server in ("c-epoll", "c-epoll-gso", "hextet-nio")]
        results.data["order"].append("c-epoll-gso")

        self.assertEqual(tables.bases(results, "udp-16x8"), ["c-epoll", "c-epoll-gso"])
        self.assertIn("C epoll with UDP_SEGMENT", report.load_chart(results, "udp-16x8"))
        self.assertNotIn("UDP_SEGMENT", report.load_chart(results, "echo-50"))

    def test_relays_are_compared_with_relays(self):
        results = some_results()
        results.data["rounds"] += [a_round(server, 10.0, scenario="relay-echo-50") for server in ("hextet-relay-nio", "socat", "haproxy")]
        results.data["order"] += ["hextet-relay-nio", "socat", "haproxy"]

        self.assertEqual(tables.bases(results, "relay-echo-50"), ["haproxy", "socat"])
        chart = xml.fromstring(report.load_chart(results, "relay-echo-50"))
        self.assertIn("/ HAProxy", [t.text for t in chart.iter("{http://www.w3.org/2000/svg}text")])

    def test_the_memory_of_relays_stands_by_itself(self):
        results = some_results()
        results.data["relay-idle"]["socat"] = {"connections": 1000, "rss_before_mb": 1, "rss_with_mb": 62, "rss_per_connection": 60,
                                               "heap_per_connection": None}
        results.data["order"].append("socat")

        text = report.whole(results, WANTED)

        self.assertIn("## relay-idle: 1,000 connections through a relay", text)
        self.assertIn("| socat | 1 | 62 | 60 | - |", text)

    def test_a_file_without_relays_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.json")
            old = some_results()
            del old.data["relay-idle"]
            old.save(path)

            self.assertEqual(Results.load(path).data["relay-idle"], {})

    def test_one_without_a_clean_round_is_marked(self):
        results = some_results()
        results.data["rounds"].append(a_round("libuv", 5.0, others=1.0))
        results.data["order"].append("libuv")

        self.assertIn("| libuv (no clean round) | 0 |", next(tables.load_tables(results, "echo-50")))

    def test_connects_are_told_by_what_became_of_them(self):
        found = some_results().data["families"]["six-dead"]

        self.assertEqual([tables.connect_text(found[c]) for c in ("Hextet", "new Socket", "OkHttp")],
                         ["252", "> 12,000", "failed a / b"])

    def test_a_reason_stands_in_place_of_connects(self):
        results = some_results()
        results.data["families"] = "no namespaces"

        self.assertIn("Skipped: no namespaces", report.whole(results, WANTED))


class ChartTest(unittest.TestCase):

    def test_the_charts_are_well_formed(self):
        results = some_results()
        for text in (report.load_chart(results, "echo-50"), report.start_chart(results), report.idle_chart(results),
                     report.families_chart(results)):
            self.assertEqual(xml.fromstring(text).tag, "{http://www.w3.org/2000/svg}svg")

    def test_the_ratios_stand_behind_the_bars(self):
        root = xml.fromstring(report.load_chart(some_results(), "echo-50"))
        numbers = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text") if t.get("class") == "number"]

        self.assertEqual(numbers[:3], ["980", "0.98", "1.09"])

    def test_words_are_escaped(self):
        text = charts.draw("a < b", "", [charts.Group("g", [""], [charts.Bar("<x>", 1, ["&"], "c")])])

        self.assertEqual(xml.fromstring(text).get("aria-label"), "a < b")

    def test_bars_are_as_long_as_their_values(self):
        root = xml.fromstring(charts.draw("t", "", [charts.Group("g", [], [
            charts.Bar("a", 100, [], "hextet"), charts.Bar("b", 50, [], "c")])]))
        widths = [float(r.get("width")) for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("height") == "16"]

        self.assertAlmostEqual(widths[0], 2 * widths[1], delta=0.2)

    def test_all_situations_are_drawn_on_one_scale(self):
        results = some_results()
        results.data["families"]["both"] = {"Hextet": {"ms": [120.0], "cut": None, "failed": None}}
        root = xml.fromstring(report.families_chart(results))
        widths = [float(r.get("width")) for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("height") == "16"]

        self.assertAlmostEqual(max(widths) / 100, widths[0], delta=0.1)

    def test_results_are_written_with_their_charts(self):
        with tempfile.TemporaryDirectory() as folder:
            path = report.write(some_results(), WANTED, folder)

            with open(path, encoding="utf-8") as file:
                text = file.read()
            for name in ("echo-50", "start", "idle", "families"):
                self.assertIn(f"![{name}](results/{name}.svg)", text)
                self.assertTrue(os.path.exists(os.path.join(folder, "results", name + ".svg")))
            self.assertTrue(os.path.exists(os.path.join(folder, "results", "results.json")))

    def test_every_client_has_a_row(self):
        text = tables.families_table(some_results())

        for client in families.CLIENTS:
            self.assertIn(f"| {client} |", text)


if __name__ == "__main__":
    unittest.main()
