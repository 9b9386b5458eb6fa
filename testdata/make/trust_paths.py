"""Cases of path building and path checking (RFC 4158; RFC 5280, 6.1, without names)."""

import der
import trust
from trust import (CA, FUTURE, KEYS, LOWER, OTHER_ROOT, PAST, ROOT, authority, ca, case, leaf, root)
from x509 import (application_policies, authority_info_access, authority_key_id, basic_constraints, certificate_policies,
                  extended_key_usage, extension, general_name, key_usage, name, subject_alt_name, subject_key_id)

UNKNOWN_CRITICAL = extension("1.3.6.1.4.1.55555.7.1", der.null(), critical=True)
OTHER_CA_KEY = authority("CA", "ca-renewed")
OTHER_ROOT_KEY = authority("Root", "root-renewed")


def make():
    make_building()
    make_crosses()
    make_anchors()
    make_faults()
    make_lengths()
    make_malformed()
    make_usages()
    make_policies()


def make_building():
    case("two-tiers", "a leaf, its CA and a trusted root", leaf=leaf(), roots=[root()], intermediates=[ca(ROOT, CA)])
    case("one-tier", "the root itself issued the leaf", leaf=leaf(ROOT), roots=[root()])
    case("three-tiers", "one CA below another", leaf=leaf(LOWER), roots=[root()],
         intermediates=[ca(CA, LOWER), ca(ROOT, CA)])
    case("several-roots", "the right one of three roots", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(OTHER_ROOT), root(), root(authority("Third Root", "lower"))])
    case("issuer-missing", "the CA between was not given", leaf=leaf(), roots=[root()], path="issuer_missing",
         problems="issuer_missing", says=["no certificate of CN=CA,O=Contoso was given", "key identifier"])
    case("issuer-missing-with-address", "the certificate says where its issuer's is", path="issuer_missing", roots=[root()],
         leaf=leaf(aia=authority_info_access(["http://pki.contoso.com/ca.crt"])), problems="issuer_missing",
         says="http://pki.contoso.com/ca.crt")
    case("root-not-trusted", "the root is at hand, but not trusted", leaf=leaf(), roots=[root(OTHER_ROOT)],
         intermediates=[ca(ROOT, CA), root()], path="root_not_trusted", problems="root_not_trusted",
         says=["the root CN=Root,O=Contoso", "is not among the trusted roots"])
    case("root-not-trusted-renewed", "a renewed root of the same name is trusted, the old one isn't", leaf=leaf(),
         roots=[root(OTHER_ROOT_KEY)], intermediates=[ca(ROOT, CA), root()], path="root_not_trusted",
         problems="root_not_trusted", says="one of the same name is")
    case("no-roots", "what the peer trusts was not said", leaf=leaf(), intermediates=[ca(ROOT, CA), root()], path="unknown",
         says="which roots the peer trusts was not given")
    case("no-roots-expired", "an expired CA is expired whatever the peer trusts", leaf=leaf(), path="unknown",
         intermediates=[ca(ROOT, CA, dates=PAST)], problems="expired")
    case("given-twice", "every certificate twice, the root as an intermediate too", leaf=leaf(), roots=[root(), root()],
         intermediates=[ca(ROOT, CA), root(), ca(ROOT, CA)])
    case("without-key-identifiers", "no certificate has key identifiers", leaf=leaf(authority_key_id=None),
         roots=[root(subject_key_id=None)], intermediates=[ca(ROOT, CA, subject_key_id=None, authority_key_id=None)])
    case("other-key-identifier", "an identifier that differs orders candidates and forbids none", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, subject_key_id=extension("subject_key_id", der.octet_string(b"\x0b\xad" * 10)))])
    case("key-identifier-by-serial", "the authority is named by issuer and serial number, wrongly", roots=[root()],
         intermediates=[ca(ROOT, CA)], leaf=leaf(authority_key_id=extension("authority_key_id", der.sequence(
             der.explicit(1, general_name("directory", "CN=Somebody")), der.implicit(2, b"\x05")))))
    by_serial = ca(ROOT, CA, serial=4711, subject_key_id=None)
    for name_, serial in (("key-identifier-by-serial-of-the-ca", 4711), ("key-identifier-by-another-serial", 4712)):
        case(name_, "the authority is named by issuer and serial number", roots=[root()], intermediates=[by_serial],
             leaf=leaf(authority_key_id=extension("authority_key_id", der.sequence(
                 der.explicit(1, general_name("directory", ROOT.subject)), der.implicit(2, serial.to_bytes(2, "big"))))))
    case("names-in-other-forms", "names differ in case, blanks and string type", roots=[root()],
         leaf=leaf(issuer_name=[("O", der.text("utf8", "  contoso ")), ("CN", der.text("bmp", "cA"))]),
         intermediates=[ca(ROOT, CA, issuer_name=[("O", der.text("teletex", "CONTOSO")), ("CN", der.text("printable", "rOOT"))])])
    case("names-differ", "the issuer has one attribute more", leaf=leaf(issuer_name="O=Contoso, OU=VPN, CN=CA"), roots=[root()],
         intermediates=[ca(ROOT, CA)], path="issuer_missing", problems="issuer_missing")
    case("names-reversed", "the same attributes in another order are another name", leaf=leaf(issuer_name="CN=CA, O=Contoso"),
         roots=[root()], intermediates=[ca(ROOT, CA)], path="issuer_missing", problems="issuer_missing")
    case("forged-leaf", "the signature of the leaf does not hold", leaf=leaf(signature=bytes(127) + b"\x02"), roots=[root()],
         intermediates=[ca(ROOT, CA)], path="invalid", problems="signature_invalid",
         says="did not make the signature of CN=vpn.contoso.com")
    case("forged-ca", "the signature of the CA does not hold", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, signature=bytes(127) + b"\x02")], path="invalid", problems="signature_invalid",
         says="did not make the signature of CN=CA,O=Contoso")
    case("ca-renewed-and-missing", "only the certificate of the CA's other key was given", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, OTHER_CA_KEY)], path="invalid", problems="signature_invalid", says="the CA was renewed")
    case("ca-renewed", "both keys of the CA: the right one is found", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, OTHER_CA_KEY), ca(ROOT, CA)])
    case("ca-renewed-silently", "both keys of the CA, and no key identifiers to tell them apart", roots=[root()],
         leaf=leaf(authority_key_id=None), intermediates=[
             ca(ROOT, OTHER_CA_KEY, subject_key_id=None), ca(ROOT, CA, subject_key_id=None)])
    case("ca-renewed-with-the-same-key", "an expired and a valid certificate of one CA key", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, dates=PAST), ca(ROOT, CA)])
    case("ca-of-two-roots", "one CA, certified by a root that is trusted and by one that isn't", leaf=leaf(), roots=[root()],
         intermediates=[ca(OTHER_ROOT, CA), root(OTHER_ROOT), ca(ROOT, CA)])
    case("detour-around-an-expired-ca", "the shorter way is expired, the longer one works", leaf=leaf(LOWER), roots=[root()],
         intermediates=[ca(ROOT, LOWER, dates=PAST), ca(CA, LOWER), ca(ROOT, CA)])
    case("detour-around-a-path-length", "one way is too long for a constraint above", leaf=leaf(LOWER),
         roots=[root(), root(OTHER_ROOT)], intermediates=[ca(ROOT, CA, path_len=0), ca(CA, LOWER), ca(OTHER_ROOT, LOWER)])
    case("detour-around-a-missing-root", "only one of three ways up leads to a trusted root", leaf=leaf(LOWER), roots=[root()],
         intermediates=[ca(authority("Gone", "root-renewed"), LOWER), ca(OTHER_ROOT, LOWER), root(OTHER_ROOT), ca(CA, LOWER),
                        ca(ROOT, CA)])
    case("detour-for-a-usage", "the shorter way loses Server Authentication, the longer one does not", leaf=leaf(LOWER),
         roots=[root()], intermediates=[ca(ROOT, LOWER, eku=extended_key_usage("client_auth")), ca(CA, LOWER), ca(ROOT, CA)])
    case("serial-number-twice", "two certificates of one issuer with one serial number", roots=[root()],
         leaf=leaf(serial=7), intermediates=[ca(ROOT, OTHER_CA_KEY, serial=7), ca(ROOT, CA, serial=7)])
    long = [authority(f"Tier {i}", f"tier-{i % 4}") for i in range(20)]
    case("twenty-tiers", "a long path is a path", leaf=leaf(long[-1]), roots=[root()],
         intermediates=[ca(above, below) for above, below in zip([ROOT] + long, long)])


