"""Cases of revocation (RFC 5280, 5 and 6.3): a good path, and lists that say something or should not be believed."""

import der
import trust
from trust import (CA, KEYS, LOWER, OTHER_ROOT, ROOT, authority, ca, case, leaf, revocation_list, root)
from x509 import ca_version, extension, general_name, key_usage, name, revoked

LEAF = "the leaf judged"
ROOT_LIST = revocation_list(ROOT)
CA_CERT = ca(ROOT, CA, serial="the CA judged")
POINT = "http://pki.contoso.com/ca.crl"
OTHER_POINT = "http://pki.contoso.com/other.crl"
UNKNOWN_CRITICAL = extension("1.3.6.1.4.1.55555.7.2", der.null(), critical=True)
REVOKED = revoked(LEAF, "2026-05-20T09:30:00", "key_compromise")
HELD = revoked(LEAF, "2026-05-20T09:30:00", "certificate_hold")
RELEASED = revoked(LEAF, "2026-05-28T09:30:00", "remove_from_crl")
OTHER_CA_KEY = authority("CA", "ca-renewed")
LISTER = authority("O=Contoso, CN=CRL Issuer", "lister")
OLD = {"this_update": "2026-05-01T00:00:00", "next_update": "2026-05-15T00:00:00", "number": 8}
OLDER = {"this_update": "2026-05-20T00:00:00", "next_update": "2026-06-03T00:00:00", "number": 9}
COMPROMISE = (1, 2)   # reasons as bits of ReasonFlags
THE_OTHERS = (3, 4, 5, 6, 7, 8)


def point_name(url=None, relative=None, directory=None):
    """DistributionPointName: one of a URL, an RDN relative to the CRL issuer, a directory name."""
    if relative:
        attribute = name(relative)[2:]  # the one RDN of the name
        return der.explicit(0, der.explicit(1, *[der.tlv(tag, inner) for tag, inner in der.elements(der.contents(attribute))]))
    return der.explicit(0, der.explicit(0, general_name("uri", url) if url else general_name("directory", directory)))


def reason_flags(number, reasons):
    return der.implicit(number, der.contents(der.named_bits(list(reasons))))


def points(*points_):
    return extension("crl_distribution_points", der.sequence(*points_))


def point(distribution_name=b"", reasons=(), issuer=None):
    return der.sequence(distribution_name, reason_flags(1, reasons) if reasons else b"",
                        der.explicit(2, general_name("directory", issuer)) if issuer else b"")


def scope(distribution_name=b"", user=False, authority_=False, reasons=(), indirect=False, attribute=False):
    def flag(number, value):
        return der.implicit(number, b"\xff") if value else b""
    return extension("issuing_distribution_point", der.sequence(
        distribution_name, flag(1, user), flag(2, authority_), reason_flags(3, reasons) if reasons else b"",
        flag(4, indirect), flag(5, attribute)), critical=True)


def delta(base, issuer=CA, entries=(), **changes):
    changes = {"number": 12, "this_update": "2026-05-30T00:00:00", "next_update": "2026-06-02T00:00:00", **changes}
    return revocation_list(issuer, entries, delta=extension("delta_crl", der.integer(base), critical=True), **changes)


def certificate_issuer(subject):
    return extension("certificate_issuer", der.sequence(general_name("directory", subject)), critical=True)


def lists(name_, what, revocation, crls, *, says=(), intermediates=(), roots=None, path="trusted", problems=(), leaf_=None, at=trust.NOW,
          ca_cert=CA_CERT, root_list=ROOT_LIST, **leaf_changes):
    case("lists-" + name_, what, leaf=leaf_ or leaf(serial=LEAF, **leaf_changes), roots=roots or [root()], path=path,
         problems=problems, intermediates=[ca_cert, *intermediates], crls=[*crls, *([root_list] if root_list else [])], revocation=revocation, says=says,
         at=at)


