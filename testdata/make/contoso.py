"""The PKI of Contoso: two tiers beside three, a renewed root, a renewed issuing CA, and the CRLs of all of them.

Everything is judged as of 2026-06-01T00:00:00Z. What stands in pki/roots, pki/intermediates and pki/crls is right and may be
given as whole folders; pki/faulty and pki/faulty-crls hold one planted fault each, mostly under the very name and key of the
issuing CA, so that one good leaf shows each of them by being given another intermediate or another CRL.
"""

import der
import keys
from output import write_certificate, write_crl
from x509 import (Authority, application_policies, authority_info_access, authority_key_id, basic_constraints, ca_version,
                  certificate, crl, distribution_points, extended_key_usage, extension,
                  issuing_distribution_point, key_usage, name_constraints, revoked, sid, subject_alt_name, subject_key_id,
                  template, template_name)

NOW = "2026-06-01T00:00:00Z"

ROOT = Authority("CN=Contoso Root CA", keys.load("contoso-root.rsa.3072"))
ROOT_RENEWED = Authority("CN=Contoso Root CA", keys.load("contoso-root-renewed.rsa.3072"))
POLICY = Authority("CN=Contoso Policy CA", keys.load("contoso-policy.rsa.2048"))
ISSUING = Authority("CN=Contoso Issuing CA", keys.load("contoso-issuing.rsa.2048"))
ISSUING_RENEWED = Authority("CN=Contoso Issuing CA", keys.load("contoso-issuing-renewed.rsa.2048"))
ISSUING_3 = Authority("CN=Contoso Issuing CA 3", keys.load("contoso-issuing-3.rsa.2048"))
USERS = Authority("CN=Contoso Users CA", keys.load("contoso-users.rsa.2048"))
ELLIPTIC = Authority("CN=Contoso Elliptic CA", keys.load("contoso-elliptic.ec.P-384"), "sha384")
WEAK = Authority("CN=Contoso Forgotten CA", keys.small_rsa(768))
FABRIKAM = Authority("C=US, O=Fabrikam Inc., CN=Fabrikam Root G2", keys.load("fabrikam-root.rsa.2048"))

SERVER_KEY = keys.load("server.rsa.2048")
DEVICE_KEY = keys.load("device.rsa.2048")
USER_KEY = keys.load("user.rsa.2048")

USER_SID = "S-1-5-21-1004336348-1177238915-682003330-1107"

SERVER_USAGES = ("server_auth", "ike_intermediate")
DEVICE_USAGES = ("client_auth", "ike_intermediate")

HTTP = "http://pki.contoso.com/"
LDAP_CDP = "ldap:///CN={0},CN=CA01,CN=CDP,CN=Public%20Key%20Services,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=com" \
    "?certificateRevocationList?base?objectClass=cRLDistributionPoint"
LDAP_AIA = "ldap:///CN={0},CN=AIA,CN=Public%20Key%20Services,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=com" \
    "?cACertificate?base?objectClass=certificationAuthority"


def published(authority, suffix=""):
    """The name of an authority as it stands in URLs."""
    return authority.subject.rpartition("CN=")[2].replace(" ", "%20") + suffix


def cdp(authority, suffix=""):
    label = published(authority, suffix)
    return distribution_points("crl_distribution_points", [LDAP_CDP.format(label), HTTP + label + ".crl"])


def aia(authority, suffix=""):
    label = published(authority, suffix)
    return authority_info_access([LDAP_AIA.format(label), HTTP + label + ".crt"])


# Certification authorities -------------------------------------------------------------------------------------------


def ca(path, issuer, subject, serial=None, dates=("2021-03-01", "2036-03-01"), path_len=None, index=0, **changes):
    """A CA certificate as AD CS makes it. `changes` replaces or removes extensions by name, or sets arguments of certificate()."""
    extensions = {
        "ca_version": ca_version(index, index),
        "subject_key_id": subject_key_id(subject.key),
        "template_name": template_name("SubCA"),
        "key_usage": key_usage("digital_signature", "key_cert_sign", "crl_sign"),
        "basic_constraints": basic_constraints(True, path_len),
        "authority_key_id": authority_key_id(issuer.key),
        "crl_distribution_points": cdp(issuer),
        "authority_info_access": aia(issuer),
    }
    arguments = divide(extensions, changes)
    return write_certificate(path, certificate(
        issuer, arguments.pop("subject", subject.subject), subject.key, extensions, serial=serial or path, dates=dates, **arguments))