def make_crosses():
    new_with_old = ca(ROOT, OTHER_ROOT_KEY)
    old_with_new = ca(OTHER_ROOT_KEY, ROOT)
    case("root-renewed-old-trusted", "the leaf's CA is of the new root; the old one is trusted", leaf=leaf(), roots=[root()],
         intermediates=[ca(OTHER_ROOT_KEY, CA), new_with_old, old_with_new])
    case("root-renewed-new-trusted", "the leaf's CA is of the old root; the new one is trusted", leaf=leaf(),
         roots=[root(OTHER_ROOT_KEY)], intermediates=[ca(ROOT, CA), new_with_old, old_with_new])
    case("root-renewed-none-trusted", "both cross-certificates and no root that is trusted", leaf=leaf(),
         roots=[root(OTHER_ROOT)], intermediates=[ca(ROOT, CA), new_with_old, old_with_new], path="issuer_missing",
         problems="issuer_missing", says="lead back into the path")
    case("crosses-both-ways", "two CAs certify each other, one of them is below a root", leaf=leaf(), roots=[root()],
         intermediates=[ca(CA, LOWER), ca(LOWER, CA), ca(ROOT, LOWER)])
    case("crosses-without-an-end", "two CAs certify each other and nobody else does", leaf=leaf(), roots=[root()],
         intermediates=[ca(CA, LOWER), ca(LOWER, CA)], path="issuer_missing", problems="issuer_missing",
         says="lead back into the path")
    case("rollover-does-not-count", "self-issued certificates do not count against a path length", leaf=leaf(OTHER_CA_KEY),
         roots=[root()], intermediates=[ca(ROOT, CA, path_len=0), ca(CA, OTHER_CA_KEY)])
    case("self-issued-without-ca", "a self-issued certificate still has to be a CA's", leaf=leaf(OTHER_CA_KEY), roots=[root()],
         intermediates=[ca(ROOT, CA), ca(CA, OTHER_CA_KEY, basic_constraints=None)], path="invalid", problems="not_a_ca")