def make():
    make_plain()
    make_dates()
    make_signers()
    make_extensions()
    make_scopes()
    make_reasons()
    make_indirect()
    make_deltas()
    make_several()
    make_malformed()


def make_plain():
    lists("good", "no list names it", "good", [revocation_list(CA)])
    lists("revoked", "the list names it", "revoked", [revocation_list(CA, [REVOKED])],
          says=["CN=vpn.contoso.com was revoked on 2026-05-20T09:30:00Z (keyCompromise)", "number 10"])
    lists("held", "on hold is revoked", "revoked", [revocation_list(CA, [HELD])], says="certificateHold")
    lists("ca-revoked", "the CA is revoked", "revoked", [revocation_list(CA)],
          root_list=revocation_list(ROOT, [revoked("the CA judged", "2026-05-10T10:00:00", "ca_compromise")]),
          says="CN=CA,O=Contoso was revoked on 2026-05-10")
    lists("none", "no list of the leaf's CA", "unknown", [], says="no CRL of CN=CA,O=Contoso was given")
    lists("none-of-the-root", "no list of the root: the CA's own status is not known", "unknown", [revocation_list(CA)],
          root_list=None, says="no CRL of CN=Root,O=Contoso was given")
    lists("of-somebody-else", "a list of another CA only", "unknown", [revocation_list(LOWER, [REVOKED])])
    lists("other-serial-number", "another certificate is revoked", "good",
          [revocation_list(CA, [revoked("another", "2026-05-20T09:30:00")])])
    lists("serial-number-of-another-issuer", "the root revokes a certificate of the same number", "good",
          [revocation_list(CA)], root_list=revocation_list(ROOT, [REVOKED]))
    lists("without-points", "no distribution point in the certificate, and a list of its issuer", "good", [revocation_list(CA)])
    lists("no-number", "a list of version 2 without a number", "good", [revocation_list(CA, number=None)])
    lists("version-1", "a list of version 1", "good",
          [revocation_list(CA, version=None, number=None, authority_key_id=None)])
    lists("root-needs-no-list", "nobody revokes the anchor", "good", [revocation_list(CA)],
          root_list=revocation_list(ROOT, [revoked("the root judged", "2026-05-10T10:00:00")]),
          roots=[root(serial="the root judged")])


def make_dates():
    lists("expired", "the list is too old", "stale", [revocation_list(CA, **OLD)], says="expired on 2026-05-15T00:00:00Z")
    lists("expired-and-revoked", "it is too old and names the certificate: revocation does not lapse", "revoked",
          [revocation_list(CA, [REVOKED], **OLD)], says="nothing newer takes it back")
    lists("not-yet-valid", "the list is of next week", "unknown", [revocation_list(CA, this_update="2026-06-07T00:00:00",
          next_update="2026-06-20T00:00:00")], says="is not valid before 2026-06-07")
    lists("not-yet-valid-and-revoked", "and is not believed either way", "unknown",
          [revocation_list(CA, [REVOKED], this_update="2026-06-07T00:00:00", next_update="2026-06-20T00:00:00")])
    lists("ends-this-second", "valid up to its last second", "good", [revocation_list(CA, next_update="2026-06-01T00:00:00")])
    lists("no-next-update", "a list that does not say when it ends", "good", [revocation_list(CA, next_update=None)],
          says="does not say when it ends")
    lists("revocation-dated-later", "the entry is dated after the time judged: it is listed all the same", "revoked",
          [revocation_list(CA, [revoked(LEAF, "2026-06-05T00:00:00")])], says="still to come")
    lists("root-list-expired", "the list of the root is too old", "stale", [revocation_list(CA)],
          root_list=revocation_list(ROOT, **OLD), says="CRL of CN=Root,O=Contoso")


