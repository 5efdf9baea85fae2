import unittest
from types import SimpleNamespace
from unittest import mock

from harness import scenarios, servers
from harness.main import Run
from harness.results import Results


def line(name, *tags):
    return servers.ServerLine(name, frozenset(tags), frozenset({"*"}), "x")


class NothingStarts:

    def __init__(self):
        self.asked = []

    def start(self, line, service):
        self.asked.append((line.name, service))
        raise servers.Unavailable("no such thing")


class LoadTest(unittest.TestCase):

    def setUp(self):
        silenced = mock.patch("harness.main.say")
        silenced.start()
        self.addCleanup(silenced.stop)
        table = {l.name: l for l in (line("both", "tcp", "udp"), line("streams", "tcp"), line("datagrams", "udp"))}
        self.run_ = Run.__new__(Run)
        self.run_.a = SimpleNamespace(quick=False, servers=None, json=None, patience=1)
        self.run_.settings = SimpleNamespace(rounds=1, secs=0.1)
        self.run_.table, self.run_.launcher, self.run_._is_table_moot = table, NothingStarts(), False
        self.run_.results = Results({}, table)
        self.run_.missing, self.run_.generator = {}, SimpleNamespace(tls_program="/no/loadgen_tls")

    def test_only_those_that_have_the_service_are_started_and_for_that_service(self):
        self.run_.load(scenarios.SCENARIOS["udp-flood"], False)

        self.assertEqual(self.run_.launcher.asked, [("both", "udp-discard"), ("datagrams", "udp-discard")])

    def test_one_that_does_not_start_is_left_out_from_then_on(self):
        self.run_.load(scenarios.SCENARIOS["echo-1"], False)

        self.assertEqual(self.run_.results.data["left_out"], {"both": "no such thing", "streams": "no such thing"})
        self.assertEqual(self.run_.lines("idle"), [])

    def test_one_without_datagrams_is_measured_elsewhere_all_the_same(self):
        self.run_.load(scenarios.SCENARIOS["udp-16x8"], False)

        self.assertEqual(self.run_.results.data["failed"], {"udp-16x8": {"both": "no such thing", "datagrams": "no such thing"}})
        self.assertEqual([l.name for l in self.run_.lines("idle")], ["both", "streams"])


    def test_tls_is_skipped_where_its_load_was_not_built(self):
        self.run_.missing = {"/no/loadgen_tls": "no openssl/ssl.h"}

        self.run_.load(scenarios.SCENARIOS["tls-echo-50"], False)

        self.assertEqual(self.run_.results.data["left_out"], {"tls-echo-50": "no openssl/ssl.h"})
        self.assertEqual(self.run_.launcher.asked, [])

    def test_tls_is_skipped_without_a_certificate(self):
        self.run_.generator.tls_program, self.run_.missing = __file__, {"certificate": "no openssl"}

        self.run_.load(scenarios.SCENARIOS["tls-echo-50"], False)

        self.assertEqual(self.run_.results.data["left_out"], {"tls-echo-50": "no openssl"})


if __name__ == "__main__":
    unittest.main()
