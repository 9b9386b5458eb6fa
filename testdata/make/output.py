"""Where the files go, and in which of the forms that people export."""

import base64
import pathlib

TESTDATA = pathlib.Path(__file__).parent.parent

LABELS = {"certificate": "CERTIFICATE", "crl": "X509 CRL"}

made = {}  # path below testdata/ -> octets


def pem(octets, label="CERTIFICATE", newline="\n"):
    body = base64.b64encode(octets).decode()
    lines = [body[i:i + 64] for i in range(0, len(body), 64)]
    return newline.join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()


def write(path, octets):
    """Keeps `octets` for `path`; nothing reaches the disk before save()."""
    if path in made:
        raise ValueError(f"{path} is made twice")
    made[path] = octets
    return octets


def write_certificate(path, octets):
    """A .pem is text with LF; a .cer or .der is DER, as certmgr.msc exports it."""
    write(path, pem(octets) if path.endswith(".pem") else octets)
    return octets


def write_base64_cer(path, octets):
    """"Base-64 encoded X.509 (.CER)" of the Windows export wizard: lines end with CRLF."""
    write(path, pem(octets, newline="\r\n"))
    return octets


def write_crl(path, octets):
    write(path, pem(octets, "X509 CRL") if path.endswith(".pem") else octets)
    return octets


def save(folder):
    for path, octets in made.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != octets:
            target.write_bytes(octets)
            print("wrote", path)


def differences(folder):
    """The paths whose file is absent or holds something else."""
    return [path for path, octets in made.items()
            if not (folder / path).exists() or (folder / path).read_bytes() != octets]