def make_signers():
    lists("forged", "the signature does not hold", "unknown", [revocation_list(CA, signature=bytes(127) + b"\x02")],
          says="has a signature that the key of CN=CA,O=Contoso did not make")
    lists("forged-and-revoked", "a forged list revokes nothing", "unknown",
          [revocation_list(CA, [REVOKED], signature=bytes(127) + b"\x02")])
    lists("of-another-ca-under-this-name", "signed by somebody else in this CA's name", "unknown",
          [revocation_list(CA, signer=KEYS["lower"])], says="was signed by another key of the CA")
    lists("may-not-sign", "the CA's key usage lacks cRLSign", "unknown", [revocation_list(CA)],
          ca_cert=ca(ROOT, CA, key_usage=key_usage("key_cert_sign")), says="does not allow it to sign CRLs")
    lists("without-key-usage", "a CA without key usage may sign lists", "good", [revocation_list(CA)],
          ca_cert=ca(ROOT, CA, key_usage=None))
    lists("no-key-identifier", "a list without a key identifier", "good", [revocation_list(CA, authority_key_id=None)])
    lists("other-key-of-the-ca", "another key of the CA, certified by the same root, signs its lists", "good",
          [revocation_list(OTHER_CA_KEY)], intermediates=[ca(ROOT, OTHER_CA_KEY, key_usage=key_usage("crl_sign"))])
    lists("other-key-of-the-ca-revokes", "and revokes", "revoked", [revocation_list(OTHER_CA_KEY, [REVOKED])],
          intermediates=[ca(ROOT, OTHER_CA_KEY)])
    lists("other-key-without-certificate", "the other key's certificate was not given", "unknown",
          [revocation_list(OTHER_CA_KEY)], says="the CA was renewed")
    lists("other-key-of-another-root", "the other key is certified by a root that is not the path's", "unknown",
          [revocation_list(OTHER_CA_KEY)], intermediates=[ca(OTHER_ROOT, OTHER_CA_KEY)], roots=[root(), root(OTHER_ROOT)],
          says="does not lead to the same trusted root")
    lists("other-key-expired", "the other key's certificate has ended", "unknown", [revocation_list(OTHER_CA_KEY)],
          intermediates=[ca(ROOT, OTHER_CA_KEY, dates=trust.PAST)])
    lists("other-key-revoked", "the other key's certificate is revoked", "unknown", [revocation_list(OTHER_CA_KEY)],
          intermediates=[ca(ROOT, OTHER_CA_KEY, serial="the other key")], says="which is revoked",
          root_list=revocation_list(ROOT, [revoked("the other key", "2026-05-10T10:00:00")]))
    lists("other-key-of-this-ca", "the CA certified its key for lists itself: that key's list covers its own signer", "good",
          [revocation_list(OTHER_CA_KEY)], intermediates=[ca(CA, OTHER_CA_KEY, serial="the other key")])
    lists("other-key-revokes-itself", "a list that revokes its own signer is not believed", "unknown",
          [revocation_list(OTHER_CA_KEY, [revoked("the other key", "2026-05-10T10:00:00")])],
          intermediates=[ca(CA, OTHER_CA_KEY, serial="the other key")], says="which is revoked")
    first, second = ca_version(0, 0), ca_version(1, 1)
    lists("microsoft-other-key", "by CA Version each list is about the certificates of its own key", "unknown",
          [revocation_list(OTHER_CA_KEY, version_=second)], ca_cert=ca(ROOT, CA, version_=first),
          intermediates=[ca(ROOT, OTHER_CA_KEY, version_=second)], says="is by another key of the CA (CA version 1.1")
    lists("microsoft-list-only", "a CA Version in the list alone decides nothing", "good",
          [revocation_list(OTHER_CA_KEY, version_=second)], intermediates=[ca(ROOT, OTHER_CA_KEY)])
    lists("microsoft-both-keys", "with both lists there the right one answers", "revoked",
          [revocation_list(OTHER_CA_KEY, version_=second, number=20), revocation_list(CA, [REVOKED], version_=first)],
          ca_cert=ca(ROOT, CA, version_=first), intermediates=[ca(ROOT, OTHER_CA_KEY, version_=second)])
    lists("newer-list-of-the-other-key", "the newer list of another key does not put away the older one of this key", "revoked",
          [revocation_list(OTHER_CA_KEY, number=20), revocation_list(CA, [REVOKED], **OLDER)],
          intermediates=[ca(ROOT, OTHER_CA_KEY)])
    lists("issuer-not-established", "the leaf is forged: no list speaks of it", "unknown", [revocation_list(CA, [REVOKED])],
          signature=bytes(127) + b"\x02", path="invalid", problems="signature_invalid", says="did not sign it")
    lists("without-roots-of-its-own", "the path has no trusted end; the issuer's list still revokes", "revoked",
          [revocation_list(CA, [REVOKED])], roots=[root(OTHER_ROOT)], path="issuer_missing", problems="issuer_missing")


