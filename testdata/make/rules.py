"""The examples that the rules of rules/*.yaml name: each differs from a good certificate in exactly what its rule looks at."""

import der
import keys
from contoso import (DEVICE_KEY, DEVICE_USAGES, HTTP, ISSUING, ISSUING_3, LDAP_CDP, ROOT, SERVER_KEY, SERVER_USAGES, USER_KEY,
                     USER_SID, WEAK, ca, device, published, server, user)
from output import pem, write, write_certificate
from x509 import (Authority, application_policies, basic_constraints, certificate, distribution_points, extended_key_usage, extension,
                  general_name, key_usage, subject_alt_name, subject_key_id)

NO_POLICIES = {"application_policies": None}
NO_USAGES = {"extended_key_usage": None, "application_policies": None}


def names_of(*pairs):
    """A subjectAltName of several kinds of names."""
    return {"subject_alt_name": subject_alt_name(*pairs)}


def make_vpn_server():
    def good(name, **changes):
        server("rules/vpn-server/" + name + ".pem", **changes)

    good("good")
    good("no-server-auth", usages=("ike_intermediate",))
    good("policies-without-server-auth", application_policies=application_policies("ike_intermediate"))
    good("no-usages", **NO_USAGES)
    good("any-purpose", usages=("any",), **NO_POLICIES)
    good("any-application-policy", usages=("ms_any",))
    good("server-auth-and-any", usages=("server_auth", "any"))
    good("ike-intermediate-and-any", usages=("ike_intermediate", "any"))
    good("no-ike-intermediate", usages=("server_auth",))
    good("policies-differ", extended_key_usage=extended_key_usage(*SERVER_USAGES, "client_auth"))
    good("no-application-policies", **NO_POLICIES)
    good("key-encipherment-only", key_usage=key_usage("key_encipherment"))
    good("no-key-usage", key_usage=None)
    good("internal-name", subject="CN=vpn01.corp.contoso.com", dns=("vpn01.corp.contoso.com",))
    good("name-in-san-only", subject="O=Contoso, CN=VPN of Contoso", dns=("VPN.Contoso.com", "vpn01.corp.contoso.com"))
    good("name-in-common-name-only", dns=("vpn01.corp.contoso.com",))
    good("common-name-only", dns=())
    good("subject-empty", subject="", subject_alt_name=subject_alt_name(("dns", "vpn.contoso.com"), critical=True))
    good("wildcard", subject="CN=*.contoso.com", dns=("*.contoso.com",))
    good("address-in-san-ip", **names_of(("dns", "vpn.contoso.com"), ("ip", "203.0.113.10")))
    good("address-as-dns-name", **names_of(("dns", "vpn.contoso.com"), ("dns", "203.0.113.10"), ("ip", "203.0.113.10")))
    good("netbios-name", subject="CN=VPN01", dns=("VPN01",))
    good("local-name", subject="CN=vpn01.contoso.local", dns=("vpn01.contoso.local",))
    good("name-with-nul", **names_of(("dns", "vpn.contoso.com"), ("dns", b"vpn.contoso.com\x00.evil.example")))
    good("name-with-umlaut", subject="CN=vpn.z\u00fcrich.example, CN=vpn.contoso.com")
    good("ca", basic_constraints=basic_constraints(True))
    good("self-signed", issuer=Authority("CN=vpn.contoso.com", SERVER_KEY), **self_signed())


def self_signed():
    return {"authority_key_id": None, "crl_distribution_points": None, "authority_info_access": None}


def make_device_tunnel():
    def good(name, **changes):
        device("rules/device-tunnel/" + name + ".pem", **changes)

    good("good")
    good("no-client-auth", usages=("ike_intermediate", "server_auth"))
    good("policies-without-client-auth", application_policies=application_policies("ike_intermediate"))
    good("no-usages", **NO_USAGES)
    good("any-purpose", usages=("any",), **NO_POLICIES)
    good("client-auth-and-any", usages=("client_auth", "any"))
    good("ike-intermediate-and-any", usages=("ike_intermediate", "any"))
    good("no-ike-intermediate", usages=("client_auth",))
    good("policies-differ", extended_key_usage=extended_key_usage(*DEVICE_USAGES, "server_auth"))
    good("no-application-policies", **NO_POLICIES)
    good("key-encipherment-only", key_usage=key_usage("key_encipherment"))
    good("no-key-usage", key_usage=None)
    good("subject-empty", subject="", subject_alt_name=subject_alt_name(("dns", "laptop-042.corp.contoso.com"), critical=True))
    good("upper-case-name", subject="CN=LAPTOP-042.corp.contoso.com")
    good("short-name", subject="CN=LAPTOP-042", dns=("LAPTOP-042", "laptop-042.corp.contoso.com"))
    good("no-alternative-name", dns=())
    good("ca", basic_constraints=basic_constraints(True))
    good("self-signed", issuer=Authority("CN=laptop-042.corp.contoso.com", DEVICE_KEY), **self_signed())


