"""Certificates and CRLs (RFC 5280) as a few words each, well-formed or with a planted fault.

A certificate is a function call: `certificate(issuer, "CN=vpn.contoso.com", key, extensions)`. Every part can be replaced
by octets of the caller's own, which is how faults are planted. Extensions are a dict from a name of the caller's choice to
octets, so that a description can start from a good set and replace or remove (None) one of them.
"""

import hashlib

import der

# Object identifiers by the names that this recipe uses.
OIDS = {
    "CN": "2.5.4.3", "SERIALNUMBER": "2.5.4.5", "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "O": "2.5.4.10",
    "OU": "2.5.4.11", "DC": "0.9.2342.19200300.100.1.25", "E": "1.2.840.113549.1.9.1", "UID": "0.9.2342.19200300.100.1.1",
    "server_auth": "1.3.6.1.5.5.7.3.1", "client_auth": "1.3.6.1.5.5.7.3.2", "code_signing": "1.3.6.1.5.5.7.3.3",
    "email_protection": "1.3.6.1.5.5.7.3.4", "ipsec_user": "1.3.6.1.5.5.7.3.7", "ocsp_signing": "1.3.6.1.5.5.7.3.9",
    "ike_intermediate": "1.3.6.1.5.5.8.2.2", "any": "2.5.29.37.0", "ms_any": "1.3.6.1.4.1.311.10.12.1",
    "smartcard_logon": "1.3.6.1.4.1.311.20.2.2", "efs": "1.3.6.1.4.1.311.10.3.4", "conditional_access": "1.3.6.1.4.1.311.87",
}

EXTENSION_OIDS = {
    "subject_key_id": "2.5.29.14", "key_usage": "2.5.29.15", "subject_alt_name": "2.5.29.17",
    "issuer_alt_name": "2.5.29.18", "basic_constraints": "2.5.29.19", "crl_number": "2.5.29.20", "reason": "2.5.29.21",
    "invalidity_date": "2.5.29.24", "delta_crl": "2.5.29.27", "issuing_distribution_point": "2.5.29.28",
    "certificate_issuer": "2.5.29.29", "name_constraints": "2.5.29.30", "crl_distribution_points": "2.5.29.31",
    "certificate_policies": "2.5.29.32", "policy_mappings": "2.5.29.33", "authority_key_id": "2.5.29.35",
    "policy_constraints": "2.5.29.36", "extended_key_usage": "2.5.29.37", "freshest_crl": "2.5.29.46",
    "inhibit_any_policy": "2.5.29.54", "authority_info_access": "1.3.6.1.5.5.7.1.1",
    "template_name": "1.3.6.1.4.1.311.20.2", "ca_version": "1.3.6.1.4.1.311.21.1",
    "previous_ca_hash": "1.3.6.1.4.1.311.21.2", "virtual_base": "1.3.6.1.4.1.311.21.3",
    "next_publish": "1.3.6.1.4.1.311.21.4", "template": "1.3.6.1.4.1.311.21.7",
    "application_policies": "1.3.6.1.4.1.311.21.10", "self_cdp": "1.3.6.1.4.1.311.21.14", "sid": "1.3.6.1.4.1.311.25.2",
}

KEY_USAGES = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
              "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]

REASONS = {"unspecified": 0, "key_compromise": 1, "ca_compromise": 2, "affiliation_changed": 3, "superseded": 4,
           "cessation_of_operation": 5, "certificate_hold": 6, "remove_from_crl": 8, "privilege_withdrawn": 9}

PRINTABLE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")


def oid(name):
    return der.oid(OIDS.get(name, name))


# Names ---------------------------------------------------------------------------------------------------------------


def attribute(kind, value):
    """One AttributeTypeAndValue in the string type that Windows would choose. `value` may be octets."""
    if not isinstance(value, bytes):
        if kind in ("DC", "E"):
            value = der.text("ia5", value)
        elif set(value) <= PRINTABLE:
            value = der.text("printable", value)
        else:
            value = der.text("utf8", value)
    return der.sequence(oid(kind), value)


def name(text):
    """A Name from "DC=com, DC=contoso, CN=vpn" in the order in which it is encoded. Octets and lists of pairs pass too."""
    if isinstance(text, bytes):
        return text
    pairs = [part.split("=", 1) for part in text.split(", ") if part] if isinstance(text, str) else text
    return der.sequence(*(der.set_of(attribute(kind, value)) for kind, value in pairs))


