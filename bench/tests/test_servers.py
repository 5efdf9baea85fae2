import os
import socket
import tempfile
import unittest
from types import SimpleNamespace

from harness import rows, scenarios, servers

SETTINGS = SimpleNamespace(java="java", java_home="/nowhere", jvm="-Xmx1g", server_cpu=None)


def line(command, tags=()):
    return servers.ServerLine("it", frozenset(tags), frozenset({"*"}), command)


class TableTest(unittest.TestCase):

    def read(self, text):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return servers.read(file.name)

    def test_a_row_is_read(self):
        table = self.read("a | jvm,udp | echo-1, idle | {java} -x {port}\nb | tcp | * | ./b | c\n")

        self.assertTrue(table["a"].is_jvm)
        self.assertTrue(table["a"].is_measured_in("idle"))
        self.assertFalse(table["a"].is_measured_in("echo-50"))
        self.assertTrue(table["b"].is_measured_in("echo-50"))
        self.assertEqual(table["b"].command, "./b | c")

    def test_the_tags_say_which_services_there_are(self):
        table = self.read("a | udp | * | x\nb | tcp,quick | * | x\n")

        self.assertEqual([table["a"].has(s) for s in (scenarios.TCP_ECHO, scenarios.UDP_ECHO, scenarios.UDP_DISCARD)],
                         [False, True, True])
        self.assertEqual([table["b"].has(s) for s in (scenarios.TCP_ECHO, scenarios.UDP_ECHO)], [True, False])

    def test_services_of_their_own_have_tags_of_their_own(self):
        table = self.read("a | tls,jvm | * | x\nb | relay,silent | * | x\n")

        self.assertEqual([table["a"].has(s) for s in (scenarios.TLS_ECHO, scenarios.TCP_ECHO)], [True, False])
        self.assertEqual([table["b"].has(s) for s in (scenarios.RELAY, scenarios.TCP_ECHO)], [True, False])
        self.assertTrue(table["b"].is_silent)

    def test_a_name_stands_once(self):
        with self.assertRaisesRegex(rows.RowError, ":2: a stands there twice"):
            self.read("a | | * | x\na | | * | y\n")

    def test_servers_are_chosen_by_pattern_in_the_order_of_the_table(self):
        table = self.read("hextet-nio | | * | x\nnetty-nio | | * | x\nhextet-epoll | | * | x\n")

        self.assertEqual(list(servers.select_by(table, ["hextet-*"])), ["hextet-nio", "hextet-epoll"])

    def test_a_pattern_that_fits_none_names_those_that_there_are(self):
        with self.assertRaisesRegex(LookupError, "no server c-epol; there are c-epoll"):
            servers.select_by(self.read("c-epoll | | * | x\n"), ["c-epol"])


class ClassPathTest(unittest.TestCase):

    def test_it_holds_the_programs_and_what_they_need(self):
        with tempfile.TemporaryDirectory() as lib:
            for jar in ("hextet-bench-1.jar", "hextet-api-1.jar", "slf4j-api-2.jar", "netty-common-4.jar", "jmh-core-1.jar"):
                open(os.path.join(lib, jar), "w").close()

            jars = [os.path.basename(j) for j in servers.class_path(lib, "hextet").split(":")]

        self.assertEqual(jars, ["hextet-bench-1.jar", "hextet-api-1.jar", "slf4j-api-2.jar"])


    def test_the_nio_transport_runs_without_the_other(self):
        with tempfile.TemporaryDirectory() as lib:
            for jar in ("hextet-bench-1.jar", "hextet-api-1.jar", "hextet-tls-1.jar", "hextet-impl-nio-1.jar",
                        "hextet-impl-epoll-jni-1.jar"):
                open(os.path.join(lib, jar), "w").close()

            path = servers.class_path(lib, "hextet-nio")

        self.assertIn("hextet-impl-nio-1.jar", path)
        self.assertNotIn("hextet-tls-1.jar", path)
        self.assertNotIn("epoll", path)


