import unittest

from harness.rounds import Calibration, Judge, Summary, completed, percentile


def round_(**changes):
    """A clean round."""
    fields = dict(dist0=62, dist1=64, slow0=0.0, slow1=0.1, best0=166.0, best1=165.0, others=0.02, ops_s=100.0,
                  server_cpu_us=5.0, p999=None)
    fields.update(changes)
    return fields


class PercentileTest(unittest.TestCase):

    def test_small_latencies_are_exact(self):
        histogram = {"10": 50, "20": 49, "30": 1}

        self.assertEqual([percentile(histogram, q) for q in (0.5, 0.99, 0.999)], [0.020, 0.030, 0.030])

    def test_a_bucket_stands_for_its_lower_end(self):
        self.assertEqual(percentile({str(5 * 64 + 40): 1}, 0.5), (40 << 5) / 1000)

    def test_buckets_are_ordered_by_number_not_by_text(self):
        self.assertEqual(percentile({"100": 1, "9": 99}, 0.5), 0.009)

    def test_the_last_bucket_is_the_answer_for_all(self):
        self.assertEqual(percentile({"1": 5, "2": 5}, 1), 0.002)

    def test_nothing_has_no_percentile(self):
        self.assertIsNone(percentile({}, 0.5))

    def test_a_completed_report_has_percentiles_and_no_histogram(self):
        report = completed({"ops": 2, "hist": {"40": 2}})

        self.assertEqual(report, {"ops": 2, "p50": 0.04, "p99": 0.04, "p999": 0.04})


class JudgeTest(unittest.TestCase):

    def setUp(self):
        self.calibration = Calibration()
        self.calibration.saw(round_())
        self.judge = Judge(self.calibration)

    def test_a_quiet_round_is_clean(self):
        self.assertTrue(self.judge.is_clean(round_()))

    def test_a_far_end_spoils_a_round(self):
        self.assertFalse(self.judge.is_clean(round_(dist1=210)))

    def test_a_slow_processor_spoils_a_round_by_its_mean_share(self):
        self.assertTrue(self.judge.is_clean(round_(slow0=0.59, slow1=0.0)))
        self.assertFalse(self.judge.is_clean(round_(slow0=0.61, slow1=0.0)))

    def test_other_processes_spoil_a_round(self):
        self.assertFalse(self.judge.is_clean(round_(others=0.11)))

    def test_rounds_judged_before_the_machine_was_seen_near_are_judged_again(self):
        calibration = Calibration()
        far = round_(dist0=200, dist1=210)
        calibration.saw(far)
        judge = Judge(calibration)
        self.assertTrue(judge.is_clean(far))

        calibration.saw(round_())

        self.assertFalse(judge.is_clean(far))

    def test_a_limit_that_is_given_stays(self):
        calibration = Calibration(near_ns=250)
        calibration.saw(round_())

        self.assertTrue(Judge(calibration).is_clean(round_(dist0=240)))

    def test_one_probe_far_below_all_others_does_not_spoil_every_round(self):
        for _ in range(20):
            self.calibration.saw(round_())

        self.calibration.saw(round_(dist0=25))

        self.assertTrue(self.judge.is_clean(round_()))

    def test_the_best_of_both_processors_is_the_reference(self):
        self.assertEqual(self.calibration.call_ns, 165.0)

    def test_nothing_seen_is_no_distance_of_zero(self):
        self.calibration.saw(round_(dist0=0, best0=0))

        self.assertEqual((self.calibration.distance_ns, self.calibration.call_ns), (62, 165.0))


class SummaryTest(unittest.TestCase):

    def setUp(self):
        calibration = Calibration(near_ns=100)
        self.judge = Judge(calibration)

    def test_only_clean_rounds_count(self):
        rounds = [round_(ops_s=100.0), round_(ops_s=110.0), round_(ops_s=10.0, others=1.0), round_(ops_s=104.0)]

        summary = Summary.of(rounds, self.judge, "ops_s")

        self.assertEqual((summary.clean_count, summary.throughput, summary.low, summary.high), (3, 104.0, 100.0, 110.0))

    def test_without_a_clean_round_all_count_and_that_is_known(self):
        summary = Summary.of([round_(ops_s=10.0, others=1.0), round_(ops_s=20.0, others=1.0)], self.judge, "ops_s")

        self.assertEqual((summary.clean_count, summary.throughput), (0, 15.0))

    def test_what_was_never_seen_has_no_median(self):
        self.assertIsNone(Summary.of([round_()], self.judge, "ops_s").median("p999"))


if __name__ == "__main__":
    unittest.main()