def make_certificate_keys():
    def good(name, **changes):
        server("rules/certificate-keys/" + name + ".pem", **changes)

    def with_key(name, key, **changes):
        good(name, key=key, subject_key_id=subject_key_id(key), **changes)

    good("good")
    for bits in (768, 1024):
        with_key(f"rsa-{bits}", keys.small_rsa(bits))
    with_key("rsa-exponent-3", keys.rsa_with(SERVER_KEY, 3))
    with_key("rsa-exponent-1", keys.rsa_with(SERVER_KEY, 1))
    with_key("rsa-exponent-even", keys.rsa_with(SERVER_KEY, 65538))
    for name, key in (("p256", "server.ec.P-256"), ("p384", "server.ec.P-384"), ("p521", "server.ec.P-521"), ("ed25519", "server.ed25519")):
        with_key(name, keys.load(key), key_usage=key_usage("digital_signature"))
    with_key("dsa", keys.dsa_public())
    with_key("roca", keys.roca_public(2048))

    good("signed-with-md5", algorithm="md5")
    good("signed-with-sha1", algorithm="sha1")
    good("signed-with-pss", algorithm="pss-sha256")
    for digest in ("md5", "sha1"):
        good("self-signed-" + digest, issuer=Authority("CN=vpn.contoso.com", SERVER_KEY, digest), **self_signed())

    good("unknown-extension", unknown=extension("1.3.6.1.4.1.55555.1", der.null()))
    good("unknown-critical-extension", unknown=extension("1.3.6.1.4.1.55555.1", der.null(), critical=True))
    good("extension-twice", again=key_usage("digital_signature", "key_encipherment"))
    good("extension-malformed", authority_info_access=extension("authority_info_access", der.text("utf8", "http://pki.contoso.com")))
    good("malformed-time", dates=(der.text("utc_time", "261301000000Z"), "2027-01-12"))
    good("not-der", key_usage=der.sequence(der.oid("2.5.29.15"), der.tlv("boolean", b"\x01"), der.octet_string(der.named_bits([0, 2]))))
    good("generalized-time-too-early", dates=(der.text("generalized_time", "20260112000000Z"), "2027-01-12"))
    good("element-behind", trailing=der.null())
    write_certificate("rules/certificate-keys/version-1.pem", certificate(
        ISSUING, "CN=vpn.contoso.com", SERVER_KEY, {}, serial="rules/certificate-keys/version-1.pem", version=None))
    good("serial-zero", serial=0)
    good("serial-negative", serial=-5)
    good("serial-20-octets", serial=0x7F << 152)
    good("serial-21-octets", serial=0x7F << 160)
    good("large", dns=[f"vpn{i:03}.contoso.com" for i in range(1, 200)])


def make_certificate_validity():
    def good(name, **changes):
        server("rules/certificate-validity/" + name + ".pem", **changes)

    good("good")
    good("expired", dates=("2025-05-14T07:31:02", "2026-05-14T07:31:02"))
    good("not-yet-valid", dates=("2026-06-02", "2027-06-02"))
    good("expires-soon", dates=("2025-06-15", "2026-06-15"))
    good("self-signed", issuer=Authority("CN=vpn.contoso.com", SERVER_KEY), **self_signed())


def make_certificate_path():
    here = "rules/certificate-path/"

    def good(name, **changes):
        server(here + name + ".pem", **changes)

    good("good")
    device(here + "device.pem")
    good("three-tiers", issuer=ISSUING_3)
    good("self-signed", issuer=Authority("CN=vpn.contoso.com", SERVER_KEY), **self_signed())
    good("signature-broken", signature=bytes(ISSUING.key.size - 1) + b"\x02")
    unknown = der.sequence(der.oid("1.3.6.1.4.1.55555.9"))
    good("signature-unknown", inner=unknown, outer=unknown)
    good("below-weak", issuer=WEAK)
    good("without-authority-key-id", authority_key_id=None)
    good("with-registered-id", subject_alt_name=extension("subject_alt_name", der.sequence(
        general_name("dns", b"vpn.contoso.com"), der.implicit(8, der.contents(der.oid("1.3.6.1.4.1.55555.7"))))))
    make_mesh(here + "mesh/")


