"""The load generator against real servers on the loopback, for a fraction of a second each."""
import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from harness import build, certificate
from harness.rounds import completed

WRONG = b"\xff"  # which the load never sends
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


def tls_server(folder, answer=lambda data: data, tickets=2):
    """Echoes on ::1 in TLS 1.3, each connection in a thread of its own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.num_tickets = tickets
    context.load_cert_chain(os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem"))
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    over = threading.Event()

    def echo(client):
        with client, contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as secured:
            while data := secured.recv(1 << 17):
                secured.sendall(answer(data))

    def serve():
        with listener:
            while True:
                client, _ = listener.accept()
                if over.is_set():
                    client.close()
                    return
                threading.Thread(target=echo, args=(client,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    number = listener.getsockname()[1]

    def end():
        over.set()
        socket.create_connection(("::1", number)).close()
        thread.join(10)

    return str(number), end


def relay_server(to, is_corrupting=False):
    """From a port of ::1 to another one."""
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    over = threading.Event()

    def pass_on(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                sink.sendall(data[:-1] + WRONG if is_corrupting else data)
        for side in (source, sink):
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def relay(client):
        with client, socket.create_connection(("::1", to)) as target:
            back = threading.Thread(target=pass_on, args=(target, client))
            back.start()
            pass_on(client, target)
            back.join()

    def serve():
        with listener:
            while True:
                client, _ = listener.accept()
                if over.is_set():
                    client.close()
                    return
                threading.Thread(target=relay, args=(client,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    number = listener.getsockname()[1]

    def end():
        over.set()
        socket.create_connection(("::1", number)).close()
        thread.join(10)

    return str(number), end


def free_port():
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as free:
        return free.getsockname()[1]


def datagram_server(answer):
    """On ::1: answers each datagram, from (data, sender) on, with a list of such pairs."""
    port = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    port.bind(("::1", 0))

    def serve():
        with port:
            while True:
                data, sender = port.recvfrom(4096)
                if not data:
                    return
                for back, receiver in answer(data, sender):
                    port.sendto(back, receiver)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def end():
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as client:
            client.sendto(b"", ("::1", port_number))
        thread.join(10)

    port_number = port.getsockname()[1]
    return str(port_number), end


@unittest.skipUnless(shutil.which("gcc"), "there is no gcc")
class LoadgenTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.out = cls.folder.name
        cls.missing = build.compile_c(BENCH, cls.out)

    def loadgen(self, mode, *arguments, program="loadgen"):
        processors = sorted(os.sched_getaffinity(0))
        return subprocess.run(
            [os.path.join(self.out, program), mode, "-S", str(processors[0]), "-C", str(processors[-1]), "-t", "0.1", "-w", "0.05",
             *arguments], capture_output=True, text=True, timeout=60, check=False)

    def server(self, program, *arguments, service="tcp-echo"):
        path = os.path.join(self.out, program)
        if path in self.missing:
            self.skipTest(self.missing[path])
        port = free_port()
        process = subprocess.Popen([path, str(port), service, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
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

    def datagrams(self, answer):
        port, end = datagram_server(answer)
        self.addCleanup(end)
        return port

    def test_every_load_of_streams_is_served_by_epoll(self):
        port, pid = self.server("c_epoll")
        for load in (["echo", "-v", "-c", "5", "-d", "3"], ["stream", "-v", "-c", "2"], ["connect", "-c", "4"],
                     ["connect", "-g", "-c", "4"], ["echo", "-4", "-v"]):
            with self.subTest(load=load):
                self.assert_served(self.loadgen(*load, "-p", port, "-P", pid))

    def test_datagrams_come_back_to_who_sent_them(self):
        for program, *arguments in (["c_epoll"], ["c_epoll", "gso"], ["c_libuv"]):
            with self.subTest(program=program, arguments=arguments):
                port, pid = self.server(program, *arguments, service="udp-echo")
                self.assert_served(self.loadgen("udp", "-v", "-c", "2", "-d", "4", "-p", port, "-P", pid))

    def test_of_many_sockets_all_take_their_turn(self):
        senders = []

        def echo(data, sender):
            senders.append(sender)
            return [(data, sender)]

        done = self.loadgen("udp", "-v", "-c", "50", "-o", "5", "-p", self.datagrams(echo))

        self.assertEqual(done.returncode, 0, done.stderr)
        again = senders[50:]
        self.assertEqual(len(set(senders[:50])), len(senders[:50]))
        self.assertEqual(again, (senders[:50] * (len(again) // 50 + 1))[:len(again)])

    def test_a_flood_is_what_the_server_counts(self):
        for program, *arguments in (["c_epoll"], ["c_epoll", "gso"], ["c_libuv"]):
            with self.subTest(program=program, arguments=arguments):
                port, pid = self.server(program, *arguments, service="udp-discard")
                done = self.loadgen("flood", "-v", "-s", "1200", "-d", "20", "-p", port, "-P", pid)
                self.assertEqual(done.returncode, 0, done.stderr)
                report = completed(json.loads(done.stdout))
                self.assertGreater(report["ops"], 0)
                self.assertEqual((report["ops"] + report["lost"]) % 20, 0)
                self.assertEqual((report["errors"], report["p50"]), (0, None))

    def test_what_a_server_answers_is_what_it_has_received(self):
        counted, answers = [], []

        def discard(data, sender):
            if len(data) > 1:
                counted.append(len(data))
                return []
            answers.append(len(counted))
            return [(len(counted).to_bytes(8, "big"), sender)]

        done = self.loadgen("flood", "-s", "1000", "-d", "3", "-p", self.datagrams(discard))

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["ops"], answers[-1] - answers[0])
        self.assertEqual(set(counted), {1000})

    def test_a_wrong_count_is_found(self):
        done = self.loadgen("flood", "-v", "-d", "10", "-p", self.datagrams(
            lambda data, sender: [(bytes(8), sender)] if len(data) == 1 else []))

        self.assertEqual((done.returncode, done.stderr), (2, "the server counted 0 datagrams of 1\n"))

    def test_a_server_that_does_not_count_is_an_error(self):
        done = self.loadgen("flood", "-p", self.datagrams(lambda data, sender: []))

        self.assertEqual((done.returncode, done.stderr), (1, "the server does not say what it has received\n"))

    def test_a_datagram_to_somebody_else_is_found(self):
        first = []

        def astray(data, sender):
            first.append(sender)
            return [(data, first[0])]

        done = self.loadgen("udp", "-c", "2", "-p", self.datagrams(astray))

        self.assertEqual((done.returncode, done.stderr), (2, "a datagram came back to socket 0 that socket 1 had sent\n"))

    def test_a_corrupt_datagram_is_found(self):
        done = self.loadgen("udp", "-v", "-p", self.datagrams(lambda data, sender: [(data[:-1] + b"?", sender)]))

        self.assertEqual((done.returncode, done.stderr), (2, "corrupt datagram\n"))

    def test_a_datagram_that_comes_cut_is_an_error_and_lost(self):
        done = self.loadgen("udp", "-w", "0.3", "-p", self.datagrams(lambda data, sender: [(data[:-1], sender)]))

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["ops"], 0)

    def test_other_servers_echo_what_they_get(self):
        for program, *arguments in (["c_epoll", "big"], ["c_epoll", "spin"], ["c_libuv"], ["c_uring"]):
            with self.subTest(program=program, arguments=arguments):
                port, pid = self.server(program, *arguments)
                self.assert_served(self.loadgen("stream", "-v", "-c", "2", "-p", port, "-P", pid))

    def test_a_corrupt_echo_is_found(self):
        done = self.loadgen("echo", "-v", "-p", str(corrupting_server()))

        self.assertEqual((done.returncode, done.stderr), (2, "corrupt echo at byte 10\n"))

    def secured(self, load, *arguments, answer=lambda data: data, tickets=2, trusted=None):
        """A load of a server in TLS."""
        if "loadgen_tls" in {os.path.basename(p) for p in self.missing}:
            self.skipTest(self.missing[os.path.join(self.out, "loadgen_tls")])
        folder = os.path.join(self.out, "certificate")
        why = certificate.make(folder)
        if why:
            self.skipTest(why)
        port, end = tls_server(folder, answer, tickets)
        self.addCleanup(end)
        return self.loadgen(load, *arguments, "-p", port, "-P", str(os.getpid()), "-k",
                            os.path.join(trusted or folder, "certificate.pem"), program="loadgen_tls")

    def test_every_load_of_streams_is_served_in_tls(self):
        for load in (["tls-echo", "-v", "-c", "3", "-d", "2"], ["tls-echo", "-v", "-s", "1024"], ["tls-stream", "-v", "-c", "2"],
                     ["tls-connect", "-v", "-c", "4"], ["tls-connect", "-v", "-c", "4", "-r"]):
            with self.subTest(load=load):
                self.assert_served(self.secured(*load, "-t", "1"))

    def test_a_corrupt_echo_in_tls_is_found(self):
        for load, words in (("tls-echo", "corrupt echo at byte 63"), ("tls-connect", "corrupt echo on a connection")):
            with self.subTest(load=load):
                done = self.secured(load, "-v", answer=lambda data: data[:-1] + WRONG)

                self.assertEqual((done.returncode, done.stderr), (2, words + "\n"))

    def test_what_was_to_be_resumed_and_is_not_is_an_error(self):
        done = self.secured("tls-connect", "-r", "-t", "1", tickets=0)

        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertLessEqual(report["ops"], 1)  # the first one has nothing to resume, and may fall into the window
        self.assertGreater(report["errors"], 0)

    def test_another_certificate_is_refused(self):
        other = os.path.join(self.out, "other")
        why = certificate.make(other)
        if why:
            self.skipTest(why)

        done = self.secured("tls-echo", trusted=other)

        self.assertEqual(done.returncode, 1)
        self.assertIn("certificate verify failed", done.stderr)

    def test_without_openssl_that_is_said(self):
        done = self.loadgen("tls-echo", "-p", "7", "-k", "x")

        self.assertEqual((done.returncode, done.stderr), (1, "this program was built without OpenSSL\n"))

    def relayed(self, *load, is_corrupting=False):
        target = free_port()
        port, end = relay_server(target, is_corrupting)
        self.addCleanup(end)
        return self.loadgen(*load, "-p", port, "-B", str(target), "-P", str(os.getpid()))

    def test_every_load_goes_through_a_relay(self):
        for load in (["relay-echo", "-v", "-c", "5"], ["relay-stream", "-v", "-c", "2"]):
            with self.subTest(load=load):
                self.assert_served(self.relayed(*load, "-t", "1"))

    def test_what_a_relay_corrupts_is_found(self):
        done = self.relayed("relay-echo", "-v", is_corrupting=True)

        self.assertEqual((done.returncode, done.stderr), (2, "corrupt echo at byte 63\n"))

    def test_a_relay_that_connects_to_nobody_is_an_error(self):
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
            done = self.loadgen("relay-echo", "-p", str(listener.getsockname()[1]), "-B", str(free_port()))

        self.assertEqual((done.returncode, done.stderr), (1, "the relay has not connected to its target within 5 s\n"))

    def test_the_time_of_child_processes_counts(self):
        burner = subprocess.Popen(["sh", "-c", "while :; do :; done & echo $!; wait"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(burner.stdout.close)
        self.addCleanup(burner.wait)
        self.addCleanup(burner.kill)
        child = int(burner.stdout.readline())
        self.addCleanup(os.kill, child, 9)
        port, _ = self.server("c_epoll")

        done = self.loadgen("echo", "-p", port, "-P", str(burner.pid), "-t", "0.5")

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["server_busy"], 0)

    def test_a_port_where_nobody_listens_is_an_error(self):
        done = self.loadgen("echo", "-p", str(free_port()))

        self.assertEqual((done.returncode, done.stderr), (1, "connect: Connection refused\n"))

    def test_a_wrong_option_is_refused(self):
        self.assertEqual(self.loadgen("echo", "-p", "70000").returncode, 1)
        self.assertEqual(self.loadgen("no-such-mode", "-p", "7").returncode, 1)
        self.assertEqual(self.loadgen("flood", "-s", "1200", "-d", "60", "-p", "7").returncode, 1)

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
