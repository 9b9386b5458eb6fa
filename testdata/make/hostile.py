"""Certificates, CRLs and texts that are broken, each in one way, and LIST.tsv that says how each of them must end.

unreadable  no object can be made of it: reported with its octet, exit code 3
flaw        an object, with a finding at what does not decode
read        odd, but an object like any other; nothing may be misread, printed raw, or take long
"""

import der
from contoso import ISSUING, SERVER_KEY, base_crl, issuing_entries, server
from keys import rsa_public
from output import made, pem, write
from x509 import OIDS, extension, general_name, oid, revoked

HERE = "hostile/"

rows = []


def hostile(name, octets, end, sentence):
    write(HERE + name, octets)
    rows.append((name, end, sentence))


def of(name, end, sentence, **changes):
    """A server certificate with something changed."""
    server(HERE + name, writer=lambda path, octets: hostile(name, octets, end, sentence), **changes)


def san(*names):
    return extension("subject_alt_name", der.sequence(*names))


def attribute(kind, value):
    """A subject that holds one attribute whose value is these octets."""
    return der.sequence(der.set_of(der.sequence(oid(kind), value)))


def texts(good):
    armoured = pem(good)
    lines = armoured.split(b"\n")

    def with_line(number, line):
        return b"\n".join(lines[:number] + [line] + lines[number + 1:])

    hostile("empty.pem", b"", "unreadable", "no octet at all")
    hostile("only-white-space.pem", b"\r\n \t\r\n", "unreadable", "white space only")
    hostile("only-text.txt", b"The certificate was here.\n", "unreadable", "prose")
    hostile("binary-noise.bin", bytes(range(256)) * 4, "unreadable", "octets that are nothing")
    hostile("png-header.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "unreadable", "another kind of file")
    hostile("html-error-page.crl", b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n", "unreadable",
            "what a web server sent in place of a CRL")
    hostile("truncated.pem", armoured[:len(armoured) // 2], "unreadable", "the file ends inside the base64")
    hostile("truncated-by-a-line.pem", b"\n".join(lines[:9] + lines[10:]), "unreadable", "one line is missing: base64 is fine, DER is not")
    hostile("garbled-base64.pem", with_line(5, b"*" + lines[5][1:]), "unreadable", "a character that is not base64 in line 6")
    hostile("padding-inside.pem", with_line(5, lines[5][:62] + b"=="), "unreadable", "padding in the midst")
    hostile("lacks-one-character.pem", with_line(5, lines[5][:-1]), "unreadable", "base64 whose length is no multiple of four")
    hostile("without-end.pem", b"\n".join(lines[:-2]) + b"\n", "unreadable", "no END line")
    hostile("other-end-label.pem", armoured.replace(b"END CERTIFICATE", b"END X509 CRL"), "unreadable", "BEGIN and END differ")
    hostile("begin-inside.pem", b"\n".join(lines[:4]) + b"\n" + armoured, "unreadable", "a BEGIN line before the END of the block before")
    hostile("empty-block.pem", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "unreadable", "nothing between BEGIN and END")
    hostile("garbled-then-good.pem", with_line(5, b"*" + lines[5][1:]) + armoured, "unreadable",
            "a garbled block, then a good one, which must still be linted")
    hostile("crl-labelled-certificate.pem", pem(made["demo/crls/contoso-issuing-ca.crl"]), "read", "a CRL under the label CERTIFICATE: content counts")
    hostile("long-line.txt", b"A" * 100000 + b"\n", "unreadable", "a line of 100,000 characters")
    hostile("private-key-only.pem", pem(b"\x30\x03\x02\x01\x00", "PRIVATE KEY"), "unreadable", "a private key without a certificate")
    hostile("nul-octets.pem", armoured.replace(b"\n", b"\n\x00", 3), "unreadable", "NUL octets between the lines")


def frames(good):
    """What can be wrong with tags and lengths before anything is known about a certificate."""
    inner = der.contents(good)
    size = len(inner)
    hostile("truncated.der", good[:len(good) // 2], "unreadable", "the file ends half way")
    hostile("truncated-by-an-octet.der", good[:-1], "unreadable", "the last octet is missing")
    hostile("one-octet.der", b"\x30", "unreadable", "a tag and nothing else")
    hostile("empty-sequence.der", b"\x30\x00", "unreadable", "a SEQUENCE of nothing")
    hostile("trailing-zeros.der", good + bytes(4), "read", "four zero octets after the certificate, as Windows writes them")
    hostile("trailing-octets.der", good + b"\xde\xad\xbe\xef", "unreadable", "four octets after the certificate, which must still be linted")
    hostile("length-longer-than-file.der", b"\x30\x82\xff\xff" + inner, "unreadable", "a length of 65,535")
    hostile("length-4-gib.der", b"\x30\x84\xff\xff\xff\xff" + inner, "unreadable", "a length of 4 GiB - 1")
    hostile("length-8-octets.der", b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff" + inner, "unreadable", "a length of 2^64 - 1")
    hostile("length-9-octets.der", b"\x30\x89" + bytes(7) + size.to_bytes(2, "big") + inner, "flaw", "a length in nine octets, BER only")
    hostile("length-not-shortest.der", b"\x30\x83\x00" + size.to_bytes(2, "big") + inner, "flaw", "a length with a leading zero: BER, not DER")
    hostile("length-reserved.der", b"\x30\xff" + inner, "unreadable", "the length octet that X.690 reserves")
    hostile("indefinite-length.der", b"\x30\x80" + inner + b"\x00\x00", "flaw", "an indefinite length: BER, not DER")
    hostile("indefinite-without-end.der", b"\x30\x80" + inner, "unreadable", "an indefinite length without end-of-contents")
    hostile("high-tag.der", b"\x3f\x8f\xff\xff\xff\xff\xff\x7f\x02\x05\x00", "unreadable", "a tag number beyond 32 bits")
    nested = b"\x05\x00"
    for _ in range(5000):
        nested = der.sequence(nested)
    hostile("nested-5000.der", nested, "unreadable", "5,000 SEQUENCEs in one another")
    hostile("indefinite-5000.der", b"\x30\x80" * 5000, "unreadable", "5,000 indefinite lengths in one another")
    parts = [der.tlv(tag, value) for tag, value in der.elements(inner)]
    hostile("without-signature.der", der.sequence(*parts[:2]), "unreadable", "no signatureValue")
    hostile("tbs-only.der", der.sequence(parts[0]), "unreadable", "only the part to be signed")
    hostile("tbs-empty.der", der.sequence(der.sequence(), *parts[1:]), "unreadable", "an empty part to be signed")
    hostile("fourth-element.der", der.sequence(*parts, der.null()), "flaw", "an element after the signature")
    hostile("signature-unused-bits-9.der", der.sequence(*parts[:2], der.tlv("bit_string", b"\x09" + bytes(256))), "flaw", "nine unused bits")
    hostile("signature-empty.der", der.sequence(*parts[:2], der.tlv("bit_string")), "flaw", "a BIT STRING without its first octet")


def fields():
    """One field of the certificate at a time, in the order of RFC 5280, 4.1."""
    of("version-1-with-extensions.der", "flaw", "version 1, yet with extensions", version=None)
    of("version-7.der", "flaw", "a version that does not exist", version=6)
    of("serial-negative.der", "read", "serial number -5", serial=-5)
    of("serial-zero.der", "read", "serial number 0", serial=0)
    of("serial-21-octets.der", "read", "a serial number of 21 octets", serial=0x7F << 160)
    of("serial-4000-octets.der", "read", "a serial number of 4,000 octets", serial=0x7F << 31992)
    of("serial-empty.der", "flaw", "an INTEGER without octets", serial=b"")
    of("serial-padded.der", "flaw", "a serial number with needless zeros before it", serial=b"\x00\x00\x00\x2a")
    of("algorithms-differ.der", "flaw", "SHA-1 inside, SHA-256 outside", inner=ISSUING.key.algorithm("sha1"))
    of("algorithm-unknown.der", "read", "a signature algorithm that nobody knows",
       inner=der.sequence(der.oid("1.3.6.1.4.1.55555.9")), outer=der.sequence(der.oid("1.3.6.1.4.1.55555.9")))
    of("issuer-empty.der", "flaw", "no issuer (RFC 5280, 4.1.2.4: MUST be non-empty)", issuer_name="")

    good, late = "2026-01-12", "2027-01-12"
    times = [
        ("month-13", der.text("utc_time", "261301000000Z"), "a thirteenth month"),
        ("day-31-of-june", der.text("utc_time", "260631000000Z"), "31 June"),
        ("hour-24", der.text("utc_time", "260601240000Z"), "24 o'clock"),
        ("without-z", der.text("utc_time", "260601000000"), "no Z"),
        ("with-offset", der.text("utc_time", "260601000000+0200"), "a time zone, which DER forbids"),
        ("without-seconds", der.text("utc_time", "2606010000Z"), "no seconds, which DER forbids"),
        ("with-fraction", der.text("generalized_time", "20260601000000.5Z"), "a fraction of a second"),
        ("letters", der.text("utc_time", "26o6o1oooooo"), "letters"),
        ("empty", der.text("utc_time", ""), "nothing"),
        ("of-another-type", der.text("printable", "260601000000Z"), "a PrintableString"),
    ]
    for name, value, sentence in times:
        of(f"time-{name}.der", "flaw", "notBefore: " + sentence, dates=(value, late))
    of("time-leap-second.der", "flaw", "notBefore: second 60", dates=(der.text("utc_time", "261231235960Z"), late))
    of("time-generalized-before-2050.der", "flaw", "GeneralizedTime for 2026 (RFC 5280, 4.1.2.5)",
       dates=(der.text("generalized_time", "20260112000000Z"), late))
    of("time-year-0000.der", "flaw", "the year 0", dates=(der.text("generalized_time", "00000101000000Z"), late))
    of("time-year-9999.der", "read", "no well-defined end (RFC 5280, 4.1.2.5)", dates=(good, "9999-12-31T23:59:59"))
    of("time-ends-before-it-begins.der", "read", "notAfter before notBefore", dates=(late, good))
    of("time-three.der", "flaw", "three times in the validity", dates=der.sequence(der.time(good), der.time(late), der.time(late)))
    of("time-one.der", "flaw", "one time in the validity", dates=der.sequence(der.time(good)))

    of("unique-ids.der", "read", "issuerUniqueID and subjectUniqueID", unique_ids=der.implicit(1, b"\x00\x01") + der.implicit(2, b"\x00\x02"))
    of("tbs-trailing.der", "flaw", "an element after the extensions", trailing=der.null())


def names():
    cn = OIDS["CN"]
    of("name-nul.der", "read", "a NUL within the common name", subject=attribute(cn, der.tlv("utf8", b"vpn.contoso.com\x00.evil.example")))
    of("name-terminal-escape.der", "read", "a terminal escape sequence in the common name", subject=attribute(cn, der.tlv("utf8", b"\x1b[2Jvpn\x07")))
    of("name-right-to-left.der", "read", "U+202E, which turns the text around", subject=attribute(cn, der.text("utf8", "vpn\u202emoc.osotnoc")))
    of("name-newlines.der", "read", "line feeds that would forge lines of a report",
       subject=attribute(cn, der.tlv("utf8", b"vpn\nok: nothing to report\r\n")))
    of("name-bad-utf8.der", "flaw", "a UTF8String that is none", subject=attribute(cn, der.tlv("utf8", b"vpn\xc3\x28\xff")))
    of("name-overlong-utf8.der", "flaw", "an overlong form of '/'", subject=attribute(cn, der.tlv("utf8", b"vpn\xc0\xaf")))
    of("name-printable-with-star.der", "read", "an asterisk in a PrintableString, as many have it", subject=attribute(cn, der.tlv("printable", b"*.contoso.com")))
    of("name-bmp-odd.der", "flaw", "a BMPString of an odd number of octets", subject=attribute(cn, der.tlv("bmp", b"\x00v\x00p\x00")))
    of("name-bmp.der", "read", "a BMPString", subject=attribute(cn, der.text("bmp", "vpn.contoso.com")))
    of("name-universal.der", "read", "a UniversalString", subject=attribute(cn, der.text("universal", "vpn.contoso.com")))
    of("name-teletex.der", "read", "a TeletexString with an umlaut", subject=attribute(cn, der.text("teletex", "vpn.z\xfcrich.example")))
    of("name-integer.der", "flaw", "an INTEGER for a common name", subject=attribute(cn, der.integer(42)))
    of("name-empty-value.der", "read", "an empty common name", subject=attribute(cn, der.tlv("utf8")))
    of("name-empty-rdn.der", "flaw", "an RDN without attributes", subject=der.sequence(der.tlv("set")))
    of("name-two-values.der", "read", "an RDN of two attributes",
       subject=der.sequence(der.set_of(der.sequence(oid("CN"), der.text("printable", "vpn.contoso.com")),
                                       der.sequence(oid("OU"), der.text("printable", "VPN")))))
    of("name-set-unsorted.der", "read", "an RDN whose attributes are not in DER's order, which no reader minds",
       subject=der.sequence(der.tlv("set", der.sequence(oid("OU"), der.text("printable", "VPN")),
                                    der.sequence(oid("CN"), der.text("printable", "vpn.contoso.com")))))
    of("name-60000-characters.der", "read", "a common name of 60,000 characters", subject="CN=" + "a" * 60000)
    of("name-1000-rdns.der", "read", "1,000 attributes", subject=[("OU", f"unit {i}") for i in range(1000)])
    of("name-two-common-names.der", "read", "two common names", subject="CN=vpn.contoso.com, CN=vpn.fabrikam.com")

    of("dns-nul.der", "read", "a NUL within a dNSName", subject_alt_name=san(general_name("dns", b"vpn.contoso.com\x00.evil.example")))
    of("dns-empty.der", "read", "an empty dNSName", subject_alt_name=san(general_name("dns", b"")))
    of("dns-not-ia5.der", "flaw", "octets above 127 in a dNSName", subject_alt_name=san(general_name("dns", "vpn.z\u00fcrich.example".encode())))
    of("dns-dot-first.der", "read", "a dNSName that begins with a dot", subject_alt_name=san(general_name("dns", b".contoso.com")))
    of("dns-label-64.der", "read", "a label of 64 characters", subject_alt_name=san(general_name("dns", b"a" * 64 + b".contoso.com")))
    of("dns-3000-names.der", "read", "3,000 names", subject_alt_name=san(*(general_name("dns", f"h{i}.contoso.com".encode()) for i in range(3000))))
    of("ip-5-octets.der", "flaw", "an iPAddress of five octets", subject_alt_name=san(general_name("ip", b"\x0a\x00\x00\x01\x05")))
    of("san-empty.der", "flaw", "a subjectAltName without names", subject_alt_name=san())
    of("san-unknown-choice.der", "flaw", "a GeneralName [9]", subject_alt_name=san(der.implicit(9, b"?")))
    of("upn-not-text.der", "flaw", "an INTEGER for a user principal name",
       subject_alt_name=san(der.explicit(0, der.oid("1.3.6.1.4.1.311.20.2.3"), der.explicit(0, der.integer(42)))))


def public_keys():
    def rsa(name, modulus, exponent, end, sentence):
        of(f"rsa-{name}.der", end, sentence, public=rsa_public(modulus, exponent))
    modulus = SERVER_KEY.modulus
    rsa("modulus-zero", 0, 65537, "flaw", "an RSA modulus of 0")
    rsa("modulus-negative", -modulus, 65537, "flaw", "a negative RSA modulus")
    rsa("modulus-even", modulus + 1, 65537, "read", "an even RSA modulus")
    rsa("exponent-zero", modulus, 0, "flaw", "an RSA exponent of 0")
    rsa("exponent-negative", modulus, -3, "flaw", "a negative RSA exponent")
    rsa("exponent-as-long-as-modulus", modulus, modulus - 2, "read", "an RSA exponent of 2,048 bits")
    rsa("100000-bits", (1 << 100000) - 1, 65537, "read", "an RSA modulus of 100,000 bits")
    rsa_id = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null())
    of("key-empty.der", "flaw", "no key bits", public=der.sequence(rsa_id, der.bit_string(b"")))
    of("key-not-der.der", "flaw", "an RSA key that is no SEQUENCE", public=der.sequence(rsa_id, der.bit_string(b"\xde\xad\xbe\xef")))
    of("key-of-unknown-algorithm.der", "read", "a key algorithm that nobody knows",
       public=der.sequence(der.sequence(der.oid("1.3.6.1.4.1.55555.10")), der.bit_string(bytes(32))))
    ec = der.oid("1.2.840.10045.2.1")
    of("ec-point-off-the-curve.der", "read", "a point that is not on P-256",
       public=der.sequence(der.sequence(ec, der.oid("1.2.840.10045.3.1.7")), der.bit_string(b"\x04" + b"\x11" * 64)))
    of("ec-point-short.der", "flaw", "a point that is too short for P-256",
       public=der.sequence(der.sequence(ec, der.oid("1.2.840.10045.3.1.7")), der.bit_string(b"\x04" + b"\x11" * 10)))
    of("ec-explicit-parameters.der", "read", "a curve by its parameters, in place of its name",
       public=der.sequence(der.sequence(ec, der.sequence(der.integer(1))), der.bit_string(b"\x04" + b"\x11" * 64)))
    of("ec-without-parameters.der", "flaw", "no curve", public=der.sequence(der.sequence(ec), der.bit_string(b"\x04" + b"\x11" * 64)))


def extensions():
    def broken(name, kind, value, sentence, critical=False):
        of(f"extension-{name}.der", "flaw", sentence, **{kind: extension(kind, value, critical=critical)})
    of("extension-twice.der", "flaw", "two Key Usage extensions", again=extension("key_usage", der.named_bits([0]), critical=True))
    of("extension-value-not-der.der", "flaw", "Key Usage that holds prose", key_usage=extension("key_usage", b"digital signature", critical=True))
    of("extension-trailing.der", "flaw", "an octet after Key Usage", key_usage=extension("key_usage", der.named_bits([0, 2]), b"\x00", critical=True))
    of("extension-critical-false.der", "flaw", "critical FALSE written out, which DER forbids",
       key_usage=der.sequence(der.oid("2.5.29.15"), der.boolean(False), der.octet_string(der.named_bits([0, 2]))))
    of("extension-critical-1.der", "flaw", "critical is 01, which is TRUE in BER only",
       key_usage=der.sequence(der.oid("2.5.29.15"), der.tlv("boolean", b"\x01"), der.octet_string(der.named_bits([0, 2]))))
    of("extension-without-value.der", "flaw", "an extension of an OID alone", odd=der.sequence(der.oid("2.5.29.99")))
    of("extension-not-a-sequence.der", "flaw", "an INTEGER among the extensions", odd=der.integer(1))
    of("extension-1000.der", "read", "1,000 unknown extensions",
       **{f"odd{i}": extension(f"1.3.6.1.4.1.55555.2.{i}", der.null()) for i in range(1000)})
    of("extension-50000-octets.der", "read", "an unknown extension of 50,000 octets", odd=extension("1.3.6.1.4.1.55555.3", der.octet_string(bytes(50000))))
    broken("key-usage-no-bits", "key_usage", der.named_bits([]), "Key Usage without any bit (RFC 5280, 4.2.1.3)", critical=True)
    broken("key-usage-padded", "key_usage", der.bit_string(b"\xa0\x00"), "Key Usage with trailing zero bits: BER, not DER", critical=True)
    broken("eku-empty", "extended_key_usage", der.sequence(), "Extended Key Usage without an OID")
    broken("eku-not-an-oid", "extended_key_usage", der.sequence(der.text("utf8", "serverAuth")), "Extended Key Usage with a text for an OID")
    broken("policies-as-eku", "application_policies", der.sequence(oid("server_auth")), "Application Policies in the encoding of Extended Key Usage")
    broken("basic-constraints-integer-only", "basic_constraints", der.sequence(der.integer(-1)), "pathLenConstraint -1 without CA", critical=True)
    broken("path-len-huge", "basic_constraints", der.sequence(der.boolean(True), der.integer(1 << 200)), "pathLenConstraint 2^200", critical=True)
    broken("key-id-not-octets", "subject_key_id", der.integer(1), "an INTEGER for a subject key identifier")
    broken("cdp-not-a-sequence", "crl_distribution_points", der.null(), "NULL for CRL distribution points")
    broken("aia-text", "authority_info_access", der.text("utf8", "http://pki.contoso.com"), "a text for authority information access")
    broken("template-not-an-oid", "template", der.sequence(der.integer(5)), "certificate template information without its OID")
    broken("sid-other-type", "sid", der.sequence(der.explicit(0, der.oid("1.2.3"), der.explicit(0, der.octet_string(b"S-1")))), "a SID under another type")
    broken("name-constraints-minimum", "name_constraints",
           der.sequence(der.explicit(0, der.sequence(general_name("dns", "contoso.com"), der.implicit(0, b"\x05")))), "minimum 5 (RFC 5280: MUST be zero)", True)

    def usage_oid(name, octets, end, sentence):
        of(f"oid-{name}.der", end, sentence,
           extended_key_usage=extension("extended_key_usage", der.sequence(oid("server_auth"), der.tlv("oid", octets))), application_policies=None)
    usage_oid("arc-of-40-octets", b"\x2b" + b"\xff" * 39 + b"\x7f", "read", "an OID with an arc of 280 bits")
    usage_oid("10000-arcs", b"\x2b" + b"\x01" * 9999, "read", "an OID of 10,000 arcs")
    usage_oid("empty", b"", "flaw", "an OID without octets")
    usage_oid("unfinished", b"\x2b\x06\x81", "flaw", "an OID whose last arc has no end")
    usage_oid("padded-arc", b"\x2b\x80\x06\x01", "flaw", "an arc with a needless 80 before it")
    usage_oid("2-999", der.contents(der.oid("2.999.3")), "read", "2.999.3: the first octets hold two arcs, the second above 39")


def crls(good):
    inner = der.contents(good)
    tbs, algorithm, signature = (der.tlv(tag, value) for tag, value in der.elements(inner))

    def of_crl(name, end, sentence, **changes):
        changes.setdefault("entries", issuing_entries()[:3])
        hostile(name, base_crl(ISSUING, **changes), end, sentence)
    hostile("crl-truncated.crl", good[:len(good) // 2], "unreadable", "the CRL ends half way")
    hostile("crl-without-signature.crl", der.sequence(tbs, algorithm), "unreadable", "no signatureValue")
    hostile("crl-indefinite-length.crl", b"\x30\x80" + inner + b"\x00\x00", "flaw", "an indefinite length: BER, not DER")
    hostile("crl-trailing-line-end.crl", good + b"\r\n", "read", "a line end after the CRL")
    of_crl("crl-version-1-with-extensions.crl", "flaw", "version 1, yet with extensions", version=None)
    of_crl("crl-version-3.crl", "flaw", "a version that does not exist", version=2)
    of_crl("crl-this-update-bad.crl", "flaw", "thisUpdate in a thirteenth month", this_update=der.text("utc_time", "261301000000Z"))
    of_crl("crl-ends-before-it-begins.crl", "read", "nextUpdate before thisUpdate", next_update="2026-05-01T00:00:00")
    of_crl("crl-entry-date-bad.crl", "flaw", "an entry with a bad date", entries=[revoked(77, der.text("utc_time", "261301000000Z"))])
    of_crl("crl-entry-serial-empty.crl", "flaw", "an entry with a serial number without octets", entries=[revoked(b"", "2026-05-01T00:00:00")])
    of_crl("crl-entry-not-a-sequence.crl", "flaw", "an INTEGER among the entries", entries=[der.integer(5)])
    of_crl("crl-entry-reason-7.crl", "flaw", "reason 7, which is not used", entries=[
        revoked(77, "2026-05-01T00:00:00", extra=extension("reason", der.enumerated(7)))])
    of_crl("crl-entries-empty.crl", "flaw", "revokedCertificates present and empty (RFC 5280, 5.1.2.6)", entries=[b""])
    of_crl("crl-number-negative.crl", "flaw", "CRL number -1", number=-1)
    of_crl("crl-number-huge.crl", "read", "a CRL number of 20 octets", number=0x7F << 152)
    of_crl("crl-extension-twice.crl", "flaw", "two CRL numbers", extra={"again": extension("crl_number", der.integer(1))})
    of_crl("crl-2000-entries.crl", "read", "2,000 entries", entries=[revoked(i, "2026-05-01T00:00:00") for i in range(1, 2001)])


def make():
    good = made["demo/certificates/vpn01.cer"]
    texts(good)
    frames(good)
    fields()
    names()
    public_keys()
    extensions()
    crls(made["demo/crls/contoso-issuing-ca.crl"])
    lines = ["# file\tend\twhat is wrong (made by make/hostile.py, which says what the ends mean)"]
    lines += ["\t".join(row) for row in sorted(rows)]
    write(HERE + "LIST.tsv", ("\n".join(lines) + "\n").encode())