def make_mesh(here):
    """Eight CAs, each of which certified all others, and no root: there are more paths than anyone should walk."""
    authorities = [Authority(f"CN=Mesh {i}", keys.small_rsa(1024, f"mesh {i}")) for i in range(8)]
    crosses = []
    for subject in authorities:
        for issuer in authorities:
            if subject is not issuer:
                extensions = {"basic_constraints": basic_constraints(True), "key_usage": key_usage("key_cert_sign", "crl_sign")}
                crosses.append(pem(certificate(issuer, subject.subject, subject.key, extensions, dates=("2021-03-01", "2036-03-01"),
                                               serial=f"{here}{issuer.subject} for {subject.subject}")))
    write(here + "authorities.pem", b"".join(crosses))
    server(here + "leaf.pem", issuer=authorities[0])


def make_certificate_revocation():
    here = "rules/certificate-revocation/"

    def good(name, **changes):
        server(here + name + ".pem", **changes)

    good("good")
    good("server-revoked")
    for name in ("stolen", "released", "stolen-yesterday"):
        device(here + f"device-{name}.pem", subject="CN=laptop-133.corp.contoso.com", dns=("laptop-133.corp.contoso.com",))
    good("self-signed", issuer=Authority("CN=vpn.contoso.com", SERVER_KEY), **self_signed())
    good("no-crl-distribution-point", crl_distribution_points=None)
    user(here + "conditional-access.pem", usages=("client_auth", "conditional_access"), crl_distribution_points=None)
    label = published(ISSUING)
    good("crl-only-by-ldap", crl_distribution_points=distribution_points("crl_distribution_points", [LDAP_CDP.format(label)]))
    good("delta-crl-url-plus", crl_distribution_points=distribution_points(
        "crl_distribution_points", [LDAP_CDP.format(label), HTTP + label + ".crl", HTTP + label + "+.crl"]))


def make_authority():
    here = "rules/authority/"

    def issuing(name, **changes):
        ca(here + name + ".pem", ROOT, ISSUING, **changes)

    issuing("basic-constraints-not-critical", basic_constraints=basic_constraints(True, critical=False))
    issuing("no-key-usage", key_usage=None)
    issuing("no-subject-key-id", subject_key_id=None)
    issuing("no-ca-version", ca_version=None)
    issuing("ends-in-300-days", dates=("2021-03-01", "2027-03-28"))
    issuing("all-usages", extended_key_usage=extended_key_usage("server_auth", "client_auth", "ike_intermediate"))


def make_user_tunnel():
    def good(name, **changes):
        user("rules/user-tunnel/" + name + ".pem", **changes)

    good("good")
    good("no-client-auth", usages=("email_protection",))
    good("no-usages", **NO_USAGES)
    good("policies-differ", extended_key_usage=extended_key_usage("client_auth", "smartcard_logon"))
    good("key-encipherment-only", key_usage=key_usage("key_encipherment"))
    good("no-key-usage", key_usage=None)
    good("no-upn", upn=None)
    good("no-sid", sid=None)
    good("sid-in-uri", sid=None, **names_of(("upn", "ada@corp.contoso.com"), ("uri", "tag:microsoft.com,2022-09-14:sid:" + USER_SID)))
    good("self-signed", issuer=Authority("CN=Ada Lovelace", USER_KEY), subject="CN=Ada Lovelace", **self_signed())


def make_nps_server():
    def good(name, host="nps01.corp.contoso.com", **changes):
        server("rules/nps-server/" + name + ".pem", **{"subject": "CN=" + host, "dns": (host,), "usages": ("server_auth",), **changes})

    good("good")
    good("no-server-auth", usages=("client_auth",))
    good("no-usages", **NO_USAGES)
    good("name-in-san-only", subject="O=Contoso, CN=NPS of Contoso")
    good("upper-case-name", host="NPS01.corp.contoso.com")
    good("other-name", host="nps02.corp.contoso.com")
    good("no-name", subject="CN=NPS of Contoso", dns=())
    good("self-signed", issuer=Authority("CN=nps01.corp.contoso.com", SERVER_KEY), **self_signed())


def make():
    make_vpn_server()
    make_device_tunnel()
    make_certificate_keys()
    make_certificate_validity()
    make_certificate_path()
    make_certificate_revocation()
    make_authority()
    make_user_tunnel()
    make_nps_server()