def make_extensions():
    lists("unknown-critical", "a critical extension that is not understood", "unknown",
          [revocation_list(CA, extra=UNKNOWN_CRITICAL)], says="1.3.6.1.4.1.55555.7.2, which is not understood")
    lists("unknown-critical-and-revoked", "such a list must not be used for any certificate", "unknown",
          [revocation_list(CA, [REVOKED], extra=UNKNOWN_CRITICAL)])
    lists("unknown-not-critical", "not critical, it is no matter", "good",
          [revocation_list(CA, extra=extension("1.3.6.1.4.1.55555.7.2", der.null()))])
    lists("unknown-critical-entry", "nor one with such an extension in any entry", "unknown",
          [revocation_list(CA, [revoked("another", "2026-05-20T09:30:00", extra=UNKNOWN_CRITICAL)])])
    lists("unknown-critical-entry-of-the-leaf", "be it the leaf's own", "unknown",
          [revocation_list(CA, [revoked(LEAF, "2026-05-20T09:30:00", extra=UNKNOWN_CRITICAL)])])
    lists("critical-number", "a critical CRL number is understood", "good",
          [revocation_list(CA, crl_number=extension("crl_number", der.integer(10), critical=True))])


def make_scopes():
    at_point = points(point(point_name(POINT)))
    lists("users-only", "a list of users' certificates covers the leaf", "good", [revocation_list(CA, scope=scope(user=True))])
    lists("users-only-for-a-ca", "and not the CA", "unknown", [revocation_list(CA)], says="users only",
          root_list=revocation_list(ROOT, scope=scope(user=True)))
    lists("authorities-only", "a list of CA certificates does not cover the leaf", "unknown",
          [revocation_list(CA, [REVOKED], scope=scope(authority_=True))], says="CA certificates only")
    lists("authorities-only-for-a-ca", "and covers the CA", "good", [revocation_list(CA)],
          root_list=revocation_list(ROOT, scope=scope(authority_=True)))
    lists("attributes-only", "a list of attribute certificates covers neither", "unknown",
          [revocation_list(CA, scope=scope(attribute=True))], says="attribute certificates only")
    lists("users-and-authorities-only", "a list of both kinds only is a contradiction", "unknown",
          [revocation_list(CA, scope=scope(user=True, authority_=True))], says="more than one kind")
    lists("point-matches", "the list is of the point that the certificate names", "good",
          [revocation_list(CA, scope=scope(point_name(POINT)))], cdp=at_point)
    lists("point-differs", "it is of another one", "unknown", [revocation_list(CA, scope=scope(point_name(OTHER_POINT)))],
          cdp=at_point, says="another distribution point")
    lists("point-without-points", "the certificate names none", "unknown", [revocation_list(CA, scope=scope(point_name(POINT)))])
    lists("point-is-the-issuer", "the list names its issuer as the point", "good",
          [revocation_list(CA, scope=scope(point_name(directory=CA.subject)))])
    lists("full-list-beside-a-point", "a list without a scope serves any point of its issuer", "good", [revocation_list(CA)],
          cdp=at_point)
    lists("point-relative", "both names are relative to the issuer", "good",
          [revocation_list(CA, scope=scope(point_name(relative="CN=CRL 1")))], cdp=points(point(point_name(relative="CN=CRL 1"))))
    lists("point-relative-to-full", "one relative, one full, the same", "good",
          [revocation_list(CA, scope=scope(point_name(relative="CN=CRL 1")))],
          cdp=points(point(point_name(directory=CA.subject + ", CN=CRL 1"))))
    lists("point-relative-differs", "another relative name", "unknown",
          [revocation_list(CA, scope=scope(point_name(relative="CN=CRL 2")))], cdp=points(point(point_name(relative="CN=CRL 1"))))