def general_name(kind, value):
    if kind == "dns":
        return der.implicit(2, value if isinstance(value, bytes) else value.encode())
    if kind == "email":
        return der.implicit(1, value.encode())
    if kind == "uri":
        return der.implicit(6, value.encode())
    if kind == "ip":
        return der.implicit(7, value if isinstance(value, bytes) else bytes(int(octet) for octet in value.split(".")))
    if kind == "directory":
        return der.explicit(4, name(value))
    if kind == "raw":
        return value
    if kind == "upn":
        return der.explicit(0, der.oid("1.3.6.1.4.1.311.20.2.3"), der.explicit(0, der.text("utf8", value)))
    raise ValueError(kind)


def general_names(pairs):
    return [general_name(kind, value) for kind, value in pairs]


# Extensions ----------------------------------------------------------------------------------------------------------


def extension(kind, *value, critical=False):
    """An Extension; `kind` is a name of EXTENSION_OIDS or a dotted OID, `value` the DER of what it holds."""
    flag = der.boolean(True) if critical else b""
    return der.sequence(der.oid(EXTENSION_OIDS.get(kind, kind)), flag, der.octet_string(*value))


def key_id(key):
    """SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1), which is what Windows makes."""
    bits = der.elements(der.contents(key.public))[1][1][1:]
    return hashlib.sha1(bits).digest()


def subject_key_id(key):
    return extension("subject_key_id", der.octet_string(key_id(key)))


def authority_key_id(key):
    return extension("authority_key_id", der.sequence(der.implicit(0, key_id(key))))


def key_usage(*usages, critical=True):
    bits = der.named_bits([KEY_USAGES.index(usage) for usage in usages])
    return extension("key_usage", bits, critical=critical)


def extended_key_usage(*usages, critical=False):
    return extension("extended_key_usage", der.sequence(*map(oid, usages)), critical=critical)


def application_policies(*usages, critical=False):
    """The encoding of certificate policies: each OID in a SEQUENCE of its own."""
    return extension("application_policies", der.sequence(*(der.sequence(oid(usage)) for usage in usages)), critical=critical)


def certificate_policies(*policies, critical=False):
    return extension("certificate_policies", der.sequence(*(der.sequence(oid(p)) for p in policies)), critical=critical)


def subject_alt_name(*pairs, critical=False):
    return extension("subject_alt_name", der.sequence(*general_names(pairs)), critical=critical)


def basic_constraints(ca, path_len=None, critical=True):
    parts = [der.boolean(True)] if ca else []
    if path_len is not None:
        parts.append(der.integer(path_len))
    return extension("basic_constraints", der.sequence(*parts), critical=critical)


def distribution_points(kind, *points):
    """One DistributionPoint for each list of URLs."""
    values = []
    for urls in points:
        full_name = der.explicit(0, *general_names([("uri", url) for url in urls]))
        values.append(der.sequence(der.explicit(0, full_name)))
    return extension(kind, der.sequence(*values))


def authority_info_access(ca_issuers=(), ocsp=()):
    values = [der.sequence(der.oid("1.3.6.1.5.5.7.48.2"), general_name("uri", url)) for url in ca_issuers]
    values += [der.sequence(der.oid("1.3.6.1.5.5.7.48.1"), general_name("uri", url)) for url in ocsp]
    return extension("authority_info_access", der.sequence(*values))


def name_constraints(permitted=(), excluded=(), critical=True):
    def trees(number, pairs):
        return der.explicit(number, *(der.sequence(tree) for tree in general_names(pairs))) if pairs else b""
    return extension("name_constraints", der.sequence(trees(0, permitted), trees(1, excluded)), critical=critical)


def template(number, major=100, minor=4):
    """Certificate Template Information of a version 2 or later template; `number` ends its OID. Minor None: not said."""
    own = "1.3.6.1.4.1.311.21.8.11235813.2134558.9144233.3776109.8798.211." + number
    versions = [der.integer(version) for version in (major, minor) if version is not None]
    return extension("template", der.sequence(der.oid(own), *versions))


def template_name(text):
    """The name of a version 1 template."""
    return extension("template_name", der.text("bmp", text))


