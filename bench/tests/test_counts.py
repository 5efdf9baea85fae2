import unittest

from harness import counts, memory

PERF = """\
3010,,raw_syscalls:sys_enter,1000,100.00,,
1500,,syscalls:sys_enter_recvfrom,1000,100.00,,
<not counted>,,syscalls:sys_enter_futex,0,0.00,,
"""
STRACE = """\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 60.00    0.000600           0      1500           recvfrom
 40.00    0.000400           0      1510         7 sendto
------ ----------- ----------- --------- --------- ----------------
100.00    0.001000           0      3010         7 total
"""
THREADS = """\
"main" #1 prio=5 os_prio=0 cpu=80.10ms elapsed=9.1s allocated=2048K defined_classes=10 tid=0x1 nid=1 runnable
"C2 CompilerThread0" #9 daemon prio=9 cpu=90.0ms elapsed=9.1s allocated=400M defined_classes=0 tid=0x2 nid=2 waiting
"hextet-nio-1" #12 prio=5 cpu=1.0ms elapsed=9.0s allocated=1.50M defined_classes=0 tid=0x3 nid=3 runnable
"""


class CountsTest(unittest.TestCase):

    def test_tracepoints_are_read(self):
        self.assertEqual(counts.perf_counts(PERF), {"": 3010, "recvfrom": 1500})

    def test_strace_is_read_with_and_without_errors(self):
        self.assertEqual(counts.strace_counts(STRACE), {"": 3010, "recvfrom": 1500, "sendto": 1510})

    def test_what_compilers_allocate_is_not_the_servers(self):
        self.assertEqual(counts.allocated_bytes(THREADS), 2 * (1 << 20) + 1.5 * (1 << 20))

    def test_the_cost_of_an_operation_is_what_more_of_them_cost(self):
        self.assertEqual(counts.per_operation((17_000, 1_000), (37_000, 11_000)), 2.0)

    def test_noise_below_nothing_is_nothing(self):
        self.assertEqual(counts.per_operation((20_000, 1_000), (19_000, 11_000)), 0.0)

    def test_without_more_operations_there_is_no_cost(self):
        self.assertIsNone(counts.per_operation((1, 5), (2, 5)))

    def test_calls_by_name_and_the_rest_are_each_a_difference(self):
        short, long = ({"": 130, "read": 100, "accept": 20}, 100), ({"": 1040, "read": 1000, "accept": 20}, 1000)

        self.assertEqual(counts.differences(short, long), {"read": 1.0, "accept": 0.0, "": 10 / 900})

    def test_the_live_heap_is_the_total_of_the_histogram(self):
        self.assertEqual(memory.live_bytes("   1:    9    99  [B\nTotal          5000        1234567\n"), 1234567)


if __name__ == "__main__":
    unittest.main()