def make_anchors():
    case("leaf-is-a-root", "the leaf itself was given as trusted", leaf=root(ROOT), roots=[root(ROOT)], revocation="good")
    case("self-signed", "a self-signed leaf that nobody trusts", leaf=root(authority("vpn", "leaf")), roots=[root()],
         path="root_not_trusted", problems="root_not_trusted", says="is self-signed, and is not among the trusted roots")
    case("self-signed-alone", "a self-signed leaf, without roots", leaf=root(authority("vpn", "leaf")), path="unknown")
    case("self-signed-with-a-roots-key", "another certificate of the root's name and key", leaf=root(serial=99), roots=[root()])
    case("anchor-in-the-middle", "a cross-signed CA among the trusted roots is believed", leaf=leaf(LOWER),
         roots=[ca(ROOT, CA)], intermediates=[ca(CA, LOWER)], says=["is no root", "lies among the trusted roots"])
    case("anchor-in-the-middle-expired", "it is judged like any root", leaf=leaf(LOWER), roots=[ca(ROOT, CA, dates=PAST)],
         intermediates=[ca(CA, LOWER)], path="invalid", problems="expired")
    case("anchor-in-the-middle-and-root", "with the root trusted too, the nearer end is taken", leaf=leaf(LOWER),
         roots=[root(), ca(ROOT, CA)], intermediates=[ca(CA, LOWER)])
    case("root-expired", "a root is not trusted beyond its end", leaf=leaf(), roots=[root(dates=PAST)],
         intermediates=[ca(ROOT, CA)], path="invalid", problems="expired", says="CN=Root,O=Contoso expired on 2026-05-01")
    case("root-not-yet-valid", "nor before its beginning", leaf=leaf(), roots=[root(dates=FUTURE)],
         intermediates=[ca(ROOT, CA)], path="invalid", problems="not_yet_valid")
    case("root-expired-and-renewed", "with its key kept, the renewed root serves", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(dates=PAST), root()])
    case("root-version-1", "an old root of version 1", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(version=None, basic_constraints=None, key_usage=None, subject_key_id=None)])
    case("ca-version-1", "a version 1 certificate is no CA's unless it is given as a root", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, version=None, basic_constraints=None, key_usage=None, subject_key_id=None,
                           authority_key_id=None)],
         path="invalid", problems="not_a_ca", says="version 1")
    case("root-without-constraints", "a version 3 root has to say that it is a CA", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(basic_constraints=None)], path="invalid", problems="not_a_ca")
    case("root-not-a-ca", "a root that says that it is none", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(basic_constraints=basic_constraints(False))], path="invalid", problems="not_a_ca")
    case("root-may-not-sign", "a root without keyCertSign", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(key_usage=key_usage("crl_sign"))], path="invalid", problems="may_not_sign")
    case("root-forged", "a trusted root's own signature does not count", leaf=leaf(), intermediates=[ca(ROOT, CA)],
         roots=[root(signature=bytes(127) + b"\x02")])
    case("root-md5", "nor does its algorithm", leaf=leaf(), intermediates=[ca(ROOT, CA)], roots=[root(algorithm="md5")])
    case("root-path-length", "the path length of a root counts, as in Windows", leaf=leaf(LOWER), roots=[root(path_len=0)],
         intermediates=[ca(ROOT, CA), ca(CA, LOWER)], path="invalid", problems="path_too_long")
    case("root-unknown-critical", "a root with a critical extension that is not understood", leaf=leaf(),
         intermediates=[ca(ROOT, CA)], roots=[root(extra=UNKNOWN_CRITICAL)], path="invalid",
         problems="unknown_critical_extension")


