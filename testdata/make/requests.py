"""Certificate requests as Windows makes them: PKCS#10, with the extensions asked for under either attribute."""

import der
from contoso import DEVICE_KEY, SERVER_KEY
from output import pem, write
from x509 import extended_key_usage, key_usage, name, signed, subject_alt_name

EXTENSION_REQUEST = "1.2.840.113549.1.9.14"
MS_CERT_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14"


def attribute(kind, *values):
    return der.sequence(der.oid(kind), der.set_of(*values))


def text_of(tag, text):
    return der.tlv(tag, text.encode("utf-16-be" if tag == "bmp" else "utf-8"))


def windows_attributes(template):
    """OS version, client information, provider, and the template as a name-value pair (MS-WCCE, 2.2.2.7)."""
    return [
        attribute("1.3.6.1.4.1.311.13.2.3", text_of("ia5", "10.0.20348.2")),
        attribute("1.3.6.1.4.1.311.21.20", der.sequence(der.integer(5), text_of("utf8", "vpn01.corp.contoso.com"),
                                                        text_of("utf8", "CONTOSO\\admin"), text_of("utf8", "MMC.EXE"))),
        attribute("1.3.6.1.4.1.311.13.2.2", der.sequence(
            der.integer(0), text_of("bmp", "Microsoft Software Key Storage Provider"), der.tlv("bit_string", b"\0"))),
        attribute("1.3.6.1.4.1.311.13.2.1", der.sequence(text_of("bmp", "CertificateTemplate"), text_of("bmp", template))),
    ]


def request(subject, key, extensions, *, attributes=(), by=EXTENSION_REQUEST, signer=None):
    listed = [attribute(by, der.sequence(*extensions))] if extensions else []
    information = der.sequence(der.integer(0), name(subject), key.public,
                               der.explicit(0, *sorted([*listed, *attributes])))
    return signed(information, signer or key, "sha256")


def write_request(path, octets):
    write(path, pem(octets, "NEW CERTIFICATE REQUEST", "\r\n"))


def server_extensions():
    return [extended_key_usage("server_auth", "ike_intermediate"), key_usage("digital_signature", "key_encipherment"),
            subject_alt_name(("dns", "vpn.contoso.com"))]


def make():
    folder = "rules/certificate-request/"
    windows = windows_attributes("VPNServer")
    write_request(folder + "good.pem", request("CN=vpn.contoso.com", SERVER_KEY, server_extensions(), attributes=windows))
    write_request(folder + "good-microsoft-extensions.pem",
                  request("CN=vpn.contoso.com", SERVER_KEY, server_extensions(), attributes=windows, by=MS_CERT_EXTENSIONS))
    write_request(folder + "template-builds-it.pem", request("", DEVICE_KEY, [], attributes=windows_attributes("Device")))
    write_request(folder + "wrong-usage.pem",
                  request("CN=vpn01", SERVER_KEY, [extended_key_usage("server_auth"), key_usage("key_encipherment")]))
    write_request(folder + "signature-of-another-key.pem",
                  request("CN=vpn.contoso.com", SERVER_KEY, server_extensions(), signer=DEVICE_KEY))
