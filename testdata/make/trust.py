"""Cases for judging paths and revocation: each is one file below trust/, with what is given and what must be concluded.

A case file is text for people and for tests/trust_test.c:

    what: a wildcard touches an excluded subtree
    at: 2026-06-01T00:00:00Z
    path: invalid
    revocation: unknown
    problem: name_not_permitted        (once for each; none where nothing is fatal)
    says: part of a sentence           (some explanation must hold it)

    leaf:
    -----BEGIN CERTIFICATE----- ...
    root: / intermediate: / crl:       before each of the others

Keys are RSA of 1024 bits so that the files stay small; everything else is as in x509.py.
"""

import der
import keys
from output import pem, write
from x509 import (Authority, authority_key_id, basic_constraints, certificate, crl, extended_key_usage, extension, key_usage,
                  subject_alt_name, subject_key_id)

NOW = "2026-06-01T00:00:00Z"
ALWAYS = ("2020-01-01", "2040-01-01")
PAST = ("2015-01-01", "2026-05-01")
FUTURE = ("2026-07-01", "2040-01-01")


class Pool(dict):
    """Keys by name, loaded when they are first asked for."""

    def __missing__(self, name):
        self[name] = keys.load(f"trust-{name}.rsa.1024")
        return self[name]


KEYS = Pool()


def authority(subject, key, algorithm="sha256"):
    return Authority(subject if "=" in subject or not subject else "O=Contoso, CN=" + subject, KEYS[key], algorithm)


ROOT = authority("Root", "root")
CA = authority("CA", "ca")
LOWER = authority("Lower CA", "lower")
OTHER_ROOT = authority("Other Root", "other-root")


def ca(issuer, subject, *, serial=None, dates=ALWAYS, path_len=None, **changes):
    """A CA certificate; changes replace, add or (None) remove extensions, or set arguments of certificate()."""
    extensions = {
        "basic_constraints": basic_constraints(True, path_len),
        "key_usage": key_usage("key_cert_sign", "crl_sign"),
        "subject_key_id": subject_key_id(subject.key),
        "authority_key_id": authority_key_id(issuer.key) if issuer is not subject else None,
    }
    return finish(issuer, subject.subject, subject.key, extensions, serial, dates, changes)


def root(subject=ROOT, **changes):
    return ca(subject, subject, **changes)


def leaf(issuer=CA, subject="CN=vpn.contoso.com", *, key="leaf", serial=None, dates=ALWAYS, san=(("dns", "vpn.contoso.com"),),
         **changes):
    extensions = {
        "key_usage": key_usage("digital_signature"),
        "extended_key_usage": extended_key_usage("server_auth", "client_auth"),
        "subject_alt_name": subject_alt_name(*san) if san else None,
        "authority_key_id": authority_key_id(issuer.key),
    }
    return finish(issuer, subject, KEYS[key], extensions, serial, dates, changes)


ARGUMENTS = {"public", "inner", "outer", "unique_ids", "signature", "trailing", "issuer_name", "version", "algorithm"}


def finish(issuer, subject, key, extensions, serial, dates, changes):
    arguments = {name: value for name, value in changes.items() if name in ARGUMENTS}
    extensions.update((name, value) for name, value in changes.items() if name not in ARGUMENTS)
    if serial is None:
        serial = f"{issuer.subject} {subject} {dates} {sorted(changes)}"
    return certificate(issuer, subject, key, extensions, serial=serial, dates=dates, **arguments)


def revocation_list(issuer, entries=(), *, number=10, this_update="2026-05-25T00:00:00", next_update="2026-06-08T00:00:00",
                    **changes):
    """A CRL; changes as in ca()."""
    names = {"version", "algorithm", "issuer_name", "inner", "outer", "signature", "signer"}
    extensions = {
        "authority_key_id": authority_key_id(changes["signer"] if "signer" in changes else issuer.key),
        "crl_number": extension("crl_number", der.integer(number)) if number is not None else None,
    }
    arguments = {name: value for name, value in changes.items() if name in names}
    extensions.update((name, value) for name, value in changes.items() if name not in names)
    return crl(issuer, list(entries), extensions, this_update=this_update, next_update=next_update, **arguments)


# Cases whose certificates and lists, one behind the other in DER, are seeds of tests/fuzz/trust.c.
SEEDS = {
    "three-tiers", "root-renewed-old-trusted", "names-registered-id", "names-directory-excluded-in-san", "names-email-in-subject",
    "names-uri-elsewhere", "names-upn-permitted", "names-ip-version-6", "policies-mapped", "policies-any-inhibited",
    "usages-policies-win", "lists-indirect-entry-changes", "lists-point-relative-to-full", "lists-point-for-some-reasons",
    "lists-delta-releases", "lists-microsoft-both-keys", "lists-all-reasons-together", "lists-malformed-entries",
}


def case(name, what, *, leaf, roots=(), intermediates=(), crls=(), at=NOW, path="trusted", revocation="unknown", problems=(),
         says=()):
    lines = [f"what: {what}", f"at: {at}", f"path: {path}", f"revocation: {revocation}"]
    lines += [f"problem: {problem}" for problem in ([problems] if isinstance(problems, str) else problems)]
    lines += [f"says: {part}" for part in ([says] if isinstance(says, str) else says)]
    text = "\n".join(lines) + "\n"
    parts = [("leaf", leaf)] + [("root", one) for one in roots] + [("intermediate", one) for one in intermediates]
    for role, octets in parts:
        text += f"\n{role}:\n{pem(octets).decode()}"
    for octets in crls:
        text += f"\ncrl:\n{pem(octets, 'X509 CRL').decode()}"
    write(f"trust/{name}.pem", text.encode())
    if name in SEEDS:
        write(f"fuzz/trust/{name}", b"".join([octets for _, octets in parts] + list(crls)))


def make():
    import trust_lists
    import trust_names
    import trust_paths
    trust_paths.make()
    trust_names.make()
    trust_lists.make()