def root(path, authority, dates=("2016-03-01", "2046-03-01"), index=0, **changes):
    without = {"authority_key_id": None, "crl_distribution_points": None, "authority_info_access": None, "template_name": None}
    return ca(path, authority, authority, dates=dates, index=index, **{**without, **changes})


def divide(extensions, changes):
    """Puts those changes that name an extension (or bring octets for a new one) into `extensions`; returns the others."""
    arguments = {}
    names = {"public", "inner", "outer", "unique_ids", "signature", "trailing", "issuer_name", "dates", "version", "algorithm",
             "serial", "subject"}
    for key, value in changes.items():
        if key in names:
            arguments[key] = value
        else:
            extensions[key] = value
    return arguments


# Leaf certificates ---------------------------------------------------------------------------------------------------


def leaf(path, issuer, subject, key, usages, names, template_number, writer=write_certificate, **changes):
    extensions = {
        "template": template(template_number),
        "extended_key_usage": extended_key_usage(*usages),
        "key_usage": key_usage("digital_signature", "key_encipherment"),
        "application_policies": application_policies(*usages),
        "subject_key_id": subject_key_id(key),
        "subject_alt_name": subject_alt_name(*names) if names else None,
        "authority_key_id": authority_key_id(issuer.key),
        "crl_distribution_points": cdp(issuer),
        "authority_info_access": aia(issuer),
    }
    arguments = divide(extensions, changes)
    arguments.setdefault("serial", path)
    return writer(path, certificate(issuer, subject, key, extensions, **arguments))


def server(path, issuer=ISSUING, subject="CN=vpn.contoso.com", dns=("vpn.contoso.com",), usages=SERVER_USAGES, key=SERVER_KEY,
           **changes):
    """What the template "VPN Server Authentication" gives: a copy of RAS and IAS Server with IKE intermediate added."""
    return leaf(path, issuer, subject, key, usages, [("dns", one) for one in dns], "1", **changes)


def device(path, issuer=ISSUING, subject="CN=laptop-042.corp.contoso.com", dns=("laptop-042.corp.contoso.com",),
           usages=DEVICE_USAGES, key=DEVICE_KEY, **changes):
    """What a copy of the template Workstation Authentication gives, with IKE intermediate added."""
    return leaf(path, issuer, subject, key, usages, [("dns", one) for one in dns], "2", **changes)


def user(path, issuer=ISSUING, subject="DC=com, DC=contoso, DC=corp, OU=People, CN=Ada Lovelace", upn="ada@corp.contoso.com",
         usages=("client_auth",), key=USER_KEY, **changes):
    """What the template "VPN User Authentication" gives: a copy of User that only authenticates."""
    return leaf(path, issuer, subject, key, usages, [("upn", upn)] if upn else [], "3", **{"sid": sid(USER_SID), **changes})


# The good PKI --------------------------------------------------------------------------------------------------------


def make_authorities():
    root("pki/roots/contoso.pem", ROOT)
    root("pki/roots/contoso-renewed.pem", ROOT_RENEWED, dates=("2025-09-01", "2055-09-01"), index=1)
    ca("pki/intermediates/issuing.pem", ROOT, ISSUING)
    ca("pki/intermediates/issuing-renewed.pem", ROOT, ISSUING_RENEWED, dates=("2026-02-01", "2041-02-01"), index=1)
    ca("pki/intermediates/policy.pem", ROOT, POLICY, template_name=template_name("SubCA"))
    ca("pki/intermediates/issuing-3.pem", POLICY, ISSUING_3, path_len=0)
    ca("pki/intermediates/elliptic.pem", ROOT, ELLIPTIC)
    cross = {"template_name": template_name("CrossCA")}
    ca("pki/intermediates/root-new-with-old.pem", ROOT, ROOT_RENEWED, dates=("2025-09-01", "2046-03-01"), index=1, **cross)
    ca("pki/intermediates/root-old-with-new.pem", ROOT_RENEWED, ROOT, dates=("2025-09-01", "2046-03-01"), **cross)
    ca("pki/narrowed/users.pem", ROOT, USERS, extended_key_usage=extended_key_usage("client_auth", "smartcard_logon", "email_protection"))
    root("pki/fabrikam/root.pem", FABRIKAM, dates=("2019-01-01", "2044-01-01"))
    ca("pki/fabrikam/cross-of-contoso-issuing.pem", FABRIKAM, ISSUING, dates=("2024-01-01", "2034-01-01"))


