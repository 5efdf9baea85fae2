"""The load generator against real servers on the loopback, for a fraction of a second each."""
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest

from harness import build
from harness.rounds import completed

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def corrupting_server():
    """Echoes on ::1, but for the tenth byte."""
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)

    def serve():
        with listener:
            client, _ = listener.accept()
            with client:
                data = bytearray(client.recv(64))
                data[10] ^= 1
                client.sendall(data)
                with contextlib.suppress(ConnectionResetError):
                    client.recv(1)

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


@unittest.skipUnless(shutil.which("gcc"), "there is no gcc")
class LoadgenTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.out = cls.folder.name
        cls.missing = build.compile_c(BENCH, cls.out)

    def loadgen(self, *arguments):
        processors = sorted(os.sched_getaffinity(0))
        return subprocess.run(
            [os.path.join(self.out, "loadgen"), *arguments, "-S", str(processors[0]), "-C", str(processors[-1]), "-t", "0.1",
             "-w", "0.05"], capture_output=True, text=True, timeout=60, check=False)

    def server(self, program, *arguments):
        path = os.path.join(self.out, program)
        if path in self.missing:
            self.skipTest(self.missing[path])
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen([path, str(port), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        if process.stdout.readline() != b"ready\n":
            self.skipTest(process.stderr.read().decode().strip())
        return str(port), str(process.pid)

    def assert_served(self, done, operations=1):
        self.assertEqual(done.returncode, 0, done.stderr)
        report = completed(json.loads(done.stdout))
        self.assertGreaterEqual(report["ops"], operations)
        self.assertEqual((report["errors"], report["lost"]), (0, 0))
        self.assertGreater(report["server_cpu_us"], 0)
        if report["p50"] is not None:  # on a busy machine all of them may have begun before the window
            self.assertLessEqual(report["p50"], report["p99"])
            self.assertLessEqual(report["p99"], report["max_us"])

    def test_every_load_is_served_by_epoll(self):
        port, pid = self.server("c_epoll")
        for load in (["echo", "-v", "-c", "5", "-d", "3"], ["stream", "-v", "-c", "2"], ["connect", "-c", "4"],
                     ["connect", "-g", "-c", "4"], ["udp", "-c", "2", "-d", "4"], ["echo", "-4", "-v"]):
            with self.subTest(load=load):
                self.assert_served(self.loadgen(*load, "-p", port, "-P", pid))

    def test_other_servers_echo_what_they_get(self):
        for program, *arguments in (["c_epoll", "big"], ["c_epoll", "spin"], ["c_libuv"], ["c_uring"]):
            with self.subTest(program=program, arguments=arguments):
                port, pid = self.server(program, *arguments)
                self.assert_served(self.loadgen("stream", "-v", "-c", "2", "-p", port, "-P", pid))

    def test_a_corrupt_echo_is_found(self):
        done = self.loadgen("echo", "-v", "-p", str(corrupting_server()))

        self.assertEqual((done.returncode, done.stderr), (2, "corrupt echo at byte 10\n"))

    def test_a_port_where_nobody_listens_is_an_error(self):
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as free:
            port = free.getsockname()[1]

        done = self.loadgen("echo", "-p", str(port))

        self.assertEqual((done.returncode, done.stderr), (1, "connect: Connection refused\n"))

    def test_a_wrong_option_is_refused(self):
        self.assertEqual(self.loadgen("echo", "-p", "70000").returncode, 1)
        self.assertEqual(self.loadgen("no-such-mode", "-p", "7").returncode, 1)

    def test_idle_connections_are_held_until_the_input_ends(self):
        port, _ = self.server("c_epoll")
        process = subprocess.Popen([os.path.join(self.out, "loadgen"), "idle", "-c", "20", "-p", port, "-t", "30"],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        with process:
            self.assertEqual(json.loads(process.stdout.readline()), {"held": 20})
            process.stdin.close()
            self.assertEqual(process.wait(10), 0)


class BuildTest(unittest.TestCase):

    def test_a_missing_header_is_told_with_its_package(self):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "x.c")
            with open(source, "w", encoding="ascii") as file:
                file.write("#include <no/such.h>\n")

            why = build._compile(source, os.path.join(folder, "x"), [], "libno-dev")

        if shutil.which("gcc"):
            self.assertEqual(why, "no no/such.h (Debian: apt-get install libno-dev)")
        else:
            self.assertIn("no gcc", why)


if __name__ == "__main__":
    unittest.main()