def make_reasons():
    some, others = scope(reasons=COMPROMISE), scope(reasons=THE_OTHERS)
    lists("some-reasons", "a list for some reasons alone makes nothing good", "unknown", [revocation_list(CA, scope=some)],
          says="only some of the reasons")
    lists("some-reasons-revoked", "and revokes for them", "revoked", [revocation_list(CA, [REVOKED], scope=some)])
    lists("all-reasons-together", "two lists cover all of them", "good",
          [revocation_list(CA, scope=some), revocation_list(CA, number=11, scope=others)])
    lists("all-reasons-one-expired", "one of the two is too old", "stale",
          [revocation_list(CA, scope=some), revocation_list(CA, scope=others, **OLD)])
    lists("all-reasons-one-forged", "one of the two is forged", "unknown",
          [revocation_list(CA, scope=some), revocation_list(CA, scope=others, signature=bytes(127) + b"\x02")])
    lists("point-for-some-reasons", "the certificate names points for some reasons each", "good",
          [revocation_list(CA, scope=scope(point_name(POINT))), revocation_list(CA, scope=scope(point_name(OTHER_POINT)))],
          cdp=points(point(point_name(POINT), COMPROMISE), point(point_name(OTHER_POINT), THE_OTHERS)))
    lists("point-for-some-reasons-only", "and one of the lists is not there", "unknown",
          [revocation_list(CA, scope=scope(point_name(POINT)))],
          cdp=points(point(point_name(POINT), COMPROMISE), point(point_name(OTHER_POINT), THE_OTHERS)))


