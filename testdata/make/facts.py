"""What the facts are shown on and no rule needs: a certificate and a request that hold everything that there is."""

import der
from contoso import FABRIKAM, HTTP, ISSUING, ROOT, SERVER_KEY, base_crl, ca, server
from output import write, write_crl
from x509 import distribution_points, extension, general_name, key_usage, name, oid, subject_alt_name


def make_broken():
    """Names that are no names, strings of every type, signatures by something that nobody knows."""
    unknown = der.sequence(der.oid("1.3.6.1.4.1.55555.9"))
    server("facts/issuer-not-a-name.pem", issuer_name=der.sequence(der.integer(1)))
    values = [der.text("utf8", "u"), der.text("printable", "p"), der.text("teletex", "t"), der.text("ia5", "i"), der.tlv(0x12, b"1 2"),
              der.tlv(0x12, b"1a"), der.text("visible", "v"), der.tlv("visible", b"\x07"), der.text("universal", "x"), der.text("bmp", "b"),
              der.integer(5)]
    server("facts/string-types.pem", subject=der.sequence(*(der.set_of(der.sequence(oid("OU"), value)) for value in values)))
    server("facts/self-signed-unknown.pem", issuer_name="CN=vpn.contoso.com", inner=unknown, outer=unknown)
    write_crl("facts/signature-unknown.crl", base_crl(ISSUING, inner=unknown, outer=unknown))


def make_certificates():
    """One with every extension and every kind of name, which would be of no use to anybody; and one with broken text."""
    server("facts/subject-not-utf8.pem", subject=der.sequence(der.set_of(
        der.sequence(oid("CN"), der.tlv("utf8", b"vpn\xff.contoso.com")))))
    other = der.explicit(0, der.oid("1.3.6.1.4.1.55555.4"), der.explicit(0, der.text("utf8", "other")))
    registered = der.implicit(8, der.contents(der.oid("1.3.6.1.4.1.55555.5")))
    point = der.sequence(der.explicit(0, der.explicit(0, general_name("uri", HTTP + "other.crl"))),
                         der.explicit(2, general_name("directory", FABRIKAM.subject)))
    ocsp = der.sequence(der.oid("1.3.6.1.5.5.7.48.1"), general_name("uri", "http://ocsp.contoso.com/"))
    ca("facts/everything.pem", ROOT, ISSUING, path_len=3,
       subject_alt_name=extension("subject_alt_name", der.sequence(other, registered, general_name("dns", "*.contoso.com"), general_name("ip", b"\x01\x02\x03"))),
       issuer_alt_name=extension("issuer_alt_name", der.sequence(general_name("dns", "pki.contoso.com"))),
       crl_distribution_points=extension("crl_distribution_points", der.sequence(point)),
       freshest_crl=distribution_points("freshest_crl", [HTTP + "other+.crl"]),
       authority_info_access=extension("authority_info_access", der.sequence(ocsp)),
       policy_constraints=extension("policy_constraints", der.sequence(der.implicit(0, b"\x00"), der.implicit(1, b"\x02")), critical=True),
       inhibit_any_policy=extension("inhibit_any_policy", der.integer(1), critical=True))


def request(subject, key, attributes):
    """A certificate request (RFC 2986) in DER; the attributes are OIDs with their values."""
    listed = der.tlv(0xA0, *(der.sequence(der.oid(kind), der.set_of(*values)) for kind, *values in attributes))
    info = der.sequence(der.integer(0), name(subject), key.public, listed)
    return der.sequence(info, key.algorithm("sha256"), der.bit_string(key.sign("sha256", info)))


def make_requests():
    def pair(left, right):
        return der.sequence(der.text("bmp", left), der.text("bmp", right))

    client = der.sequence(der.integer(5), der.text("utf8", "vpn01.corp.contoso.com"), der.text("utf8", "CORP\\ada"),
                          der.text("utf8", "MMC.EXE"))
    provider = der.sequence(der.integer(0), der.text("bmp", "Microsoft Software Key Storage Provider"), der.bit_string(b""))
    asked = der.sequence(key_usage("digital_signature"), subject_alt_name(("dns", "vpn.contoso.com")))
    write("facts/request.der", request("CN=vpn.contoso.com", SERVER_KEY, [
        ("1.3.6.1.4.1.311.13.2.3", der.text("ia5", "10.0.20348.2")),
        ("1.3.6.1.4.1.311.21.20", client),
        ("1.3.6.1.4.1.311.13.2.2", provider),
        ("1.3.6.1.4.1.311.13.2.1", pair("CertificateTemplate", "VPNServerAuthentication"), pair("SAN", "dns=vpn02.contoso.com")),
        ("1.2.840.113549.1.9.7", der.text("printable", "1234")),
        ("1.2.840.113549.1.9.14", asked),
    ]))


def make():
    make_broken()
    make_certificates()
    make_requests()