class LastWordTest(unittest.TestCase):

    def test_it_is_no_frame_of_a_stack_trace(self):
        self.assertEqual(servers.last_word("Exception: no transport\n\tat a.B.c(B.java:1)\n\t... 3 more\n\n"),
                         "Exception: no transport")

    def test_silence_is_said(self):
        self.assertEqual(servers.last_word("\n"), "it said nothing")


class LauncherTest(unittest.TestCase):

    def setUp(self):
        out = tempfile.TemporaryDirectory()
        self.addCleanup(out.cleanup)
        self.launcher = servers.Launcher(SETTINGS, out.name, out.name, out.name, {"/no/uring": "no liburing.h"})

    def test_one_that_is_ready_runs_until_it_is_stopped(self):
        with self.launcher.start(line("sh -c 'echo listening; echo ready; exec sleep 60'")) as server:
            self.assertTrue(server.is_alive())

        self.assertFalse(server.is_alive())

    def test_a_command_is_told_what_to_serve(self):
        self.assertEqual(self.launcher.command(line("x {port} {service}"), 7), ["x", "7", "tcp-echo"])
        self.assertEqual(self.launcher.command(line("Mine{Service} {port}"), 7, scenarios.UDP_DISCARD), ["MineUdpDiscard", "7"])

    def test_a_command_is_told_the_target_and_the_certificate(self):
        launcher = servers.Launcher(SETTINGS, "lib", self.launcher.out, "root", {}, "here")

        self.assertEqual(launcher.command(line("x {certificate} {port} {target}"), 21000), ["x", "here", "21000", "11000"])

    def test_a_silent_one_is_ready_when_its_port_listens(self):
        program = "import socket,time; l=socket.create_server(('::1', {port}), family=socket.AF_INET6); time.sleep(60)"
        with self.launcher.start(line(f'python3 -c "{program}"', ["silent"])) as server:
            self.assertTrue(servers.is_listening(server.port))

    def test_a_silent_one_that_ends_is_unavailable_with_its_last_word(self):
        with self.assertRaisesRegex(servers.Unavailable, "^no such option$"):
            self.launcher.start(line("sh -c 'echo no such option >&2; exit 1'", ["silent"]))

    def test_a_port_that_is_bound_only_does_not_listen(self):
        with socket.socket(socket.AF_INET6) as bound:
            bound.bind(("::1", 0))
            number = bound.getsockname()[1]
            self.assertFalse(servers.is_listening(number))
            bound.listen()
            self.assertTrue(servers.is_listening(number))

    def test_the_memory_of_child_processes_counts(self):
        with self.launcher.start(line("sh -c 'sleep 60 & echo ready; wait'")) as parent:
            with open(f"/proc/{parent.pid}/task/{parent.pid}/children", encoding="ascii") as children:
                child = int(children.read())
            self.addCleanup(os.kill, child, 9)
            alone = servers._proportional_kib(parent.pid)

            self.assertGreater(parent.proportional_kib(), alone)

    def test_one_that_ends_is_unavailable_with_its_last_word(self):
        with self.assertRaisesRegex(servers.Unavailable, "^no such transport$"):
            self.launcher.start(line("sh -c 'echo first >&2; echo no such transport >&2; exit 1'"))

    def test_one_that_was_not_built_is_unavailable_with_the_reason(self):
        with self.assertRaisesRegex(servers.Unavailable, "no liburing.h"):
            self.launcher.start(line("/no/uring {port}"))

    def test_one_that_is_no_program_is_unavailable(self):
        with self.assertRaisesRegex(servers.Unavailable, "/no/program"):
            self.launcher.start(line("/no/program"))

    def test_each_has_a_port_of_its_own(self):
        ports = []
        for _ in range(2):
            with self.launcher.start(line("sh -c 'echo ready; exec sleep 60' {port}")) as server:
                ports.append(server.port)

        self.assertNotEqual(ports[0], ports[1])


if __name__ == "__main__":
    unittest.main()