def make_indirect():
    lister = ca(ROOT, LISTER, basic_constraints=None, key_usage=key_usage("crl_sign"))
    delegated = points(point(issuer=LISTER.subject))
    indirect = scope(indirect=True)
    of_ca = certificate_issuer(CA.subject)

    def entry(extra=b""):
        return revoked(LEAF, "2026-05-20T09:30:00", extra=extra)

    lists("indirect-good", "another issuer's list speaks for the CA", "good", [revocation_list(LISTER, scope=indirect)],
          intermediates=[lister], cdp=delegated)
    lists("indirect-revoked", "and revokes, the entry naming the CA", "revoked",
          [revocation_list(LISTER, [entry(of_ca)], scope=indirect)], intermediates=[lister], cdp=delegated)
    lists("indirect-entry-of-another", "an entry without an issuer is the lister's own", "good",
          [revocation_list(LISTER, [entry()], scope=indirect)], intermediates=[lister], cdp=delegated)
    lists("indirect-entry-inherits", "an entry has the issuer of the one before it", "revoked",
          [revocation_list(LISTER, [revoked("another", "2026-05-20T09:30:00", extra=of_ca), entry()], scope=indirect)],
          intermediates=[lister], cdp=delegated)
    lists("indirect-entry-changes", "until the next one names another", "good",
          [revocation_list(LISTER, [revoked("another", "2026-05-20T09:30:00", extra=of_ca),
                                    revoked("third", "2026-05-20T09:30:00", extra=certificate_issuer(LOWER.subject)), entry()],
                           scope=indirect)], intermediates=[lister], cdp=delegated)
    lists("indirect-not-named", "the certificate does not name the lister", "unknown", [revocation_list(LISTER, scope=indirect)],
          intermediates=[lister])
    lists("indirect-without-flag", "the list does not say that it is indirect", "unknown", [revocation_list(LISTER)],
          intermediates=[lister], cdp=delegated, says="indirect CRL")
    lists("indirect-lister-unknown", "the lister's certificate was not given", "unknown",
          [revocation_list(LISTER, scope=indirect)], cdp=delegated, says="no certificate of CN=CRL Issuer,O=Contoso")
    lists("indirect-lister-untrusted", "the lister is certified by another root", "unknown",
          [revocation_list(LISTER, scope=indirect)], intermediates=[ca(OTHER_ROOT, LISTER)], roots=[root(), root(OTHER_ROOT)],
          cdp=delegated, says="does not lead to the same trusted root")
    lists("indirect-lister-may-not", "the lister may not sign lists", "unknown", [revocation_list(LISTER, scope=indirect)],
          intermediates=[ca(ROOT, LISTER, key_usage=key_usage("key_cert_sign"))], cdp=delegated, says="cRLSign")
    lists("indirect-of-the-ca-itself", "the CA's own list holds entries of others too", "good",
          [revocation_list(CA, [entry(certificate_issuer(LOWER.subject))], scope=indirect)])
    lists("indirect-of-the-ca-itself-revoked", "and its own before them", "revoked",
          [revocation_list(CA, [entry(), revoked("another", "2026-05-20T09:30:00", extra=certificate_issuer(LOWER.subject))],
                           scope=indirect)])


def make_deltas():
    base = revocation_list(CA)
    lists("delta-good", "neither base nor delta name it", "good", [base, delta(10)])
    lists("delta-revokes", "the delta names it", "revoked", [base, delta(10, entries=[REVOKED])], says="delta CRL")
    lists("delta-releases", "the base has it on hold, the delta takes it off", "good",
          [revocation_list(CA, [HELD]), delta(10, entries=[RELEASED])])
    lists("delta-silent", "what the base names and the delta does not is revoked", "revoked",
          [revocation_list(CA, [REVOKED]), delta(10)])
    lists("delta-without-base", "a delta alone makes nothing good", "unknown", [delta(10)], says="only a delta CRL was given")
    lists("delta-without-base-revokes", "but what it names is revoked", "revoked", [delta(10, entries=[REVOKED])])
    lists("delta-beyond-the-base", "the delta starts from a newer base: the base stands alone", "good", [base, delta(11)],
          says="needs a base CRL with at least number 11")
    lists("delta-of-an-older-base", "a delta of an older base fits a newer one", "revoked", [base, delta(7, entries=[REVOKED])])
    lists("delta-older-than-the-base", "a delta from before the base adds nothing", "revoked",
          [revocation_list(CA, [HELD]), delta(7, entries=[RELEASED], number=9, this_update="2026-05-20T00:00:00")])
    lists("delta-expired", "an old delta is left out", "good",
          [base, delta(10, next_update="2026-05-31T00:00:00")], says="expired on 2026-05-31")
    lists("delta-expired-release", "and takes nothing off", "revoked",
          [revocation_list(CA, [HELD]), delta(10, entries=[RELEASED], next_update="2026-05-31T00:00:00")])
    lists("delta-forged-release", "nor does a forged one", "revoked",
          [revocation_list(CA, [HELD]), delta(10, entries=[RELEASED], signature=bytes(127) + b"\x02")])
    lists("delta-of-another-scope", "nor one of another scope", "revoked",
          [revocation_list(CA, [HELD]), delta(10, entries=[RELEASED], scope=scope(user=True))])
    lists("delta-of-another-key", "nor one of another key", "revoked",
          [revocation_list(CA, [HELD]), delta(10, OTHER_CA_KEY, [RELEASED])], intermediates=[ca(ROOT, OTHER_CA_KEY)])
    lists("delta-base-expired", "a fresh delta does not make an old base fresh", "stale",
          [revocation_list(CA, next_update="2026-05-30T12:00:00"), delta(10)])
    lists("delta-newest", "of two deltas the newer one counts", "good",
          [revocation_list(CA, [HELD]), delta(10, entries=[HELD], number=11), delta(10, entries=[RELEASED], number=12)])
    lists("delta-of-the-same-number", "a delta with the number of the base was issued with it and adds nothing", "revoked",
          [revocation_list(CA, [HELD]), delta(8, entries=[RELEASED], number=10)])
    lists("delta-without-numbers", "a base without a number takes no delta", "revoked",
          [revocation_list(CA, [HELD], number=None), delta(10, entries=[RELEASED])])
    lists("removed-in-a-base", "a complete list may not say 'removed'", "unknown", [revocation_list(CA, [RELEASED])],
          says="only a delta CRL may say")