def in_order(entries):
    """Entries by serial number, as tidy CAs list them."""
    return sorted(entries, key=lambda entry: der.elements(der.contents(entry))[0][1])


def base_crl(issuer, entries=(), number=42, this_update="2026-05-29T06:12:44", next_update="2026-06-08T18:22:44",
             next_publish="2026-06-05T06:12:44", key_index=0, freshest=None, extra=None, **arguments):
    extensions = {
        "authority_key_id": authority_key_id(issuer.key),
        "ca_version": ca_version(key_index, key_index),
        "crl_number": extension("crl_number", der.integer(number)) if number is not None else None,
        "next_publish": extension("next_publish", der.time(next_publish)) if next_publish else None,
        "freshest_crl": distribution_points("freshest_crl", [freshest]) if freshest else None,
    }
    for kind in [kind for kind in (extra or {})]:
        extensions[kind] = extra[kind]
    return crl(issuer, list(entries), extensions, this_update=this_update, next_update=next_update, **arguments)


def delta_crl(issuer, entries, base=42, number=43, this_update="2026-05-31T06:12:44", next_update="2026-06-05T18:22:44",
              next_publish="2026-06-01T06:12:44", **arguments):
    base_number = extension("delta_crl", der.integer(base), critical=True)
    return base_crl(issuer, entries, number, this_update, next_update, next_publish, extra={"delta_crl": base_number}, **arguments)


def routine_entries(count, label="routine"):
    """Certificates that were revoked in the course of the years, so that no list is empty."""
    reasons = ["superseded", "cessation_of_operation", None, "affiliation_changed"]
    return in_order([revoked(f"{label} {i}", f"202{2 + i % 4}-{1 + i % 12:02}-{1 + i * 7 % 28:02}T08:{i % 60:02}:00", reasons[i % 4])
                     for i in range(count)])


def issuing_entries():
    return in_order(routine_entries(12) + [
        revoked("rules/certificate-revocation/server-revoked.pem", "2026-05-20T09:30:00", "superseded"),
        revoked("rules/certificate-revocation/device-stolen.pem", "2026-05-27T16:05:00", "key_compromise"),
        revoked("rules/certificate-revocation/device-released.pem", "2026-05-25T11:00:00", "certificate_hold"),
        revoked("demo/certificates/laptop-133.cer", "2026-05-27T16:05:00", "key_compromise"),
    ])


QUARTERLY = {"this_update": "2026-04-01T08:00:00", "next_update": "2026-10-08T08:00:00", "next_publish": "2026-10-01T08:00:00", "number": 20}


def make_crls():
    write_crl("pki/crls/root.crl", base_crl(ROOT, routine_entries(2, "root routine"), **QUARTERLY))
    write_crl("pki/crls/policy.crl", base_crl(POLICY, **QUARTERLY))
    freshest = HTTP + "Contoso%20Issuing%20CA+.crl"
    write_crl("pki/crls/issuing.crl", base_crl(ISSUING, issuing_entries(), freshest=freshest))
    write_crl("pki/crls/issuing-3.crl", base_crl(ISSUING_3, routine_entries(3, "tier 3 routine"), number=7))
    write_crl("pki/crls/elliptic.crl", base_crl(ELLIPTIC, number=3))
    write_crl("pki/crls/issuing-renewed.crl", base_crl(ISSUING_RENEWED, key_index=1))
    write_crl("pki/deltas/issuing.crl", delta_crl(ISSUING, [
        revoked("rules/certificate-revocation/device-stolen-yesterday.pem", "2026-05-30T19:45:00", "key_compromise"),
        revoked("rules/certificate-revocation/device-released.pem", "2026-05-30T08:00:00", "remove_from_crl"),
    ]))
    write_crl("pki/narrowed/users.crl", base_crl(USERS, number=11))


