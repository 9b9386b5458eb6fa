"""Cases of name constraints (RFC 5280, 4.2.1.10): the CA permits and excludes, a certificate below has names."""

import der
from trust import CA, LOWER, ROOT, authority, ca, case, leaf, root
from x509 import extension, general_name, name_constraints


def address(text, bits=None):
    """An IPv4 or IPv6 address, or with `bits` the base of a subtree."""
    if ":" in text:
        head, _, tail = text.partition("::")
        words = [int(word, 16) for word in head.split(":") if word]
        rest = [int(word, 16) for word in tail.split(":") if word]
        octets = b"".join(word.to_bytes(2, "big") for word in words + [0] * (8 - len(words) - len(rest)) + rest)
    else:
        octets = bytes(int(part) for part in text.split("."))
    if bits is None:
        return octets
    total = 8 * len(octets)
    return octets + ((1 << total) - (1 << total - bits)).to_bytes(len(octets), "big")


def subtree_constraints(permitted=(), excluded=(), critical=True):
    """The same as name_constraints, of subtrees in octets."""
    parts = [der.explicit(number, *trees) if trees else b"" for number, trees in ((0, permitted), (1, excluded))]
    return extension("name_constraints", der.sequence(*parts), critical=critical)


def make():
    make_kinds()
    make_places()
    make_odd_bases()


def names(name, what, path="trusted", *, san=(("dns", "vpn.contoso.com"),), subject="CN=VPN server", says=(),
          problem="name_not_permitted", constraints=None, **trees):
    case("names-" + name, what, leaf=leaf(subject=subject, san=san), roots=[root()], path=path, says=says,
         problems=problem if path != "trusted" else (),
         intermediates=[ca(ROOT, CA, constraints=constraints or name_constraints(**trees))])


def make_kinds():
    names("dns-permitted", "a name below the permitted one", permitted=[("dns", "contoso.com")])
    names("dns-not-permitted", "a name elsewhere", "invalid", permitted=[("dns", "fabrikam.com")],
          says="do not permit 'vpn.contoso.com'")
    names("dns-excluded", "a name below an excluded one", "invalid", excluded=[("dns", "contoso.com")],
          says="exclude 'vpn.contoso.com'")
    names("dns-excluded-elsewhere", "another name is excluded", excluded=[("dns", "fabrikam.com")])
    names("dns-excluded-within-permitted", "excluding beats permitting", "invalid", permitted=[("dns", "contoso.com")],
          excluded=[("dns", "vpn.contoso.com")])
    names("dns-one-of-two", "every name must be permitted", "invalid", permitted=[("dns", "contoso.com")],
          san=[("dns", "vpn.contoso.com"), ("dns", "vpn.fabrikam.com")])
    names("dns-common-name", "without a dNSName a host name in the common name counts, as Windows compares it", "invalid",
          permitted=[("dns", "contoso.com")], san=(), subject="CN=vpn.fabrikam.com")
    names("dns-common-name-beside-san", "with a dNSName it does not", permitted=[("dns", "contoso.com")],
          subject="CN=vpn.fabrikam.com")
    names("dns-wildcard-excluded", "one of the names that a wildcard stands for is excluded", "invalid",
          san=[("dns", "*.contoso.com")], excluded=[("dns", "vpn.contoso.com")])
    names("dns-wildcard-permitted", "all names that it stands for are permitted", san=[("dns", "*.contoso.com")],
          permitted=[("dns", "contoso.com")])
    names("dns-wildcard-wider", "some of them are not", "invalid", san=[("dns", "*.contoso.com")],
          permitted=[("dns", "vpn.contoso.com")])
    names("ip-permitted", "an address in the permitted network", san=[("ip", "192.0.2.7")],
          permitted=[("ip", address("192.0.2.0", 24))])
    names("ip-not-permitted", "an address outside", "invalid", san=[("ip", "198.51.100.7")],
          permitted=[("ip", address("192.0.2.0", 24))], says="do not permit '198.51.100.7'")
    names("ip-excluded", "an address in an excluded network", "invalid", san=[("ip", "192.0.2.7")],
          excluded=[("ip", address("192.0.2.0", 29))])
    names("ip-version-6", "an IPv6 address in the permitted network", san=[("ip", address("2001:db8::7"))],
          permitted=[("ip", address("2001:db8::", 32))])
    names("ip-other-version", "IPv4 networks permit no IPv6 address", "invalid", san=[("ip", address("2001:db8::7"))],
          permitted=[("ip", address("192.0.2.0", 24))])
    names("email-host", "a mailbox of the permitted host", san=[("email", "ada@contoso.com")], permitted=[("email", "contoso.com")])
    names("email-below-host", "a mailbox of a host below it is another host's", "invalid", san=[("email", "ada@eu.contoso.com")],
          permitted=[("email", "contoso.com")])
    names("email-in-subject", "emailAddress in the subject counts where the SAN has no e-mail", "invalid",
          subject="E=ada@fabrikam.com, CN=Ada", permitted=[("email", "contoso.com")])
    names("email-in-subject-permitted", "and may be permitted", subject="E=ada@contoso.com, CN=Ada",
          permitted=[("email", "contoso.com")])
    names("uri-host", "a URI on the permitted host", san=[("uri", "https://pki.contoso.com:8443/a?b")],
          permitted=[("uri", "pki.contoso.com")])
    names("uri-elsewhere", "a URI on another host", "invalid", san=[("uri", "https://pki.fabrikam.com/")],
          permitted=[("uri", ".contoso.com")])
    names("uri-without-host", "a URI without a host cannot be judged, and is rejected", "invalid", san=[("uri", "urn:vpn:1")],
          excluded=[("uri", "pki.contoso.com")])
    names("uri-address", "nor can one with an IP address", "invalid", san=[("uri", "https://192.0.2.7/")],
          excluded=[("uri", "pki.contoso.com")])
    names("upn-permitted", "a user principal name of the permitted suffix", san=[("upn", "ada@corp.contoso.com")],
          permitted=[("upn", "@corp.contoso.com")])
    names("upn-not-permitted", "a user principal name of another suffix", "invalid", san=[("upn", "ada@corp.fabrikam.com")],
          permitted=[("upn", "@corp.contoso.com")])
    names("directory-permitted", "a subject below the permitted name", subject="O=Contoso, OU=VPN, CN=VPN server",
          permitted=[("directory", "O=Contoso")])
    names("directory-folded", "the subtree is compared as names are", subject="O=contoso, CN=VPN server",
          permitted=[("directory", [("O", der.text("utf8", " CONTOSO "))])])
    names("directory-not-permitted", "a subject elsewhere", "invalid", subject="O=Fabrikam, CN=VPN server",
          permitted=[("directory", "O=Contoso")])
    names("directory-order", "the base must be the first part of the name, in its order", "invalid",
          subject="OU=VPN, O=Contoso, CN=VPN server", permitted=[("directory", "O=Contoso")])
    names("directory-excluded-in-san", "directory names of the SAN count as well", "invalid",
          san=[("directory", "O=Fabrikam, CN=VPN")], excluded=[("directory", "O=Fabrikam")])
    names("directory-subject-empty", "an empty subject is no name", subject="", permitted=[("directory", "O=Contoso")])


