"""This machine: what it is, and when it is quiet."""
import os
import re
import subprocess
import time


def _first(path, pattern):
    try:
        with open(path, encoding="utf-8", errors="replace") as text:
            found = re.search(pattern, text.read(), re.M)
            return found[1].strip() if found else None
    except OSError:
        return None


def said(*command):
    """The first line that a command prints, or None."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[0] if lines else None


def facts():
    memory = _first("/proc/meminfo", r"^MemTotal:\s+(\d+)")
    return {
        "processor": _first("/proc/cpuinfo", r"^model name\s*:\s*(.*)$") or os.uname().machine,
        "processors": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory) / (1 << 20), 1) if memory else None,
        "hypervisor": " hypervisor" in (_first("/proc/cpuinfo", r"^flags\s*:\s*(.*)$") or ""),
        "kernel": os.uname().release,
        "system": _first("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)'),
        "governor": _first("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", r"(\S+)"),
    }


def versions(lib, java):
    """What is compared, with versions: of the JDK, of gcc, of each library in `lib`."""
    gcc = said("gcc", "--version")
    result = {"JDK": _jdk(java), "gcc": gcc and gcc.removeprefix("gcc ")}
    jars = os.listdir(lib) if os.path.isdir(lib) else []
    for name, jar in (("Hextet", "hextet-api"), ("Netty", "netty-transport"), ("Vert.x", "vertx-core"),
                      ("Reactor Netty", "reactor-netty-core"), ("OkHttp", "okhttp-jvm"), ("pgjdbc", "postgresql"),
                      ("tcnative", "netty-tcnative-classes"), ("Conscrypt", "conscrypt-openjdk-uber")):
        for file in jars:
            found = re.fullmatch(re.escape(jar) + r"-(\d.*)\.jar", file)
            if found:
                result[name] = found[1] + (_commit() if name == "Hextet" else "")
    for name, module in (("libuv", "libuv"), ("liburing", "liburing")):
        result[name] = _packaged(module)
    for name, command in (("OpenSSL", "openssl version"), ("HAProxy", "haproxy -v"), ("socat", "socat -V")):
        result[name] = _number(command)
    return {k: v for k, v in result.items() if v}


def _commit():
    """Of the checkout, and whether something in it was changed since."""
    here = os.path.dirname(os.path.abspath(__file__))
    commit = said("git", "-C", here, "rev-parse", "--short", "HEAD")
    if not commit or not re.fullmatch("[0-9a-f]+", commit):
        return ""
    return f" ({commit}{', with changes' if said('git', '-C', here, 'status', '--porcelain') else ''})"


def _jdk(java):
    done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    lines = done.stderr.splitlines()
    return lines[1].strip() if len(lines) > 1 else None


def _number(command):
    """The first version number in what a command prints, or None."""
    try:
        done = subprocess.run(command.split(), capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    found = re.search(r"\d+\.\d+[\w.+~-]*", done.stdout)
    return found and found[0]


def _packaged(module):
    version = said("pkg-config", "--modversion", module)
    if version and re.match(r"\d", version):
        return version
    found = said("dpkg-query", "-W", "-f", "${Version}\n", {"libuv": "libuv1-dev", "liburing": "liburing-dev"}[module])
    return found if found and re.match(r"\d", found) else None


def busy_ticks():
    """Ticks that the whole machine has worked."""
    with open("/proc/stat", encoding="ascii") as stat:
        v = [int(x) for x in stat.readline().split()[1:9]]
    return sum(v[:3]) + v[5] + v[6]


def wait_quiet(at_most):
    """Waits until hardly anything runs, at most so many seconds."""
    end = time.monotonic() + at_most
    while time.monotonic() < end:
        before = busy_ticks()
        time.sleep(0.06)
        if busy_ticks() - before <= 2:
            return