# One fault each ------------------------------------------------------------------------------------------------------


def make_faulty_authorities():
    def issuing(name, **changes):
        ca("pki/faulty/issuing-" + name + ".pem", changes.pop("issuer", ROOT), ISSUING, **changes)

    issuing("expired", dates=("2016-05-01", "2026-05-01"))
    issuing("not-yet-valid", dates=("2026-07-01", "2041-07-01"))
    issuing("short-lived", dates=("2021-10-01", "2026-10-01"))
    issuing("not-a-ca", basic_constraints=basic_constraints(False))
    issuing("without-basic-constraints", basic_constraints=None)
    issuing("without-cert-sign", key_usage=key_usage("digital_signature", "crl_sign"))
    issuing("without-crl-sign", key_usage=key_usage("digital_signature", "key_cert_sign"))
    issuing("narrowed", extended_key_usage=extended_key_usage("client_auth", "smartcard_logon"))
    issuing("narrowed-to-servers", extended_key_usage=extended_key_usage("server_auth", "ike_intermediate"))
    issuing("narrowed-by-policies", application_policies=application_policies("email_protection", "efs"))
    issuing("malformed", crl_distribution_points=extension("crl_distribution_points", der.null()))
    issuing("requires-policy", policy_constraints=extension("policy_constraints", der.sequence(der.implicit(0, b"\x00")), critical=True))
    issuing("without-crl-distribution-point", crl_distribution_points=None)
    registered = der.sequence(der.explicit(0, der.sequence(der.implicit(8, der.contents(der.oid("1.3.6.1.4.1.55555"))))))
    issuing("permits-registered-id", name_constraints=extension("name_constraints", registered, critical=True))
    issuing("without-ike-intermediate", extended_key_usage=extended_key_usage("server_auth", "client_auth"))
    issuing("excludes-contoso", name_constraints=name_constraints(excluded=[("dns", "contoso.com")]))
    issuing("permits-fabrikam", name_constraints=name_constraints(permitted=[("dns", "fabrikam.com")]))
    issuing("permits-contoso", name_constraints=name_constraints(permitted=[("dns", "contoso.com")]))
    issuing("unknown-critical", unknown=extension("1.3.6.1.4.1.55555.1.1", der.null(), critical=True))
    issuing("md5", algorithm="md5")
    issuing("sha1", algorithm="sha1")
    issuing("forged", signature=bytes(ROOT.key.size - 1) + b"\x02")
    issuing("other-key-identifier", subject_key_id=extension("subject_key_id", der.octet_string(bytes.fromhex("0badc0de" * 5))))
    ca("pki/faulty/issuing-other-key.pem", ROOT, Authority(ISSUING.subject, USERS.key))
    issuing("under-fabrikam", issuer=FABRIKAM)
    ca("pki/faulty/policy-path-len-0.pem", ROOT, POLICY, path_len=0)
    ca("pki/faulty/weak.pem", ROOT, WEAK)
    root("pki/faulty/root-expired.pem", ROOT, dates=("2005-05-01", "2026-05-01"))
    root("pki/faulty/root-not-yet-valid.pem", ROOT, dates=("2026-07-01", "2046-07-01"))
    root("pki/faulty/root-md5.pem", ROOT, algorithm="md5")


