"""The examples of rules/rfc5280.yaml: a certificate, a CA certificate and a CRL as RFC 5280 wants them, and what breaks one
sentence of it at a time."""

import der
import keys
from contoso import (ELLIPTIC, FABRIKAM, HTTP, ISSUING, ROOT, SERVER_KEY, base_crl, ca, delta_crl, root, routine_entries,
                     server)
from output import write_certificate, write_crl
from x509 import (Authority, authority_key_id, basic_constraints, certificate, distribution_points, extended_key_usage, extension,
                  general_name, issuing_distribution_point, key_id, key_usage, oid, revoked, subject_key_id)

HERE = "rules/rfc5280/"
STAR_CA = der.sequence(der.set_of(der.sequence(oid("CN"), der.tlv("printable", b"Contoso * CA"))))


def leaf(file, **changes):
    server(HERE + file + ".pem", **changes)


def authority(file, **changes):
    ca(HERE + file + ".pem", ROOT, ISSUING, **changes)


def listed(file, entries=None, **changes):
    entries = routine_entries(4) if entries is None else entries
    write_crl(HERE + file + ".crl", base_crl(changes.pop("issuer", ISSUING), entries, **changes))


def subject(*attributes):
    """A subject of attributes whose values are elements of the caller's own."""
    return der.sequence(*(der.set_of(der.sequence(oid(kind), value)) for kind, value in attributes))


def san(*names, critical=False):
    return extension("subject_alt_name", der.sequence(*names), critical=critical)


def no_null(algorithm):
    """The AlgorithmIdentifier without its parameters."""
    return der.sequence(der.tlv("oid", der.elements(der.contents(algorithm))[0][1]))


def with_null(algorithm):
    return der.sequence(der.tlv("oid", der.elements(der.contents(algorithm))[0][1]), der.null())


def key_with(public, algorithm=None, bits=None):
    """A SubjectPublicKeyInfo with one of its two parts replaced."""
    (_, first), (_, second) = der.elements(der.contents(public))
    return der.sequence(algorithm or der.tlv("sequence", first), der.tlv("bit_string", bits or second))


def critical(octets):
    """The Extension made critical, whatever it was."""
    (_, kind), *_, (_, value) = der.elements(der.contents(octets))
    return der.sequence(der.tlv("oid", kind), der.boolean(True), der.tlv("octet_string", value))


def not_critical(octets, written=False):
    (_, kind), *_, (_, value) = der.elements(der.contents(octets))
    flag = der.boolean(False) if written else b""
    return der.sequence(der.tlv("oid", kind), flag, der.tlv("octet_string", value))


def make_fields():
    leaf("leaf")
    authority("ca")
    root(HERE + "root.pem", ROOT)
    leaf("malformed-time", dates=(der.text("utc_time", "261301000000Z"), "2027-01-12"))
    leaf("critical-false-written", subject_key_id=not_critical(subject_key_id(SERVER_KEY), written=True))
    leaf("signature-algorithms-differ", inner=ISSUING.key.algorithm("sha1"))
    bare = {"serial": HERE + "version-1.pem", "version": None}
    write_certificate(HERE + "version-1.pem", certificate(ISSUING, "CN=vpn.contoso.com", SERVER_KEY, {}, **bare))
    leaf("version-7", version=6)
    leaf("version-1-with-extensions", version=None)
    leaf("serial-zero", serial=0)
    leaf("serial-negative", serial=-5)
    leaf("serial-21-octets", serial=0x7F << 160)
    leaf("unique-identifier", unique_ids=der.implicit(2, b"\x00\x2a"))
    leaf("extension-twice", again=key_usage("digital_signature", "key_encipherment"))