def make_faults():
    def with_ca(name_, what, problems, says=(), path="invalid", **changes):
        case(name_, what, leaf=leaf(), roots=[root()], intermediates=[ca(ROOT, CA, **changes)], path=path, problems=problems,
             says=says)

    def with_leaf(name_, what, problems, says=(), path="invalid", **changes):
        case(name_, what, leaf=leaf(**changes), roots=[root()], intermediates=[ca(ROOT, CA)], path=path, problems=problems,
             says=says)

    with_ca("ca-expired", "the CA's certificate has ended", "expired", "CN=CA,O=Contoso expired on 2026-05-01T00:00:00Z", dates=PAST)
    with_ca("ca-not-yet-valid", "the CA's certificate has not begun", "not_yet_valid", dates=FUTURE)
    with_ca("ca-without-constraints", "no basic constraints", "not_a_ca", "has no basic constraints", basic_constraints=None)
    with_ca("ca-says-no", "CA:FALSE", "not_a_ca", "do not say CA:TRUE", basic_constraints=basic_constraints(False))
    with_ca("ca-constraints-not-critical", "basic constraints count as well when they are not critical", (), path="trusted",
            basic_constraints=basic_constraints(True, critical=False))
    with_ca("ca-may-not-sign", "key usage without keyCertSign", "may_not_sign", "keyCertSign", key_usage=key_usage("crl_sign"))
    with_ca("ca-without-key-usage", "no key usage allows all", (), path="trusted", key_usage=None)
    with_ca("ca-unknown-critical", "a critical extension of nobody knows what", "unknown_critical_extension",
            "1.3.6.1.4.1.55555.7.1", extra=UNKNOWN_CRITICAL)
    with_ca("ca-unknown-not-critical", "the same, not critical", (), path="trusted",
            extra=extension("1.3.6.1.4.1.55555.7.1", der.null()))
    with_ca("ca-md5", "a CA whose certificate is signed with MD5", "weak_signature", algorithm="md5")
    with_ca("ca-sha1", "SHA-1 still works", (), path="trusted", algorithm="sha1")
    with_leaf("leaf-expired", "the leaf has ended", "expired", dates=PAST)
    with_leaf("leaf-not-yet-valid", "the leaf has not begun", "not_yet_valid", dates=FUTURE)
    with_leaf("leaf-ends-this-second", "valid up to and including the last second", (), path="trusted",
              dates=("2020-01-01", "2026-06-01T00:00:00"))
    with_leaf("leaf-begins-this-second", "and from the first", (), path="trusted", dates=("2026-06-01T00:00:00", "2030-01-01"))
    with_leaf("leaf-ended-a-second-ago", "one second later it is not", "expired", dates=("2020-01-01", "2026-05-31T23:59:59"))
    with_leaf("leaf-unknown-critical", "a critical extension that is not understood", "unknown_critical_extension",
              extra=UNKNOWN_CRITICAL)
    with_leaf("leaf-md5", "a leaf signed with MD5", "weak_signature", algorithm="md5")
    with_leaf("leaf-is-a-ca", "a leaf may be a CA", (), path="trusted", basic_constraints=basic_constraints(True, 0))
    with_leaf("leaf-version-1", "a leaf of version 1 is no fault of the path", (), path="trusted", version=None, key_usage=None,
              extended_key_usage=None, subject_alt_name=None, authority_key_id=None)
    with_leaf("two-faults", "the leaf is expired and has a critical extension", ("expired", "unknown_critical_extension"),
              "(and 1 more)", dates=PAST, extra=UNKNOWN_CRITICAL)
    weak = trust.Authority("O=Contoso, CN=CA", trust.keys.small_rsa(768))
    case("ca-weak-key", "a CA with an RSA key of 768 bits", leaf=leaf(weak), roots=[root()], intermediates=[ca(ROOT, weak)],
         path="invalid", problems="weak_key", says="768")
    weak_root = trust.Authority("O=Contoso, CN=Root", trust.keys.small_rsa(768))
    case("root-weak-key", "a root with an RSA key of 768 bits", leaf=leaf(weak_root), roots=[root(weak_root)], path="invalid",
         problems="weak_key")
    case("expired-and-missing", "both the leaf's end and the missing issuer are told", leaf=leaf(dates=PAST), roots=[root()],
         path="issuer_missing", problems=("expired", "issuer_missing"))


