"""The inside of the namespace: a host with both families, of which one may be dead, and a server that answers.

Reads an order on standard input, prints a JSON line for each client. A dead address is a neighbour whose link-layer address
nobody has: packets leave and nothing ever comes back, as with a filter far away. No packet leaves the namespace."""
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

from .servers import die_with_parent, last_word

ALIVE4, ALIVE6, DEAD4, DEAD6 = "192.0.2.10", "2001:db8::10", "192.0.2.66", "2001:db8::66"
NAMES = {
    "alive.test": [ALIVE4],
    "both.test": [ALIVE6, ALIVE4],
    "six-dead.test": [DEAD6, ALIVE4],
    "four-dead.test": [ALIVE6, DEAD4],
}
PORT = 8080


def ip(*words):
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"ip {' '.join(words)}: {done.stderr.strip()}")


def make_host(work):
    ip("link", "set", "lo", "up")
    ip("link", "add", "bench0", "type", "veth", "peer", "name", "bench1")
    ip("link", "set", "bench1", "up")
    ip("link", "set", "bench0", "up")
    ip("address", "add", "192.0.2.1/24", "dev", "bench0")
    ip("-6", "address", "add", "2001:db8::1/64", "dev", "bench0", "nodad")
    ip("address", "add", ALIVE4 + "/32", "dev", "lo")
    ip("-6", "address", "add", ALIVE6 + "/128", "dev", "lo", "nodad")
    for dead in (DEAD4, DEAD6):
        ip("neighbour", "add", dead, "lladdr", "02:00:00:00:00:66", "dev", "bench0", "nud", "permanent")
    hosts = ["127.0.0.1 localhost", "::1 localhost"] + [f"{a} {n}" for n, all_ in NAMES.items() for a in all_]
    cover(work, "/etc/hosts", "\n".join(hosts) + "\n")
    cover(work, "/etc/nsswitch.conf", "hosts: files\n")
    cover(work, "/etc/resolv.conf", "")


def cover(work, path, text):
    """Gives this namespace a file of its own in place of the system's."""
    if not os.path.exists(path):
        return
    mine = os.path.join(work, os.path.basename(path))
    with open(mine, "w", encoding="ascii") as file:
        file.write(text)
    done = subprocess.run(["mount", "--bind", mine, path], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip())


# PostgreSQL 15's answers to one who may come in, as far as a driver needs them (protocol 3.0): authentication is done, two
# parameters, the key to cancel, ready.
_STARTUP = b"\0\3\0\0"
_WELCOME = b"".join(kind + (len(body) + 4).to_bytes(4, "big") + body for kind, body in [
    (b"R", bytes(4)), (b"S", b"server_version\x0015.0\0"), (b"S", b"client_encoding\0UTF8\0"),
    (b"S", b"DateStyle\0ISO, MDY\0"), (b"S", b"integer_datetimes\0on\0"), (b"S", b"standard_conforming_strings\0on\0"),
    (b"K", bytes(8)), (b"Z", b"I")])


def serve():
    """Takes every connection; welcomes drivers of PostgreSQL, and answers everybody else as HTTP."""
    listener = socket.create_server(("::", PORT), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)

    def answer(client):
        with client:
            try:
                while asked := client.recv(4096):
                    if asked[4:8] == _STARTUP:
                        client.sendall(_WELCOME)
                        client.recv(4096)
                        return
                    client.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                    client.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def accept():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=answer, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


class Client:
    """One client in its own JVM. A try that takes too long ends it: the others would take as long."""

    def __init__(self, command, name, tries, at_most):
        self.at_most, self.tries = at_most, tries
        self.is_waiting = threading.Event()
        self.result = {"ms": [], "cut": None, "failed": None}
        self.command = [*command, "alive.test", name, str(PORT), str(tries)]

    def run(self):
        with subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                preexec_fn=die_with_parent) as process:
            try:
                self._read(process)
            finally:
                process.kill()
        self.is_waiting.set()

    def _read(self, process):
        if self._line(process, 30) != "ready":
            process.kill()
            self.result["failed"] = last_word(process.stderr.read().decode(errors="replace"))
            return
        for _ in range(self.tries):
            line = self._line(process, self.at_most)
            if line is None:
                self.result["cut"] = self.at_most
                return
            word, ms, *why = line.split(" ", 2)
            if word != "connected":
                self.result["failed"] = f"after {float(ms):.0f} ms: {why[0] if why else ''}"
                return
            self.result["ms"].append(float(ms))

    def _line(self, process, at_most):
        """The next line, or None. Output comes a line at a time."""
        end = time.monotonic() + at_most
        said = b""
        while not said.endswith(b"\n"):
            left = end - time.monotonic()
            # Who waits this long needs no processor: the next may run meanwhile.
            if not select.select([process.stdout], [], [], max(0, min(left, 2)))[0]:
                if left <= 2:
                    return None
                self.is_waiting.set()
                continue
            more = os.read(process.stdout.fileno(), 1)
            if not more:
                return ""
            said += more
        return said.decode().strip()


def main():
    order = json.load(sys.stdin)
    make_host(order["work"])
    serve()
    running = []
    tell = threading.Lock()

    def run(situation, name, client):
        client.run()
        with tell:
            print(json.dumps({"situation": situation, "client": name, "result": client.result}), flush=True)

    for situation in order["situations"]:
        for name, command in order["commands"].items():
            client = Client(command, situation + ".test", order["tries"], order["at_most"])
            thread = threading.Thread(target=run, args=(situation, name, client))
            thread.start()
            running.append(thread)
            client.is_waiting.wait()
    for thread in running:
        thread.join()


if __name__ == "__main__":
    main()
