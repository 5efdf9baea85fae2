"""The load generator."""
import json
import os
import subprocess

from .rounds import completed
from .servers import die_with_parent


class LoadError(Exception):
    """A load that failed: what the generator said."""


class Generator:
    """Runs loadgen, pinned to a CPU of its own. `certificate` is the folder of the servers' one."""

    def __init__(self, settings, out, calibration, certificate):
        self.settings, self.calibration, self.certificate = settings, calibration, certificate
        self.program = os.path.join(out, "loadgen")
        self.tls_program = os.path.join(out, "loadgen_tls")

    def _command(self, load, server, secs, warm):
        s = self.settings
        command = [self.program, *load.split(), "-p", str(server.port), "-t", str(secs), "-w", str(warm), "-C", str(s.load_cpu),
                   "-S", str(s.probe_cpu)]
        if load.startswith("tls-"):
            command[0] = self.tls_program
            command += ["-k", os.path.join(self.certificate, "certificate.pem")]
        if load.startswith("relay-"):
            command += ["-B", str(server.target)]
        if self.calibration.call_ns < float("inf"):
            command += ["-R", f"{self.calibration.call_ns:.1f}"]
        return command

    def run(self, server, load, secs, warm=0.1, is_verifying=False, wait=0):
        """One load of one server; what it reports. With `wait` it may wait so long for a good moment."""
        command = self._command(load, server, secs, warm) + ["-P", str(server.pid)]
        if is_verifying:
            command.append("-v")
        if wait and self.calibration.near_ns < float("inf"):
            command += ["-D", f"{self.calibration.near_ns:.0f}", "-W", str(wait)]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=secs + warm + wait + 60, check=False,
                preexec_fn=die_with_parent)
        except subprocess.TimeoutExpired as hung:
            raise LoadError(f"{load} hung") from hung
        if done.returncode:
            raise LoadError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}")
        report = completed(json.loads(done.stdout))
        self.calibration.saw(report)
        return report

    def hold(self, server, connections, load="idle"):
        """Opens connections and holds them: a process that ends when its input is closed."""
        process = subprocess.Popen(
            self._command(f"{load} -c {connections} -s 64", server, 120, 0), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        if "held" not in process.stdout.readline():
            _, errors = process.communicate()
            raise LoadError(errors.strip().splitlines()[-1] if errors.strip() else "could not hold the connections")
        return process
