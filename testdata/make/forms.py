"""The forms in which good certificates and CRLs come along; every file here must be read without a complaint."""

import base64
import textwrap

from output import made, pem, write

HERE = "forms/"


def make():
    server = made["demo/certificates/vpn01.cer"]
    device = made["demo/certificates/laptop-088.cer"]
    issuing = made["demo/intermediates/contoso-issuing-ca.cer"]
    root = made["demo/roots/contoso-root-ca.cer"]
    crl = made["demo/crls/contoso-issuing-ca.crl"]

    write(HERE + "der-named.pem", server)
    write(HERE + "pem-named.der", pem(server))
    write(HERE + "crlf.pem", pem(server, newline="\r\n"))
    write(HERE + "cr-only.pem", pem(server, newline="\r"))
    write(HERE + "byte-order-mark.pem", b"\xef\xbb\xbf" + pem(server, newline="\r\n"))
    write(HERE + "without-final-newline.pem", pem(server).rstrip())
    write(HERE + "x509-certificate-label.pem", pem(server, "X509 CERTIFICATE"))
    # openssl's trusted form appends uses to the certificate: here "trusted for serverAuth".
    trusted = bytes.fromhex("300c300a06082b06010505070301")
    write(HERE + "trusted-certificate-label.pem", pem(server + trusted, "TRUSTED CERTIFICATE"))
    write(HERE + "chain.pem", pem(server) + pem(issuing) + pem(root))
    write(HERE + "certificate-and-crl.pem", pem(server) + pem(crl, "X509 CRL"))
    write(HERE + "text-around.pem", (
        b"Exported by the help desk on Monday. -----not a line of PEM-----\r\n\r\nBag Attributes\r\n    localKeyID: 01 00 00 00\r\n"
        b"subject=CN = vpn.contoso.com\r\n" + pem(server, newline="\r\n")
        + b"\r\nand the issuer, with an accent: Z\xc3\xbcrich\r\n" + pem(issuing, newline="\r\n") + b"That is all.\r\n"))
    write(HERE + "key-beside.pem", pem(b"\x30\x03\x02\x01\x00", "PRIVATE KEY") + pem(server))
    body = base64.b64encode(server).decode()
    write(HERE + "one-long-line.pem", f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode())
    lines = "\n".join("  " + line + "\t " for line in textwrap.wrap(body, 76))
    write(HERE + "indented-76.pem", f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode())
    write(HERE + "blank-lines.pem", pem(server).replace(b"\n", b"\n\n"))
    write(HERE + "crl.pem", pem(crl, "X509 CRL"))
    write(HERE + "crl-without-extension", crl)
    write(HERE + "several.der", server + issuing)
    write(HERE + "folder/a.cer", server)
    write(HERE + "folder/b/c.cer", device)
    write(HERE + "folder/b/d.crl", crl)