def make_lengths():
    third = authority("Third CA", "third")
    case("path-length-kept", "one CA allowed, one there", leaf=leaf(LOWER), roots=[root()],
         intermediates=[ca(ROOT, CA, path_len=1), ca(CA, LOWER, path_len=0)])
    case("path-length-exceeded", "no CA allowed, one there", leaf=leaf(LOWER), roots=[root()],
         intermediates=[ca(ROOT, CA, path_len=0), ca(CA, LOWER)], path="invalid", problems="path_too_long",
         says="CN=CA,O=Contoso allows 0 CA certificates below it")
    case("path-length-of-the-lower", "the lower constraint is looser, the upper one still counts", leaf=leaf(third),
         roots=[root()], intermediates=[ca(ROOT, CA, path_len=1), ca(CA, LOWER, path_len=9), ca(LOWER, third)], path="invalid",
         problems="path_too_long")
    case("path-length-and-a-ca-leaf", "the leaf does not count, even if it is a CA", roots=[root()],
         leaf=leaf(basic_constraints=basic_constraints(True), key_usage=key_usage("key_cert_sign")),
         intermediates=[ca(ROOT, CA, path_len=0)])
    case("path-length-negative", "a negative path length never fits", leaf=leaf(), roots=[root()], path="invalid",
         intermediates=[ca(ROOT, CA, basic_constraints=extension("basic_constraints", der.sequence(
             der.boolean(True), der.integer(-1)), critical=True))], problems=("malformed", "not_a_ca"))
    case("path-length-huge", "a path length of 40 octets is none that can be read", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, basic_constraints=extension("basic_constraints", der.sequence(
             der.boolean(True), der.integer(1 << 312)), critical=True))], path="invalid", problems=("malformed", "not_a_ca"))