def make_times():
    def dates(file, not_before, not_after="2027-01-12"):
        leaf(file, dates=(not_before, not_after))

    dates("utc-time-without-seconds", der.text("utc_time", "2601120000Z"))
    dates("utc-time-with-offset", der.text("utc_time", "260112010000+0100"))
    dates("until-2055", "2026-01-12", "2055-01-12")
    dates("generalized-time-with-fraction", "2026-01-12", der.text("generalized_time", "20550112000000.5Z"))
    dates("generalized-time-too-early", der.text("generalized_time", "20260112000000Z"))
    dates("validity-inverted", "2027-01-12", "2026-01-12")


def make_names():
    def named(file, *attributes):
        leaf(file, subject=subject(*attributes))

    everything = san(general_name("email", "ada.lovelace@contoso.com"), general_name("dns", "vpn.contoso.com"),
                     general_name("ip", "192.0.2.1"), general_name("ip", bytes.fromhex("20010db8" + "00" * 11 + "01")),
                     general_name("uri", "https://vpn.contoso.com:8443/a%20b"), general_name("directory", "CN=Ada"))
    leaf("names", subject="C=GB, DC=com, DC=contoso, O=Contoso, OU=Z\u00fcrich, CN=Ada, SERIALNUMBER=42, E=ada@contoso.com",
         subject_alt_name=everything)
    leaf("issuer-empty", issuer_name="")
    ca(HERE + "ca-without-subject.pem", ROOT, Authority("", ISSUING.key))
    named("subject-teletex", ("CN", der.text("teletex", "vpn.contoso.com")))
    named("subject-bmp", ("CN", der.text("bmp", "vpn.contoso.com")))
    leaf("issuer-teletex", issuer_name=subject(("CN", der.text("teletex", "Contoso Issuing CA"))))
    named("country-in-utf8", ("C", der.text("utf8", "US")), ("CN", der.text("utf8", "vpn.contoso.com")))
    named("domain-component-in-utf8", ("DC", der.text("utf8", "com")), ("CN", der.text("utf8", "vpn.contoso.com")))
    named("subject-printable-with-star", ("CN", der.tlv("printable", b"*.contoso.com")))
    leaf("issuer-printable-with-star", issuer_name=STAR_CA)
    named("country-as-word", ("C", der.text("printable", "Germany")), ("CN", der.text("printable", "vpn.contoso.com")))
    named("common-name-65", ("CN", der.text("printable", "a" * 65)))
    named("common-name-blank", ("CN", der.text("printable", "")))
    leaf("email-in-subject-only", subject="CN=vpn.contoso.com, E=vpn@contoso.com")


