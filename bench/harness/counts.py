"""What is counted rather than timed: Java heap per operation, system calls per operation."""
import os
import re
import shutil
import signal
import subprocess
import time

from .servers import die_with_parent

CALLS = ("read write readv writev recvfrom sendto recvmsg sendmsg recvmmsg sendmmsg epoll_wait epoll_pwait epoll_pwait2 "
         "epoll_ctl accept accept4 close shutdown setsockopt getsockopt getsockname getpeername fcntl socket io_uring_enter "
         "futex mmap munmap madvise dup2 ioctl poll select pselect6 splice sched_yield").split()
_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_COMPILERS = re.compile(r"C[12] Comp|Attach")


def jcmd(settings, pid, *words):
    program = os.path.join(settings.java_home, "bin", "jcmd")
    done = subprocess.run([program, str(pid), *words], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def allocated_bytes(threads):
    """The sum of what a thread dump (Thread.print -e) says of all threads but the JVM's compilers."""
    return sum(float(n) * _UNITS[unit or "B"]
               for name, n, unit in re.findall(r'^"([^"]+)".*? allocated=([\d.]+)([BKMG])', threads, re.M)
               if not _COMPILERS.match(name))


def per_operation(short, long):
    """What one more operation costs, by two loads of (count, operations): what connections cost to open drops out."""
    operations = long[1] - short[1]
    return max(0.0, (long[0] - short[0]) / operations) if operations > 0 else None


SHORT = 0.02


def allocation(settings, generator, server, scenario, secs):
    """Heap bytes per operation."""
    allocated = lambda: allocated_bytes(jcmd(settings, server.pid, "Thread.print", "-e"))
    seen, loads = allocated(), []
    for length in (SHORT, secs):
        report = generator.run(server, scenario.load, length, warm=0)
        now = allocated()
        loads.append((now - seen, report["ops"]))
        seen = now
    each = per_operation(*loads)
    return None if each is None else round(each, 2)


def perf_counts(text):
    """Call to count of perf's output; '' is the sum of all."""
    return {m[2]: int(m[1]) for m in re.finditer(r"^(\d+),,(?:raw_)?syscalls:sys_enter_?(\w*)", text, re.M)}


def strace_counts(text):
    """Call to count of strace's summary; '' is the sum of all."""
    counts = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 5 and re.fullmatch(r"[\d.]+", words[0]) and words[3].isdigit():
            counts["" if words[-1] == "total" else words[-1]] = int(words[3])
    return counts


def differences(short, long):
    """Call to calls per operation, by two loads of (counts, operations); '' is those that have no count of their own."""
    def rest(counts):
        return counts.get("", 0) - sum(n for c, n in counts.items() if c)

    if long[1] <= short[1]:
        return None
    each = {c: per_operation((short[0].get(c, 0), short[1]), (n, long[1])) for c, n in long[0].items() if c}
    each[""] = per_operation((rest(short[0]), short[1]), (rest(long[0]), long[1]))
    return each


class Tracer:
    """Counts the system calls of a process: with tracepoints if that is permitted, else with strace, else not at all."""

    def __init__(self, out):
        self.file = os.path.join(out, "calls.txt")
        self.way, self.why_not = self._choose()

    def _choose(self):
        probe = ["perf", "stat", "-x,", "-o", self.file, "-e", "raw_syscalls:sys_enter", "true"]
        if shutil.which("perf"):
            done = subprocess.run(probe, capture_output=True, text=True, check=False)
            if done.returncode == 0 and perf_counts(self._read()):
                return "perf", None
        if shutil.which("strace"):
            done = subprocess.run(["strace", "-f", "-c", "-o", self.file, "true"], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return "strace", None
        return None, "neither perf with tracepoints (as root) nor strace works here"

    def _read(self):
        try:
            with open(self.file, encoding="utf-8", errors="replace") as text:
                return text.read()
        except OSError:
            return ""

    def _command(self, pid):
        if self.way == "perf":
            known = [c for c in CALLS if self._is_known(c)]
            events = ",".join(["raw_syscalls:sys_enter"] + ["syscalls:sys_enter_" + c for c in known])
            return ["perf", "stat", "-x,", "-o", self.file, "-e", events, "-p", str(pid)]
        return ["strace", "-f", "-c", "-o", self.file, "-p", str(pid)]

    @staticmethod
    def _is_known(call):
        for events in ("/sys/kernel/tracing/events/syscalls", "/sys/kernel/debug/tracing/events/syscalls"):
            if os.path.isdir(events):
                return os.path.isdir(f"{events}/sys_enter_{call}")
        return True

    def count(self, generator, server, scenario, secs):
        """Calls per operation: {"total": x, "by": {call: x}}; None where nothing can be counted."""
        if not self.way:
            return None
        short, long = (self._traced(generator, server, scenario, length) for length in (SHORT, secs))
        if not short or not long:
            return None
        each = differences(short, long)
        if each is None:
            return None
        total = sum(each.values())
        by = {c: round(n, 3) for c, n in sorted(each.items(), key=lambda x: -x[1]) if c and n >= 0.005}
        return {"total": round(total, 3), "by": by, "way": self.way}

    def _traced(self, generator, server, scenario, secs):
        """Call to count, and the operations meanwhile."""
        if os.path.exists(self.file):
            os.unlink(self.file)
        tracer = subprocess.Popen(
            self._command(server.pid), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        try:
            # To attach takes it a moment.
            time.sleep(0.4)
            if tracer.poll() is not None:
                return None
            report = generator.run(server, scenario.load, secs, warm=0)
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.wait(15)
        return (perf_counts if self.way == "perf" else strace_counts)(self._read()), report["ops"]
