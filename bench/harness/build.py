"""Builds what is measured: the C programs with gcc, the Java ones with Maven. What cannot be built is left out, with a reason."""
import os
import re
import shutil
import subprocess
import sys

FLAGS = ["-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror"]
# program: (source, libraries and definitions, package of Debian that has its headers)
PROGRAMS = {
    "loadgen": ("load/loadgen.c", [], "libc6-dev"),
    "loadgen_tls": ("load/loadgen.c", ["-DWITH_TLS", "-lssl", "-lcrypto"], "libssl-dev"),
    "c_epoll": ("servers/c_epoll.c", [], "libc6-dev"),
    "c_names": ("servers/c_names.c", [], "libc6-dev"),
    "c_libuv": ("servers/c_libuv.c", ["-luv"], "libuv1-dev"),
    "c_uring": ("servers/c_uring.c", ["-luring"], "liburing-dev"),
}


class BuildError(Exception):
    """What was needed could not be built."""


def compile_c(bench, out):
    """Compiles what is older than its source. Returns path to reason for what could not be."""
    os.makedirs(out, exist_ok=True)
    missing = {}
    for name, (source, libraries, package) in PROGRAMS.items():
        source, program = os.path.join(bench, source), os.path.join(out, name)
        if os.path.exists(program) and os.path.getmtime(program) >= _newest([os.path.dirname(source)]):
            continue
        why = _compile(source, program, libraries, package)
        if why:
            missing[program] = why
    if os.path.join(out, "loadgen") in missing:
        raise BuildError(missing[os.path.join(out, "loadgen")])
    return missing


def _compile(source, program, libraries, package):
    if not shutil.which("gcc"):
        return "there is no gcc (Debian: apt-get install gcc libc6-dev)"
    done = subprocess.run(["gcc", *FLAGS, "-o", program, source, *libraries], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    header = re.search(r"fatal error: (\S+): No such file", done.stderr)
    library = re.search(r"cannot find (-l\w+)", done.stderr)
    if header or library:
        return f"no {header[1] if header else library[1]} (Debian: apt-get install {package})"
    first = next((l for l in done.stderr.splitlines() if "error" in l), done.stderr.strip())
    return f"gcc: {first}"


def _sources(root):
    """Folders and files whose change asks for a build."""
    yield os.path.join(root, "pom.xml")
    for room in sorted(os.listdir(root)):
        for part in ("pom.xml", "src/main"):
            path = os.path.join(root, room, part)
            if os.path.exists(path):
                yield path


def _newest(paths):
    newest = 0
    for path in paths:
        newest = max(newest, os.path.getmtime(path))
        for folder, _, files in os.walk(path):
            newest = max([newest, os.path.getmtime(folder)] + [os.path.getmtime(os.path.join(folder, f)) for f in files])
    return newest


def _is_member(root):
    with open(os.path.join(root, "pom.xml"), encoding="utf-8") as pom:
        return "<module>bench</module>" in pom.read()


def build_java(root, bench, java_home, is_forced, say):
    """Builds target/lib, if a source is newer than it."""
    target = os.path.join(bench, "target")
    stamp = os.path.join(target, "bench.stamp")
    newest = _newest(_sources(root))
    is_member = _is_member(root)
    if not is_member:
        # The other rooms are taken from the local repository.
        installed = os.path.expanduser("~/.m2/repository/org/hextet")
        newest = max(newest, _newest([installed]) if os.path.isdir(installed) else 0)
    if not is_forced and os.path.exists(stamp) and os.path.getmtime(stamp) >= newest:
        return
    if not shutil.which("mvn"):
        raise BuildError("there is no mvn on PATH: install Maven 3.8.7 or newer")
    say("building with Maven (the first time it fetches what it needs)")
    os.makedirs(target, exist_ok=True)
    with open(stamp + ".new", "w", encoding="ascii"):
        pass
    what = ["-pl", "bench", "-am"] if is_member else ["-f", os.path.join(bench, "pom.xml")]
    log = os.path.join(target, "build.log")
    for offline in (["-o"], []):
        with open(log, "w", encoding="utf-8") as out:
            done = subprocess.run(
                ["mvn", "-B", "-q", "-ntp", "-Dquick", "-Dmaven.test.skip=true", *offline, *what, "package"], cwd=root,
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False,
                env=dict(os.environ, JAVA_HOME=java_home))
        if done.returncode == 0:
            os.replace(stamp + ".new", stamp)
            return
    with open(log, encoding="utf-8", errors="replace") as text:
        errors = [l for l in text.read().splitlines() if l.startswith("[ERROR]")][:10]
    raise BuildError("Maven failed; all it said is in " + log + "\n" + "\n".join(errors))


def build_command(root, java_home):
    """Has ./hextet build itself. Returns why it cannot, or None."""
    done = subprocess.run(
        [os.path.join(root, "hextet"), "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
        env=dict(os.environ, JAVA_HOME=java_home))
    if done.returncode == 0:
        return None
    lines = [l for l in done.stderr.splitlines() if l.strip()]
    return "./hextet: " + (lines[-1] if lines else f"exit {done.returncode}")


def main(bench, java):
    """For bench/jmh: builds what it runs."""
    home = os.path.dirname(os.path.dirname(os.path.realpath(shutil.which(java) or java)))
    try:
        build_java(os.path.dirname(bench), bench, home, False, lambda text: print(text, file=sys.stderr))
    except BuildError as failed:
        sys.exit(f"bench/jmh: {failed}")


if __name__ == "__main__":
    main(*sys.argv[1:])