def make_keys():
    def with_key(file, key, usages=("digital_signature",), **changes):
        leaf(file, key=key, subject_key_id=subject_key_id(key), key_usage=key_usage(*usages), **changes)

    rsa, p256, ed25519 = SERVER_KEY, keys.load("server.ec.P-256"), keys.load("server.ed25519")
    both = ("digital_signature", "key_encipherment")
    leaf("rsa-key-without-null", public=key_with(rsa.public, algorithm=der.sequence(der.oid("1.2.840.113549.1.1.1"))))
    leaf("rsa-key-agreement", key_usage=key_usage("digital_signature", "key_agreement"))
    pss = keys.PublicKey(key_with(rsa.public, algorithm=der.sequence(der.oid("1.2.840.113549.1.1.10"))))
    with_key("rsa-pss-key", pss)
    with_key("rsa-pss-key-enciphers", pss, both)

    with_key("p256", p256)
    with_key("p256-enciphers", p256, both)
    prime_field = der.sequence(der.oid("1.2.840.10045.1.1"), der.integer(23))
    explicit = der.sequence(der.integer(1), prime_field, der.sequence(der.octet_string(b"\x01"), der.octet_string(b"\x01")),
                            der.octet_string(b"\x04\x00\x01"), der.integer(28))
    with_key("ec-explicit-parameters", keys.PublicKey(
        key_with(p256.public, algorithm=der.sequence(der.oid("1.2.840.10045.2.1"), explicit))))
    bits = der.elements(der.contents(p256.public))[1][1]
    hybrid = bytes([0, 6 | bits[-1] & 1]) + bits[2:]
    with_key("ec-point-hybrid", keys.PublicKey(key_with(p256.public, bits=hybrid)))

    with_key("ed25519", ed25519)
    with_key("ed25519-enciphers", ed25519, both)
    with_key("ed25519-key-with-null", keys.PublicKey(key_with(ed25519.public, algorithm=der.sequence(der.oid("1.3.101.112"), der.null()))))
    x25519 = keys.PublicKey(der.sequence(der.sequence(der.oid("1.3.101.110")), der.bit_string(bytes(range(1, 33)))))
    with_key("x25519", x25519, ("key_agreement",))
    with_key("x25519-signs", x25519)

    algorithm = ISSUING.key.algorithm("sha256")
    leaf("rsa-signature-without-null", inner=no_null(algorithm), outer=no_null(algorithm))
    leaf("signed-with-ecdsa", issuer=ELLIPTIC)
    algorithm = with_null(ELLIPTIC.key.algorithm("sha384"))
    leaf("ecdsa-signature-with-null", issuer=ELLIPTIC, inner=algorithm, outer=algorithm)
    leaf("signed-with-pss", algorithm="pss-sha256")
    hash_id = {name: der.sequence(der.oid("2.16.840.1.101.3.4.2." + number), der.null()) for name, number in (("256", "1"), ("384", "2"))}

    def pss(mask="256", *trailer):
        mask_generation = der.sequence(der.oid("1.2.840.113549.1.1.8"), hash_id[mask])
        return der.sequence(der.oid("1.2.840.113549.1.1.10"), der.sequence(
            der.explicit(0, hash_id["256"]), der.explicit(1, mask_generation), der.explicit(2, der.integer(32)), *trailer))

    leaf("pss-digests-differ", algorithm="pss-sha256", inner=pss("384"), outer=pss("384"))
    trailer = pss("256", der.explicit(3, der.integer(2)))
    leaf("pss-trailer-2", algorithm="pss-sha256", inner=trailer, outer=trailer)
    dsa = der.sequence(der.oid("2.16.840.1.101.3.4.3.2"))
    leaf("signed-with-dsa", inner=dsa, outer=dsa)
    leaf("dsa-signature-with-null", inner=with_null(dsa), outer=with_null(dsa))
    with_key("dsa", keys.dsa_public())
    with_key("dsa-enciphers", keys.dsa_public(), both)
    algorithm = no_null(ISSUING.key.algorithm("pss-sha256"))
    leaf("pss-without-parameters", algorithm="pss-sha256", inner=algorithm, outer=algorithm)


def make_identifiers_and_usages():
    own = authority_key_id(ISSUING.key)
    identifier = der.implicit(0, key_id(ISSUING.key))
    issuer = der.explicit(1, general_name("directory", ROOT.subject))
    leaf("no-authority-key-id", authority_key_id=None)
    leaf("authority-key-id-critical", authority_key_id=critical(own))
    leaf("authority-key-id-half", authority_key_id=extension("authority_key_id", der.sequence(identifier, issuer)))
    leaf("authority-key-id-with-all", authority_key_id=extension(
        "authority_key_id", der.sequence(identifier, issuer, der.implicit(2, b"\x2a"))))
    root(HERE + "root-with-authority-key-id.pem", ROOT, authority_key_id=authority_key_id(ROOT.key))
    root(HERE + "root-with-other-authority-key-id.pem", ROOT, authority_key_id=own)
    leaf("no-subject-key-id", subject_key_id=None)
    leaf("subject-key-id-critical", subject_key_id=critical(subject_key_id(SERVER_KEY)))
    authority("ca-without-subject-key-id", subject_key_id=None)

    authority("ca-without-key-usage", key_usage=None)
    leaf("no-key-usage", key_usage=None)
    leaf("key-usage-not-critical", key_usage=key_usage("digital_signature", critical=False))
    leaf("key-usage-empty", key_usage=key_usage())
    ecdh = keys.load("server.ec.P-256")
    for file, usages in (("agreed", ("key_agreement", "encipher_only")), ("alone", ("digital_signature", "encipher_only"))):
        leaf("encipher-only-" + file, key=ecdh, subject_key_id=subject_key_id(ecdh), key_usage=key_usage(*usages))
    leaf("cert-sign-without-ca", key_usage=key_usage("digital_signature", "key_cert_sign"))
    leaf("any-usage", extended_key_usage=extended_key_usage("server_auth", "any"))
    leaf("any-usage-critical", extended_key_usage=extended_key_usage("server_auth", "any", critical=True))
    leaf("extended-key-usage-empty", extended_key_usage=extended_key_usage())


