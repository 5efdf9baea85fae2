"""The servers' certificate: one for all, made for the run."""
import os
import shutil
import subprocess

PASSWORD = "bench"
_MADE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out certificate.pem -days 30 -subj "
    "/CN=bench -addext subjectAltName=IP:::1,IP:127.0.0.1,DNS:localhost",
    f"openssl pkcs12 -export -in certificate.pem -inkey key.pem -passout pass:{PASSWORD} -out store.p12",
)


def make(folder):
    """An EC certificate of P-256 that signs itself, in certificate.pem, its key in key.pem, both in store.p12. Returns why it
    could not be made, or None."""
    if not shutil.which("openssl"):
        return "there is no openssl to make a certificate (Debian: apt-get install openssl)"
    os.makedirs(folder, exist_ok=True)
    for command in _MADE:
        done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or [f"exit {done.returncode}"]
            return f"openssl: {last[0]}"
    return None
