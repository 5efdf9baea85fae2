import os
import tempfile
import unittest

from harness import lookups, rows, scenarios, servers, targets

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = targets.Target("t", "echo-50", "throughput", "mine", "theirs", ">=", 0.97)


def values(**by_server):
    return lambda of, measure, server: by_server.get(server)


class JudgeTest(unittest.TestCase):

    def test_a_ratio_at_the_limit_is_reached(self):
        self.assertEqual(targets.judge(TARGET, values(mine=97, theirs=100)).verdict, "ok")

    def test_a_ratio_that_would_round_to_the_limit_is_missed(self):
        verdict = targets.judge(TARGET, values(mine=9696, theirs=10000))

        self.assertEqual((verdict.verdict, verdict.reached), ("missed", 0.9696))

    def test_less_can_be_wanted(self):
        cpu = targets.Target("t", "echo-50", "cpu", "mine", "theirs", "<=", 1.04)

        self.assertEqual(targets.judge(cpu, values(mine=5.2, theirs=5.0)).verdict, "ok")
        self.assertEqual(targets.judge(cpu, values(mine=5.3, theirs=5.0)).verdict, "missed")

    def test_a_number_by_itself_is_compared_as_it_is(self):
        heap = targets.Target("t", "idle", "heap", "mine", None, "<=", 700)

        self.assertEqual(targets.judge(heap, values(mine=701)).verdict, "missed")
        self.assertEqual(targets.judge(heap, values(mine=0)).verdict, "ok")

    def test_what_is_missing_is_named(self):
        self.assertEqual(targets.judge(TARGET, values(theirs=1)).doubt, "no mine")
        self.assertEqual(targets.judge(TARGET, values(mine=1)).doubt, "no theirs")
        self.assertEqual(targets.judge(TARGET, values(mine=1)).verdict, "not measured")

    def test_few_clean_rounds_of_either_are_a_doubt(self):
        doubt = lambda of, server: f"3 clean rounds of {server}" if server == "theirs" else ""

        self.assertEqual(targets.judge(TARGET, values(mine=1, theirs=1), doubt).doubt, "3 clean rounds of theirs")


class TableTest(unittest.TestCase):

    def read(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".tbl") as file:
            file.write(text)
            file.flush()
            return targets.read(file.name)

    def test_a_row_is_read(self):
        self.assertEqual(self.read("# words\n\nt | echo-50 | throughput | mine | theirs | >= 0.97\n"), [TARGET])

    def test_a_dash_is_the_number_itself(self):
        self.assertIsNone(self.read("t | idle | heap | mine | - | <= 700")[0].against)

    def test_a_wrong_row_says_where(self):
        for wrong in ("t | echo-50 | throughput | mine", "t | idle | weight | mine | - | <= 1", "t | idle | heap | mine | - | 1"):
            with self.assertRaisesRegex(rows.RowError, r"\.tbl:2: "):
                self.read("# one\n" + wrong)

    def test_the_targets_speak_of_what_there_is(self):
        known = servers.read(os.path.join(BENCH, "servers.tbl"))
        for target in targets.read(os.path.join(BENCH, "targets.tbl")):
            if target.of == "lookups":
                self.assertLessEqual({target.server, target.against}, set(lookups.CLIENTS), target.id)
                continue
            place = scenarios.SCENARIOS.get(target.of)
            for server in (target.server, target.against or target.server):
                self.assertIn(server, known, target.id)
                self.assertTrue(known[server].has(place.service if place else scenarios.TCP_ECHO), f"{target.id}: {server}")
                self.assertTrue(known[server].is_measured_in(target.of), f"{target.id}: {server} in {target.of}")
            self.assertIn(target.of, set(scenarios.SCENARIOS) | {"idle", "start"}, target.id)

    def test_the_ids_differ(self):
        ids = [t.id for t in targets.read(os.path.join(BENCH, "targets.tbl"))]

        self.assertEqual(len(ids), len(set(ids)))


if __name__ == "__main__":
    unittest.main()