def make_policies():
    low, high = der.oid("1.3.6.1.4.1.55555.2.1"), der.oid("1.3.6.1.4.1.55555.2.2")
    any_policy = der.oid("2.5.29.32.0")

    def qualifier(kind, value):
        return der.sequence(der.oid(kind), value)

    def policies(*listed):
        return extension("certificate_policies", der.sequence(*listed))

    def notice(*parts):
        return policies(der.sequence(low, der.sequence(qualifier("1.3.6.1.5.5.7.2.2", der.sequence(*parts)))))

    cps = qualifier("1.3.6.1.5.5.7.2.1", der.text("ia5", "http://pki.contoso.com/cps.html"))
    short = qualifier("1.3.6.1.5.5.7.2.2", der.sequence(der.text("utf8", "Test only.")))
    leaf("policies", certificate_policies=policies(der.sequence(low, der.sequence(cps, short)), der.sequence(high)))
    leaf("policy-twice", certificate_policies=policies(der.sequence(low), der.sequence(high), der.sequence(low)))
    leaf("any-policy-with-cps", certificate_policies=policies(der.sequence(any_policy, der.sequence(cps))))
    leaf("any-policy-with-own-qualifier", certificate_policies=policies(
        der.sequence(any_policy, der.sequence(qualifier("1.3.6.1.4.1.55555.3", der.null())))))
    leaf("user-notice-bmp", certificate_policies=notice(der.text("bmp", "Test only.")))
    leaf("user-notice-ia5", certificate_policies=notice(der.text("ia5", "Test only.")))
    leaf("user-notice-with-line-feed", certificate_policies=notice(der.text("utf8", "Test\nonly.")))
    leaf("user-notice-201", certificate_policies=notice(der.text("utf8", "x" * 201)))
    reference = der.sequence(der.text("utf8", "Contoso"), der.sequence(der.integer(1)))
    leaf("user-notice-reference", certificate_policies=notice(reference, der.text("utf8", "Test only.")))

    def mapping(file, source, target, critical=True, asserted=low):
        authority(file, certificate_policies=policies(der.sequence(asserted)), policy_mappings=extension(
            "policy_mappings", der.sequence(der.sequence(source, target)), critical=critical))

    mapping("policy-mappings", low, high)
    mapping("policy-mapped-to-any", low, any_policy)
    mapping("policy-mappings-not-critical", low, high, critical=False)
    mapping("policy-mapping-not-asserted", low, high, asserted=high)
    explicit = der.sequence(der.implicit(0, b"\x00"))
    authority("ca-policy-constraints", policy_constraints=extension("policy_constraints", explicit, critical=True))
    authority("policy-constraints-not-critical", policy_constraints=extension("policy_constraints", explicit))
    authority("policy-constraints-empty", policy_constraints=extension("policy_constraints", der.sequence(), critical=True))
    authority("ca-inhibit-any-policy", inhibit_any_policy=extension("inhibit_any_policy", der.integer(0), critical=True))
    authority("inhibit-any-policy-not-critical", inhibit_any_policy=extension("inhibit_any_policy", der.integer(0)))