def make_malformed():
    def with_ca(name_, what, path="invalid", problems="malformed", says=(), **changes):
        case("malformed-" + name_, what, leaf=leaf(), roots=[root()], intermediates=[ca(ROOT, CA, **changes)], path=path,
             problems=problems, says=says)

    def with_leaf(name_, what, path="invalid", problems="malformed", says=(), **changes):
        case("malformed-" + name_, what, leaf=leaf(**changes), roots=[root()], intermediates=[ca(ROOT, CA)], path=path,
             problems=problems, says=says)

    broken = der.octet_string(b"\x30\x80")
    with_ca("ca-constraints", "basic constraints that do not decode", problems=("malformed", "not_a_ca"),
            basic_constraints=extension("basic_constraints", der.text("utf8", "yes"), critical=True))
    with_ca("ca-key-usage", "key usage that does not decode", problems=("malformed", "may_not_sign"), key_usage=extension("key_usage", broken))
    with_ca("ca-name-constraints", "name constraints that do not decode", nc=extension("name_constraints", broken, critical=True))
    with_ca("ca-policies", "policy constraints that do not decode", pc=extension("policy_constraints", broken))
    with_ca("ca-extension-twice", "one extension twice", says="stands there twice", again=basic_constraints(True))
    with_ca("ca-address", "even an address that does not decode", aia=extension("authority_info_access", broken))
    with_ca("ca-algorithms", "the two algorithm fields differ", says="algorithm fields differ", inner=KEYS["root"].algorithm("sha384"))
    with_ca("ca-dates", "a month 13", dates=der.sequence(der.text("utc_time", "201301000000Z"), der.time("2040-01-01")))
    with_leaf("leaf-san", "a subject alternative name that does not decode",
              subject_alt_name=extension("subject_alt_name", broken))
    with_leaf("leaf-san-twice", "two subject alternative names", again=subject_alt_name(("dns", "other.contoso.com")))
    with_leaf("leaf-eku", "an extended key usage that does not decode",
              extended_key_usage=extension("extended_key_usage", broken))
    with_leaf("leaf-address", "an address that does not decode is no matter for a leaf", path="trusted", problems=(),
              aia=extension("authority_info_access", broken))
    with_leaf("leaf-dates", "dates that do not decode", dates=der.sequence(der.text("utc_time", "2"), der.text("utc_time", "3")))
    with_leaf("leaf-algorithms", "the two algorithm fields differ", inner=KEYS["ca"].algorithm("sha512"))
    with_leaf("leaf-issuer-empty", "an empty issuer", path="issuer_missing", problems=("malformed", "issuer_missing"),
              issuer_name="")
    with_leaf("leaf-name-constraints", "name constraints in a certificate that is no CA's",
              nc=extension("name_constraints", der.sequence(der.explicit(0, der.sequence(general_name("dns", "contoso.com"))))))
    nameless = authority("", "lower")
    case("malformed-ca-subject-empty", "a CA without a name", leaf=leaf(nameless), roots=[root()],
         intermediates=[ca(ROOT, nameless)], path="invalid", problems="malformed")