def make_several():
    lists("newer-releases", "the newer list no longer names it", "good",
          [revocation_list(CA, [HELD], **OLDER), revocation_list(CA)])
    lists("newer-revokes", "the newer list names it", "revoked", [revocation_list(CA, [REVOKED]), revocation_list(CA, **OLDER)])
    lists("newer-is-forged", "a forged newer list does not count", "revoked",
          [revocation_list(CA, [REVOKED], **OLDER), revocation_list(CA, signature=bytes(127) + b"\x02")])
    lists("newer-is-not-understood", "nor one that is not understood", "good",
          [revocation_list(CA, **OLDER), revocation_list(CA, extra=UNKNOWN_CRITICAL)])
    lists("expired-beside-current", "an old list that names it, and a current one that does not", "good",
          [revocation_list(CA, [HELD], **OLD), revocation_list(CA)])
    lists("two-scopes", "lists of two scopes: either revokes", "revoked",
          [revocation_list(CA, [REVOKED], scope=scope(user=True), **OLDER), revocation_list(CA)])
    lists("same-date-higher-number", "of one date the higher number counts", "good",
          [revocation_list(CA, number=11), revocation_list(CA, [HELD], number=10)])


def make_malformed():
    broken = der.octet_string(b"\x30\x80")
    lists("malformed-scope", "an issuing distribution point that does not decode", "unknown",
          [revocation_list(CA, scope=extension("issuing_distribution_point", broken, critical=True))], says="is malformed")
    lists("malformed-number", "a CRL number that does not decode", "unknown",
          [revocation_list(CA, crl_number=extension("crl_number", broken))])
    lists("malformed-extension-twice", "an extension twice", "unknown",
          [revocation_list(CA, again=extension("crl_number", der.integer(11)))], says="stands there twice")
    lists("malformed-algorithms", "the two algorithm fields differ", "unknown",
          [revocation_list(CA, inner=KEYS["ca"].algorithm("sha384"))], says="algorithm fields differ")
    lists("malformed-date", "this update does not decode", "unknown",
          [revocation_list(CA, this_update=der.text("utc_time", "today"))])
    lists("malformed-version-1", "extensions in a list of version 1", "unknown", [revocation_list(CA, version=None)])
    lists("malformed-entries", "entries that break off", "unknown",
          [revocation_list(CA, [revoked("another", "2026-05-20T09:30:00"), b"\x30\x82\xff\xff\x02"])])
    lists("malformed-entries-after-the-leaf", "what was listed before they break off is revoked", "revoked",
          [revocation_list(CA, [REVOKED, b"\x30\x82\xff\xff\x02"])])
    lists("malformed-points", "distribution points that do not decode", "good", [revocation_list(CA)],
          cdp=extension("crl_distribution_points", broken))