def make_places():
    case("names-of-the-ca-below", "a CA below has a name that is not permitted", leaf=leaf(LOWER, subject="O=Contoso, CN=VPN"),
         roots=[root()], path="invalid", problems="name_not_permitted", says="of CN=Stranger,O=Fabrikam",
         intermediates=[ca(ROOT, CA, constraints=name_constraints(permitted=[("directory", "O=Contoso")])),
                        ca(CA, authority("O=Fabrikam, CN=Stranger", "third")),
                        ca(authority("O=Fabrikam, CN=Stranger", "third"), LOWER)])
    rollover = authority("CA", "ca-renewed")
    case("names-self-issued-exempt", "a self-issued CA certificate is exempt", leaf=leaf(rollover, subject="O=Fabrikam, CN=VPN"),
         roots=[root()], intermediates=[ca(ROOT, CA, constraints=name_constraints(permitted=[("directory", "O=Fabrikam")])),
                                        ca(CA, rollover)])
    case("names-self-issued-leaf", "a self-issued leaf is not", roots=[root()], path="invalid", problems="name_not_permitted",
         leaf=leaf(subject=CA.subject), intermediates=[
             ca(ROOT, CA, constraints=name_constraints(permitted=[("directory", "O=Fabrikam")]))])
    case("names-of-the-root", "constraints of the root count", leaf=leaf(), path="invalid", problems="name_not_permitted",
         roots=[root(constraints=name_constraints(permitted=[("dns", "fabrikam.com")]))], intermediates=[ca(ROOT, CA)])
    case("names-two-cas", "what one CA permits the next one may narrow", leaf=leaf(LOWER), roots=[root()], path="invalid",
         problems="name_not_permitted",
         intermediates=[ca(ROOT, CA, constraints=name_constraints(permitted=[("dns", "contoso.com")])),
                        ca(CA, LOWER, constraints=name_constraints(permitted=[("dns", "lan.contoso.com")]))])
    case("names-widened", "and not widen", leaf=leaf(LOWER), roots=[root()], path="invalid", problems="name_not_permitted",
         intermediates=[ca(ROOT, CA, constraints=name_constraints(permitted=[("dns", "fabrikam.com")])),
                        ca(CA, LOWER, constraints=name_constraints(permitted=[("dns", "contoso.com")]))])
    stranger = authority("O=Fabrikam, CN=Stranger", "third")
    case("names-detour-around-a-ca", "the name of a CA below is excluded on one of two paths", leaf=leaf(stranger),
         roots=[root()],
         intermediates=[ca(ROOT, CA, constraints=name_constraints(excluded=[("directory", "O=Fabrikam")])), ca(CA, LOWER),
                        ca(LOWER, stranger), ca(ROOT, LOWER, serial=3, constraints=name_constraints(
                            excluded=[("directory", "O=Fabrikam")])), ca(ROOT, authority("Third CA", "tier-0")),
                        ca(authority("Third CA", "tier-0"), authority("Fourth CA", "tier-1")),
                        ca(authority("Fourth CA", "tier-1"), stranger)])
    case("names-detour", "one of two paths permits the name", leaf=leaf(), roots=[root()],
         intermediates=[ca(ROOT, CA, constraints=name_constraints(permitted=[("dns", "fabrikam.com")])),
                        ca(ROOT, CA, constraints=name_constraints(permitted=[("dns", "contoso.com")]), serial=2)])