def make_usages():
    def usages(name_, what, says=(), problems=(), leaf_changes=None, root_changes=None, **changes):
        case("usages-" + name_, what, leaf=leaf(**(leaf_changes or {})), roots=[root(**(root_changes or {}))],
             intermediates=[ca(ROOT, CA, **changes)], says=says, problems=problems)

    usages("narrowed", "the CA allows client authentication only", says="takes away Server Authentication",
           eku=extended_key_usage("client_auth"))
    usages("kept", "the CA allows what the leaf has, and more", eku=extended_key_usage("server_auth", "client_auth", "code_signing"))
    usages("any-in-the-ca", "a CA that allows any usage narrows nothing", eku=extended_key_usage("any"))
    usages("microsoft-any-in-the-ca", "nor does Windows' own any", policies=application_policies("ms_any"))
    usages("policies-win", "Application Policies count, not the EKU beside them", eku=extended_key_usage("client_auth"),
           policies=application_policies("server_auth", "client_auth"))
    usages("policies-narrow", "also where they allow less", says="takes away Server Authentication",
           eku=extended_key_usage("server_auth", "client_auth"), policies=application_policies("client_auth"))
    usages("policies-critical", "critical Application Policies are understood",
           policies=application_policies("server_auth", "client_auth", critical=True))
    usages("leaf-policies-critical", "in a leaf too",
           leaf_changes={"policies": application_policies("server_auth", "client_auth", critical=True)})
    usages("unrestricted-leaf", "a leaf that is good for all becomes good for what its CA allows",
           says="nothing below it is good for more", leaf_changes={"extended_key_usage": None},
           eku=extended_key_usage("server_auth"))
    many = [f"1.3.6.1.4.1.55555.9.{i}" for i in range(12)]
    usages("many", "a leaf of many usages", says="takes away 1.3.6.1.4.1.55555.9.11",
           leaf_changes={"extended_key_usage": extended_key_usage(*many)}, eku=extended_key_usage(*many[:11]))
    usages("any-among-others", "a leaf that says any and more", says="nothing below it is good for more",
           leaf_changes={"extended_key_usage": extended_key_usage("any", "code_signing")}, eku=extended_key_usage("server_auth"))
    usages("root-narrows", "the root's usages count as well", says="takes away Client Authentication",
           root_changes={"eku": extended_key_usage("server_auth")})


def make_policies():
    policy, other = "1.3.6.1.4.1.55555.8.1", "1.3.6.1.4.1.55555.8.2"
    explicit = extension("policy_constraints", der.sequence(der.implicit(0, b"\x00")), critical=True)
    no_any = extension("inhibit_any_policy", der.integer(0), critical=True)
    any_policy = "2.5.29.32.0"

    def policies(name_, what, of_leaf, of_ca, path="invalid", **changes):
        case("policies-" + name_, what, roots=[root()], path=path, problems="policy_not_permitted" if path == "invalid" else (),
             leaf=leaf(policies=certificate_policies(*of_leaf) if of_leaf else None),
             intermediates=[ca(ROOT, CA, policies=certificate_policies(*of_ca) if of_ca else None, **changes)])

    def mapping(issuer, subject):
        return extension("policy_mappings", der.sequence(der.sequence(der.oid(issuer), der.oid(subject))), critical=True)

    policies("differ", "policies matter only when somebody asks for them", [policy], [other], "trusted")
    policies("demanded-and-there", "the CA asks for a policy, and both have it", [policy], [policy], "trusted", demand=explicit)
    policies("demanded-and-absent", "the leaf has none", [], [policy], demand=explicit)
    policies("demanded-and-other", "the leaf has another", [other], [policy], demand=explicit)
    policies("any", "any policy of the CA stands for the leaf's", [policy], [any_policy], "trusted", demand=explicit)
    policies("any-inhibited", "unless it may not", [any_policy], [policy], demand=explicit, no_any=no_any)
    policies("mapped", "the CA maps its policy to the leaf's", [other], [policy], "trusted", demand=explicit,
             mapping=mapping(policy, other))
    policies("mapped-away", "a policy that is mapped no longer stands for itself", [policy], [policy], demand=explicit,
             mapping=mapping(policy, other))
    policies("mapped-twice", "two mappings of one policy, one of them to the leaf's", [other], [policy, any_policy], "trusted",
             demand=explicit, mapping=extension("policy_mappings", der.sequence(*(
                 der.sequence(der.oid(policy), der.oid(one)) for one in ("1.3.6.1.4.1.55555.8.9", other))), critical=True))
    policies("any-and-mapped-twice", "two mappings of a policy that any policy stands for", [other], [any_policy], "trusted",
             demand=explicit, mapping=extension("policy_mappings", der.sequence(*(
                 der.sequence(der.oid(policy), der.oid(one)) for one in ("1.3.6.1.4.1.55555.8.9", other))), critical=True))
    policies("any-mapped", "any policy may not be mapped", [policy], [policy], mapping=mapping(any_policy, policy))