def make_faulty_crls():
    def issuing(name, entries=None, **changes):
        entries = issuing_entries() if entries is None else entries
        write_crl("pki/faulty-crls/" + name + ".crl", base_crl(changes.pop("issuer", ISSUING), entries, **changes))

    past = {"this_update": "2026-05-15T06:12:44", "next_update": "2026-05-25T18:22:44", "next_publish": "2026-05-22T06:12:44", "number": 40}
    issuing("expired", **past)
    issuing("expires-soon", this_update="2026-05-24T06:12:44", next_update="2026-06-02T06:12:44", next_publish="2026-06-01T18:00:00", number=41)
    issuing("overdue", this_update="2026-05-22T06:12:44", next_update="2026-06-08T18:22:44", next_publish="2026-05-30T06:12:44", number=41)
    issuing("not-yet-valid", this_update="2026-06-15T06:12:44", next_update="2026-06-25T18:22:44", next_publish="2026-06-22T06:12:44", number=44)
    issuing("without-next-update", next_update=None, next_publish=None)
    issuing("forged", signature=bytes(ISSUING.key.size - 1) + b"\x02")
    issuing("without-number", number=None)
    issuing("without-authority-key-id", extra={"authority_key_id": None})
    issuing("version-1", version=None, number=None, next_publish=None,
            entries=[revoked("old 1", "2024-01-05T08:00:00")], extra={"authority_key_id": None, "ca_version": None})
    issuing("sha1", algorithm="sha1")
    issuing("md5", algorithm="md5")
    issuing("unknown-critical", extra={"unknown": extension("1.3.6.1.4.1.55555.1.2", der.null(), critical=True)})
    issuing("unknown-critical-entry",
            entries=issuing_entries() + [revoked("odd", "2026-05-01T08:00:00", extra=extension("1.3.6.1.4.1.55555.1.3", der.null(), critical=True))])
    issuing("for-authorities-only", extra={"scope": issuing_distribution_point(only_ca=True)})
    issuing("for-users-only", extra={"scope": issuing_distribution_point(only_user=True)})
    issuing("of-another-point", extra={"scope": issuing_distribution_point(HTTP + "another.crl")})
    issuing("indirect", extra={"scope": issuing_distribution_point(indirect=True)})
    issuing("of-the-renewed-key", issuer=ISSUING_RENEWED, key_index=1)
    issuing("duplicate-entries", entries=issuing_entries() + [revoked("routine 3", "2026-05-01T08:00:00", "key_compromise")])
    issuing("unsorted", entries=list(reversed(issuing_entries())))
    number = der.sequence(der.oid("2.5.29.20"), der.boolean(False), der.octet_string(der.integer(42)))
    issuing("not-der", extra={"crl_number": number})
    issuing("extension-twice", extra={"again": extension("crl_number", der.integer(42))})
    issuing("malformed-entry", entries=issuing_entries()[:3] + [der.integer(5)])
    write_crl("pki/faulty-crls/entries-present-and-empty.crl", base_crl(ISSUING, [b""]))
    write_crl("pki/faulty-crls/element-behind.crl", base_crl(ISSUING, issuing_entries(), trailing=der.null()))
    stolen = [revoked("rules/certificate-revocation/device-stolen-yesterday.pem", "2026-05-30T19:45:00", "key_compromise")]
    write_crl("pki/faulty-crls/delta-expired.crl", delta_crl(
        ISSUING, stolen, this_update="2026-05-29T22:00:00", next_update="2026-05-31T12:00:00", next_publish="2026-05-30T22:00:00"))
    write_crl("pki/faulty-crls/delta-base-mismatch.crl", delta_crl(ISSUING, stolen, base=50, number=51))
    root_expired = {**QUARTERLY, "this_update": "2025-10-01T08:00:00", "next_update": "2026-04-08T08:00:00", "next_publish": "2026-04-01T08:00:00", "number": 19}
    write_crl("pki/faulty-crls/root-expired.crl", base_crl(ROOT, **root_expired))
    write_crl("pki/faulty-crls/root-revokes-issuing.crl", base_crl(
        ROOT, in_order(routine_entries(2, "root routine") + [
            revoked("pki/intermediates/issuing.pem", "2026-05-10T10:00:00", "ca_compromise")]), **QUARTERLY))


def make():
    make_authorities()
    make_crls()
    make_faulty_authorities()
    make_faulty_crls()