def make_odd_bases():
    names("kind-not-there", "a constraint of a kind that the leaf has no name of", permitted=[("email", "contoso.com")])
    names("not-critical", "constraints count as well when they are not critical", "invalid",
          permitted=[("dns", "fabrikam.com")], critical=False)
    names("empty-base-permits", "the empty DNS name permits all", permitted=[("dns", "")])
    names("empty-base-excludes", "and excludes all", "invalid", excluded=[("dns", "")])
    names("base-with-a-star", "a base that is no DNS name permits nothing", "invalid", permitted=[("dns", "*.contoso.com")])
    names("base-with-a-star-excluded", "and excludes whatever it might", "invalid", excluded=[("dns", "*.fabrikam.com")])
    names("ip-base-of-5-octets", "a network of 5 octets permits nothing", "invalid", san=[("ip", "192.0.2.7")],
          permitted=[("ip", b"\xc0\x00\x02\x00\x18")])
    names("ip-mask-with-holes", "nor does a mask with holes", "invalid", san=[("ip", "192.0.2.7")],
          permitted=[("ip", b"\xc0\x00\x02\x00\xff\x00\xff\x00")])
    names("registered-id", "a critical constraint of a kind that nobody evaluates, and a name of that kind", "invalid",
          problem="name_constraints_unsupported", says="of a kind that is not understood",
          constraints=subtree_constraints([der.sequence(der.implicit(8, b"\x2a\x03"))]),
          san=[("dns", "vpn.contoso.com"), ("raw", der.implicit(8, b"\x2a\x03\x04"))])
    names("registered-id-absent", "the same without such a name",
          constraints=subtree_constraints([der.sequence(der.implicit(8, b"\x2a\x03"))]))
    names("registered-id-not-critical", "the same, not critical: it may be ignored",
          constraints=subtree_constraints([der.sequence(der.implicit(8, b"\x2a\x03"))], critical=False),
          san=[("dns", "vpn.contoso.com"), ("raw", der.implicit(8, b"\x2a\x03\x04"))])
    names("minimum", "a minimum is not part of the profile", "invalid", problem="name_constraints_unsupported",
          constraints=subtree_constraints([der.sequence(general_name("dns", "contoso.com"), der.implicit(0, b"\x01"))]))
    names("maximum", "nor is a maximum", "invalid", problem="name_constraints_unsupported",
          constraints=subtree_constraints([der.sequence(general_name("dns", "contoso.com"), der.implicit(1, b"\x05"))]))
    names("minimum-of-another-kind", "no matter where the leaf has no such name",
          constraints=subtree_constraints([der.sequence(general_name("email", "contoso.com"), der.implicit(0, b"\x01"))]))
    names("directory-base-broken", "a directory name that does not decode permits nothing", "invalid",
          constraints=subtree_constraints([der.sequence(der.explicit(4, der.sequence(der.set_of(der.null()))))]),
          problem=("malformed",))
    names("empty-directory", "the empty directory name permits all", permitted=[("directory", "")])