def ca_version(certificate_index, key_index):
    return extension("ca_version", der.integer(key_index << 16 | certificate_index))


def sid(text):
    """The security identifier that domain controllers want since KB5014754."""
    value = der.explicit(0, der.oid("1.3.6.1.4.1.311.25.2.1"), der.explicit(0, der.octet_string(text.encode())))
    return extension("sid", der.sequence(value))


# Certificates --------------------------------------------------------------------------------------------------------


class Authority:
    """A certification authority: its name, its key, and how it signs. Its certificates are made apart from it."""

    def __init__(self, subject, key, algorithm="sha256"):
        self.subject, self.key, self.algorithm = subject, key, algorithm


def serial_number(seed):
    """A serial number of 16 octets that never changes: a digest of what the certificate is called in this recipe."""
    return int.from_bytes(b"\x5a" + hashlib.sha256(seed.encode()).digest()[:15], "big")


def validity(not_before, not_after):
    """Two times; octets are taken as they are."""
    return der.sequence(*(t if isinstance(t, bytes) else der.time(t) for t in (not_before, not_after)))


def signed(tbs, signer, algorithm, outer=None, signature=None):
    if signature is None:
        signature = signer.sign(algorithm, tbs)
    return der.sequence(tbs, outer or signer.algorithm(algorithm), der.bit_string(signature))


def certificate(issuer, subject, key, extensions, *, serial, dates=("2026-01-12", "2027-01-12"), version=2, algorithm=None,
                public=None, issuer_name=None, inner=None, outer=None, unique_ids=b"", signature=None, trailing=b""):
    """A certificate in DER.

    `extensions` is a dict of octets (None: left out) or an empty one for no extensions at all; `serial` an INTEGER or the
    text that it is made from; `inner` and `outer` replace the two signature algorithms, `signature` the signature's octets.
    """
    algorithm = algorithm or issuer.algorithm
    listed = [value for value in extensions.values() if value is not None]
    tbs = der.sequence(
        der.explicit(0, der.integer(version)) if version else b"",
        der.integer(serial_number(serial) if isinstance(serial, str) else serial),
        inner or issuer.key.algorithm(algorithm),
        name(issuer.subject if issuer_name is None else issuer_name),
        dates if isinstance(dates, bytes) else validity(*dates),
        name(subject),
        public or key.public,
        unique_ids,
        der.explicit(3, der.sequence(*listed)) if listed else b"",
        trailing,
    )
    return signed(tbs, issuer.key, algorithm, outer, signature)


# CRLs ----------------------------------------------------------------------------------------------------------------


def revoked(serial, date, reason=None, extra=b""):
    """An entry; the serial number as in certificate()."""
    listed = extension("reason", der.enumerated(REASONS[reason])) if reason else b""
    listed += extra
    return der.sequence(
        der.integer(serial_number(serial) if isinstance(serial, str) else serial),
        date if isinstance(date, bytes) else der.time(date),
        der.sequence(listed) if listed else b"")


def issuing_distribution_point(url=None, only_user=False, only_ca=False, indirect=False, only_attribute=False):
    parts = []
    if url:
        parts.append(der.explicit(0, der.explicit(0, general_name("uri", url))))
    for number, flag in ((1, only_user), (2, only_ca), (4, indirect), (5, only_attribute)):
        if flag:
            parts.append(der.implicit(number, b"\xff"))
    return extension("issuing_distribution_point", der.sequence(*parts), critical=True)


def crl(issuer, entries, extensions, *, this_update, next_update, version=1, algorithm=None, issuer_name=None, inner=None,
        outer=None, signature=None, signer=None, trailing=b""):
    """A CRL in DER; `signer` is the key that makes the signature, should it not be the issuer's."""
    algorithm = algorithm or issuer.algorithm
    signer = signer or issuer.key
    listed = [value for value in extensions.values() if value is not None]
    def at(moment):
        return moment if isinstance(moment, bytes) else der.time(moment)
    tbs = der.sequence(
        der.integer(version) if version else b"",
        inner or signer.algorithm(algorithm),
        name(issuer.subject if issuer_name is None else issuer_name),
        at(this_update),
        at(next_update) if next_update else b"",
        der.sequence(*entries) if entries else b"",
        der.explicit(0, der.sequence(*listed)) if listed else b"",
        trailing)
    return signed(tbs, signer, algorithm, outer, signature)