def make_alternative_names():
    def dns(file, *names):
        leaf("dns-" + file, subject_alt_name=san(*(general_name("dns", one) for one in names)))

    def one(file, kind, value):
        leaf(file, subject_alt_name=san(general_name(kind, value)))

    whole = general_name("dns", "vpn.contoso.com")
    leaf("no-alt-name", dns=())
    leaf("no-name-at-all", subject="", dns=())
    leaf("subject-empty", subject="", subject_alt_name=san(whole, critical=True))
    leaf("subject-empty-not-critical", subject="", subject_alt_name=san(whole))
    leaf("alt-name-critical", subject_alt_name=san(whole, critical=True))
    leaf("alt-name-empty", subject_alt_name=san())
    dns("wildcard", "*.contoso.com")
    dns("underscore", "vpn_01.contoso.com")
    dns("blank", " ")
    dns("empty-label", "vpn..contoso.com")
    dns("label-64", "a" * 64 + ".contoso.com")
    dns("trailing-dot", "vpn.contoso.com.")
    dns("not-ascii", "vpn.z\u00fcrich.example".encode())
    one("email-with-display-name", "email", "Ada <ada@contoso.com>")
    one("email-without-domain", "email", "ada")
    one("ip-as-text", "ip", b"192.0.2.1")
    one("uri-relative", "uri", "/vpn/index.html")
    one("uri-blank", "uri", "https://vpn.contoso.com/a b")
    one("uri-short-host", "uri", "https://vpn/")
    one("uri-without-host", "uri", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    leaf("issuer-alt-name", issuer_alt_name=extension("issuer_alt_name", der.sequence(general_name("dns", "pki.contoso.com"))))
    leaf("issuer-alt-name-critical", issuer_alt_name=extension(
        "issuer_alt_name", der.sequence(general_name("dns", "pki.contoso.com")), critical=True))
    attributes = der.sequence(der.sequence(der.oid("1.3.6.1.5.5.7.9.4"), der.set_of(der.text("printable", "GB"))))
    leaf("directory-attributes-critical", directory_attributes=extension("2.5.29.9", attributes, critical=True))


def make_constraints():
    authority("ca-basic-constraints-not-critical", basic_constraints=basic_constraints(True, critical=False))
    authority("ca-path-len", path_len=0)
    leaf("path-len-without-ca", basic_constraints=extension("basic_constraints", der.sequence(der.integer(0)), critical=True))
    authority("path-len-without-cert-sign", path_len=0, key_usage=key_usage("digital_signature", "crl_sign"))
    authority("path-len-negative", path_len=-1)

    def constrained(file, *subtrees, writer=authority, critical=True):
        value = der.sequence(der.explicit(0, *(der.sequence(*tree) for tree in subtrees))) if subtrees else der.sequence()
        writer(file, name_constraints=extension("name_constraints", value, critical=critical))

    domain = general_name("dns", "contoso.com")
    constrained("ca-constrained", [domain], [general_name("uri", ".contoso.com")], [general_name("email", "contoso.com")],
                [general_name("ip", bytes.fromhex("c0000200ffffff00"))], [general_name("directory", "DC=com, DC=contoso")])
    constrained("name-constraints-on-a-leaf", [domain], writer=leaf)
    constrained("name-constraints-not-critical", [domain], critical=False)
    constrained("name-constraints-empty")
    constrained("name-constraints-minimum", [domain, der.implicit(0, b"\x01")])
    constrained("name-constraints-maximum", [domain, der.implicit(1, b"\x03")])
    constrained("name-constraints-registered-id", [der.implicit(8, der.contents(der.oid("1.3.6.1.4.1.55555")))])
    constrained("name-constraints-ip-4", [general_name("ip", "192.0.2.1")])
    constrained("name-constraints-dns-wildcard", [general_name("dns", "*.contoso.com")])
    constrained("name-constraints-email-at", [general_name("email", "@contoso.com")])
    constrained("name-constraints-whole-uri", [general_name("uri", "https://www.contoso.com/")])


def make_places():
    url = HTTP + "Contoso%20Issuing%20CA.crl"

    def points(file, *parts, critical=False):
        leaf(file, crl_distribution_points=extension(
            "crl_distribution_points", der.sequence(*(der.sequence(*part) for part in parts)), critical=critical))

    full_name = der.explicit(0, der.explicit(0, general_name("uri", url)))
    reasons = der.implicit(1, b"\x05\x60")
    points("crl-distribution-points-critical", [full_name], critical=True)
    points("distribution-point-file", [der.explicit(0, der.explicit(0, general_name("uri", "file://ca01/CertEnroll/a.crl")))])
    points("distribution-point-nameless", [full_name], [reasons])
    relative = der.explicit(0, der.explicit(1, der.sequence(oid("CN"), der.text("printable", "CRL1"))))
    points("distribution-point-relative", [full_name], [relative])
    points("distribution-point-for-some-reasons", [full_name, reasons])
    points("crl-issuer-other", [full_name, der.explicit(2, general_name("directory", FABRIKAM.subject))])
    points("crl-issuer-needless", [full_name, der.explicit(2, general_name("directory", ISSUING.subject))])
    leaf("ldap-without-attribute", crl_distribution_points=distribution_points(
        "crl_distribution_points", [url, "ldap:///CN=Contoso%20Issuing%20CA,DC=contoso,DC=com"]))
    freshest = distribution_points("freshest_crl", [HTTP + "Contoso%20Issuing%20CA+.crl"])
    leaf("freshest-crl", freshest_crl=freshest)
    leaf("freshest-crl-critical", freshest_crl=critical(freshest))

    def access(kind, method, place):
        return extension(kind, der.sequence(der.sequence(der.oid(method), general_name("uri", place))))

    issuers = access("authority_info_access", "1.3.6.1.5.5.7.48.2", HTTP + "Contoso%20Issuing%20CA.crt")
    leaf("authority-info-access-critical", authority_info_access=critical(issuers))
    leaf("ca-issuers-file", authority_info_access=access(
        "authority_info_access", "1.3.6.1.5.5.7.48.2", "file://ca01/CertEnroll/Contoso%20Issuing%20CA.crt"))
    leaf("subject-info-access-critical", subject_info_access=critical(
        access("1.3.6.1.5.5.7.1.11", "1.3.6.1.5.5.7.48.5", HTTP + "repository")))


def make_lists():
    number = extension("crl_number", der.integer(42))
    listed("list")
    listed("list-malformed-time", this_update=der.text("utc_time", "261301000000Z"))
    listed("list-critical-false-written", extra={"crl_number": not_critical(number, written=True)})
    listed("list-signature-algorithms-differ", inner=ISSUING.key.algorithm("sha1"))
    listed("list-version-1", [revoked("old 1", "2024-01-05T08:00:00")], version=None, number=None, next_publish=None,
           extra={"authority_key_id": None, "ca_version": None})
    listed("list-issuer-empty", issuer_name="")
    listed("list-issuer-teletex", issuer_name=subject(("CN", der.text("teletex", "Contoso Issuing CA"))))
    listed("list-issuer-printable-with-star", issuer_name=STAR_CA)
    listed("list-time-with-offset", this_update=der.text("utc_time", "260529081244+0200"))
    listed("list-generalized-time", this_update=der.text("generalized_time", "20260529061244Z"))
    listed("list-without-next-update", next_update=None)
    listed("list-without-entries", [])
    listed("list-entries-empty", [b""])
    listed("list-entry-generalized-time", [revoked("old 1", der.text("generalized_time", "20240105080000Z"))])
    algorithm = no_null(ISSUING.key.algorithm("sha256"))
    listed("list-rsa-without-null", inner=algorithm, outer=algorithm)
    listed("list-signed-with-ecdsa", issuer=ELLIPTIC)
    algorithm = with_null(ELLIPTIC.key.algorithm("sha384"))
    listed("list-ecdsa-with-null", issuer=ELLIPTIC, inner=algorithm, outer=algorithm)

    listed("list-extension-twice", extra={"again": number})
    listed("list-without-authority-key-id", extra={"authority_key_id": None})
    listed("list-without-number", number=None)
    listed("list-number-21-octets", number=0x7F << 160)
    listed("list-number-negative", number=-42)
    listed("list-number-critical", extra={"crl_number": critical(number)})
    freshest = distribution_points("freshest_crl", [HTTP + "Contoso%20Issuing%20CA+.crl"])
    listed("list-freshest-critical", extra={"freshest_crl": critical(freshest)})
    issuer_name = extension("issuer_alt_name", der.sequence(general_name("dns", "pki.contoso.com")))
    listed("list-issuer-alt-name", extra={"issuer_alt_name": issuer_name})
    listed("list-issuer-alt-name-critical", extra={"issuer_alt_name": critical(issuer_name)})

    def delta(file, **changes):
        write_crl(HERE + file + ".crl", delta_crl(ISSUING, [
            revoked("routine 1", "2026-05-30T08:00:00", "remove_from_crl")], **changes))

    delta("delta")
    delta("delta-base-above", base=44)
    base = extension("delta_crl", der.integer(42))
    write_crl(HERE + "delta-not-critical.crl", base_crl(ISSUING, routine_entries(1), number=43, extra={"delta_crl": base}))
    delta("delta-with-freshest", freshest=HTTP + "Contoso%20Issuing%20CA+.crl")

    users = issuing_distribution_point(only_user=True)
    listed("list-users", extra={"scope": users})
    listed("scope-not-critical", extra={"scope": not_critical(users)})
    listed("scope-empty", extra={"scope": issuing_distribution_point()})
    listed("scope-contradicts", extra={"scope": issuing_distribution_point(only_user=True, only_ca=True)})
    listed("scope-attributes", extra={"scope": issuing_distribution_point(only_attribute=True)})

    def access(method):
        return extension("authority_info_access", der.sequence(der.sequence(
            der.oid(method), general_name("uri", HTTP + "Contoso%20Issuing%20CA.crt"))))

    listed("list-issuer-access", extra={"authority_info_access": access("1.3.6.1.5.5.7.48.2")})
    listed("list-ocsp-access", extra={"authority_info_access": access("1.3.6.1.5.5.7.48.1")})


def make_entries():
    def entry(file, reason=None, extension_of_entry=b"", **changes):
        listed(file, routine_entries(2) + [revoked("odd 1", "2026-05-01T08:00:00", reason, extension_of_entry)], **changes)

    entry("list-reason-unspecified", "unspecified")
    entry("list-remove", "remove_from_crl")
    entry("list-reason-critical", None, extension("reason", der.enumerated(4), critical=True))
    entry("list-invalidity-date", None, extension("invalidity_date", der.text("generalized_time", "20260430120000Z")))
    entry("list-invalidity-date-utc", None, extension("invalidity_date", der.text("utc_time", "260430120000Z")))
    indirect = {"scope": issuing_distribution_point(indirect=True)}
    other = extension("certificate_issuer", der.sequence(general_name("directory", FABRIKAM.subject)), critical=True)
    entry("list-indirect", None, other, extra=indirect)
    entry("list-indirect-not-said", None, other)
    entry("list-indirect-not-critical", None, not_critical(other), extra=indirect)


def make():
    make_fields()
    make_times()
    make_names()
    make_keys()
    make_identifiers_and_usages()
    make_policies()
    make_alternative_names()
    make_constraints()
    make_places()
    make_lists()
    make_entries()
