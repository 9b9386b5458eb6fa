"""Deployments for `ikelint predict`, and the table of what must be said of each: predict/expectations.txt.

One good deployment; every other one differs from it in what its line says. Keys of CAs are RSA of 1024 bits (see trust.py).
"""

import hashlib
import json

import keys
import profiles_vpn as vpn
import settings

from containers import element, key_provider, store
from output import pem, write
import trust
from trust import ALWAYS, CA, FUTURE, LOWER, OTHER_ROOT, PAST, ROOT, Authority, authority, leaf, revocation_list, root
from x509 import (application_policies, authority_info_access, basic_constraints, distribution_points, extended_key_usage, extension, issuing_distribution_point,
                  key_usage, name_constraints, revoked, sid)
import der

HERE = "predict/"
DEVICE = "laptop-042.corp.contoso.com"
PROVIDER = "Microsoft Software Key Storage Provider"
ROOT_COPY = authority("Root", "root-renewed")
CA_RENEWED = authority("CA", "ca-renewed")
LISTED = distribution_points("crl_distribution_points", ["http://pki.contoso.com/ca.crl"])
SERVER_AUTH, CLIENT_AUTH = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"
SERVER_KEY, DEVICE_KEY, USER_KEY = keys.load("server.rsa.2048"), keys.load("device.rsa.2048"), keys.load("user.rsa.2048")
CA_ADDRESS = authority_info_access(["http://pki.contoso.com/ca.cer"])
NPS = "nps01.corp.contoso.com"
USER = "jane@corp.contoso.com"


def ca(*arguments, **changes):
    changes.setdefault("crl_distribution_points", distribution_points("crl_distribution_points", ["http://pki.contoso.com/root.crl"]))
    return trust.ca(*arguments, **changes)


def server(**changes):
    changes.setdefault("public", SERVER_KEY.public)
    changes.setdefault("crl_distribution_points", LISTED)
    changes.setdefault("extended_key_usage", extended_key_usage("server_auth", "ike_intermediate"))
    return leaf(**changes)


def device(**changes):
    changes.setdefault("public", DEVICE_KEY.public)
    changes.setdefault("crl_distribution_points", LISTED)
    changes.setdefault("extended_key_usage", extended_key_usage("client_auth"))
    changes.setdefault("subject", "CN=" + DEVICE)
    changes.setdefault("san", (("dns", DEVICE),))
    return leaf(**changes)


def user(**changes):
    """The certificate of a user, for EAP-TLS."""
    changes.setdefault("subject", "CN=Jane")
    changes.setdefault("san", (("upn", USER),))
    changes.setdefault("public", USER_KEY.public)
    changes.setdefault("sid", sid("S-1-5-21-1004336348-1177238915-682003330-1104"))
    return device(**changes)


def nps(**changes):
    changes.setdefault("subject", "CN=" + NPS)
    changes.setdefault("san", (("dns", NPS),))
    changes.setdefault("extended_key_usage", extended_key_usage("server_auth"))
    return server(**changes)


def my(*certificates, key=True, **properties):
    if key:
        properties["key"] = key_provider("te-1f", PROVIDER)
    return store(*(element(octets, **properties) for octets in certificates))


def make_files():
    files = {
        "root.pem": pem(root()), "other-root.pem": pem(root(OTHER_ROOT)), "root-copy.pem": pem(root(ROOT_COPY)),
        "root-crossed.pem": pem(ca(OTHER_ROOT, ROOT)),
        "ca.pem": pem(ca(ROOT, CA)), "ca-expired.pem": pem(ca(ROOT, CA, dates=PAST)),
        "ca-unlisted.pem": pem(ca(ROOT, CA, crl_distribution_points=None)),
        "ca-narrowed.pem": pem(ca(ROOT, CA, extended_key_usage=extended_key_usage("client_auth"))),
        "root.crl": revocation_list(ROOT), "ca.crl": revocation_list(CA),
        "ca-expired.crl": revocation_list(CA, next_update="2026-05-30T00:00:00"),
        "empty.sst": store(), "server.sst": my(server()), "device.sst": my(device()),
        "device.pem": pem(device()), "server.pem": pem(server()),
        "device-other-root.sst": my(device(issuer=OTHER_ROOT)), "server-other-root.sst": my(server(issuer=OTHER_ROOT)),
        "server-no-key.sst": my(server(), key=False), "device-no-key.sst": my(device(), key=False),
        "server-limited.sst": my(server(), usages=der.sequence(der.oid(CLIENT_AUTH))),
        "device-limited.sst": my(device(), usages=der.sequence(der.oid(SERVER_AUTH))),
        "server-two-roots.sst": my(server(issuer=OTHER_ROOT), server()),
        "server-renewed.sst": my(server(dates=("2025-01-01", "2027-01-01")), server()),
        "server-two-names.sst": my(server(), server(subject="CN=web.contoso.com", san=(("dns", "web.contoso.com"),))),
        "server-and-web.sst": my(server(), server(subject="CN=web.contoso.com", san=(("dns", "web.contoso.com"),),
                                                 extended_key_usage=extended_key_usage("server_auth"))),
        "device-two-issuers.sst": my(device(), device(subject="CN=0a1b2c", san=(), issuer=ROOT)),
        "device-entra.sst": my(device(extended_key_usage=extended_key_usage("client_auth", "ike_intermediate")),
                               device(subject="CN=0a1b2c", san=(), issuer=ROOT)),
    }
    for side, make, usage in (("server", server, "client_auth"), ("device", device, "server_auth")):
        files |= {
            f"{side}-expired.sst": my(make(dates=PAST)), f"{side}-future.sst": my(make(dates=FUTURE)),
            f"{side}-usage.sst": my(make(extended_key_usage=extended_key_usage(usage))),
            f"{side}-policies.sst": my(make(application_policies=application_policies(usage))),
            f"{side}-encipher.sst": my(make(key_usage=key_usage("key_encipherment"))),
            f"{side}-key-usage-md5.sst": my(make(algorithm="md5")),
        }
    files |= {
        "server-name.sst": my(server(subject="CN=vpn01.corp.contoso.com", san=(("dns", "vpn01.corp.contoso.com"),))),
        "server-no-ike.sst": my(server(extended_key_usage=extended_key_usage("server_auth"))),
        "server-wildcard.sst": my(server(subject="CN=*.contoso.com", san=(("dns", "*.contoso.com"),))),
        "server-cn-only-match.sst": my(server(san=(("dns", "other.contoso.com"),))),
        "device-name.sst": my(device(subject="CN=laptop-099.corp.contoso.com")),
        "device-no-subject.sst": my(device(subject="")),
        "device-from-root.sst": my(device(issuer=ROOT)), "server-from-root.sst": my(server(issuer=ROOT)),
        "device-ike.sst": my(device(extended_key_usage=extended_key_usage("client_auth", "ike_intermediate"))),
        "device-revoked.sst": my(device(serial=77)), "server-revoked.sst": my(server(serial=78)),
        "ca-revokes.crl": revocation_list(CA, [revoked(77, "2026-05-01"), revoked(78, "2026-05-01")]),
    }
    any_usage = extended_key_usage("any")
    unknown = extension("1.3.6.1.4.1.311.999.1", der.null(), critical=True)
    self_signer = Authority("CN=vpn.contoso.com", SERVER_KEY)
    renewed = server(dates=("2025-06-01", "2027-06-01"))
    files |= {
        "server-ike-and-any.sst": my(server(extended_key_usage=extended_key_usage("ike_intermediate", "any"))),
        "device-ike-and-any.sst": my(device(extended_key_usage=extended_key_usage("ike_intermediate", "any"))),
        "server-any-usage.sst": my(server(extended_key_usage=any_usage)),
        "server-unrestricted.sst": my(server(extended_key_usage=None)),
        "device-unrestricted.sst": my(device(extended_key_usage=None)),
        "server-by-address.sst": my(server(subject="CN=vpn", san=(("ip", "192.0.2.10"),))),
        "server-self-signed.sst": my(server(issuer=self_signer)),
        "server-is-a-ca.sst": my(server(basic_constraints=basic_constraints(True))),
        "server-unknown-critical.sst": my(server(unknown=unknown)), "device-unknown-critical.sst": my(device(unknown=unknown)),
        "server-md5.sst": my(server(algorithm="md5")), "device-md5.sst": my(device(algorithm="md5")),
        "device-fetchable.sst": my(device(authority_info_access=CA_ADDRESS)), "server-fetchable.sst": my(server(authority_info_access=CA_ADDRESS)),
        "server-fetchable-inside.sst": my(server(authority_info_access=authority_info_access(
            ["ldap:///CN=CA,CN=AIA,CN=Public%20Key%20Services,CN=Services,DC=contoso,DC=com"]))),
        "server-from-root-fetchable.sst": my(server(issuer=OTHER_ROOT, authority_info_access=authority_info_access(["http://pki.contoso.com/root.cer"]))),
        "server-large.sst": my(server(san=tuple(("dns", name) for name in ["vpn.contoso.com"] + [f"vpn{i}.contoso.com" for i in range(200)]))),
        "server-p256.sst": my(server(public=keys.load("server.ec.P-256").public)),
        "device-p384.sst": my(device(public=keys.load("server.ec.P-384").public)),
        "server-ed25519.sst": my(server(public=keys.load("server.ed25519").public)),
        "device-p521.sst": my(device(public=keys.load("server.ec.P-521").public)),
        "user-p256.sst": my(user(public=keys.load("server.ec.P-256").public)),
        "server-rsa-1024.sst": my(server(public=trust.KEYS["leaf"].public)),
        "device-sha1.sst": my(device(algorithm="sha1")), "server-pss.sst": my(server(algorithm="pss-sha256")),
        "ca-sha1.pem": pem(ca(ROOT, CA, algorithm="sha1")),
        "server-ends-soon.sst": my(server(dates=("2025-06-01", "2026-06-10"))),
        "server-p521.sst": my(server(public=keys.load("server.ec.P-521").public)),
        "server-short-key.sst": my(server(public=keys.rsa_public((1 << 767) + 0x5db, 65537))),
        "device-no-san.sst": my(device(san=())),
        "device-unlisted.sst": my(device(crl_distribution_points=None)),
        "device-ldap.sst": my(device(crl_distribution_points=distribution_points(
            "crl_distribution_points", ["ldap:///CN=CA,CN=CDP,CN=Public%20Key%20Services,CN=Services,DC=contoso,DC=com"]))),
        "server-unlisted.sst": my(server(crl_distribution_points=None)),
        "server-old.pem": pem(server(dates=PAST)), "server-web.pem": pem(server(subject="CN=web.contoso.com", san=(("dns", "web.contoso.com"),))),
        "server-renewed.pem": pem(renewed),
        "server-old-and-new.sst": my(server(dates=PAST), server()),
        "server-name-and-other.sst": my(server(), server(subject="CN=vpn01.corp.contoso.com", san=(("dns", "vpn01.corp.contoso.com"),))),
        "server-internal.pem": pem(server(subject="CN=vpn01.corp.contoso.com", san=(("dns", "vpn01.corp.contoso.com"),))),
        "ca-no-ca.pem": pem(ca(ROOT, CA, basic_constraints=None)),
        "ca-signs-nothing.pem": pem(ca(ROOT, CA, key_usage=key_usage("digital_signature"))),
        "ca-excludes.pem": pem(ca(ROOT, CA, name_constraints=name_constraints(excluded=(("dns", "contoso.com"),)))),
        "ca-future.pem": pem(ca(ROOT, CA, dates=FUTURE)), "ca-other-key.pem": pem(ca(ROOT, CA_RENEWED)),
        "root-no-paths.pem": pem(root(path_len=0)), "root-expired.pem": pem(root(dates=PAST)),
        "ca-below.pem": pem(ca(CA, LOWER)), "server-below.sst": my(server(issuer=LOWER)),
        "lower.crl": revocation_list(LOWER),
        "ca-forged.crl": revocation_list(CA, signer=CA_RENEWED.key),
        "ca-scope.crl": revocation_list(CA, issuing_distribution_point=issuing_distribution_point(only_ca=True)),
        "ca-overdue.crl": revocation_list(CA, next_publish=extension("next_publish", der.time("2026-05-30T00:00:00"))),
        "ca-delta-expired.crl": revocation_list(CA, number=11, delta=extension("delta_crl", der.integer(10), critical=True),
                                                next_update="2026-05-30T00:00:00"),
        "root-revokes-ca.crl": revocation_list(ROOT, [revoked(99, "2026-05-01")]), "ca-revoked.pem": pem(ca(ROOT, CA, serial=99)),
        "user.sst": my(user()), "user-expired.sst": my(user(dates=PAST)), "user-no-upn.sst": my(user(san=())),
        "user-usage.sst": my(user(extended_key_usage=extended_key_usage("server_auth"))),
        "nps.sst": my(nps()), "nps-expired.sst": my(nps(dates=PAST)), "nps-other-root.sst": my(nps(issuer=OTHER_ROOT)),
    }
    for name, octets in files.items():
        write(HERE + "files/" + name, octets)
    make_exports()
    for number in ("001", "002", "003"):
        name = f"laptop-{number}.corp.contoso.com"
        write(f"{HERE}fleet/laptop-{number}.sst",
              my(device(subject="CN=" + name, san=(("dns", name),), dates=PAST if number == "003" else ALWAYS)))


def sha1(octets):
    return hashlib.sha1(octets).hexdigest()


def listing(octets):
    """certutil -store My, of one certificate with its key."""
    return settings.lines(
        "My \"Personal\"", "================ Certificate 0 ================", "Serial Number: 5a01", "Issuer: CN=CA, O=Contoso",
        " NotBefore: 1/1/2020 12:00 AM", " NotAfter: 1/1/2040 12:00 AM", "Subject: CN=vpn.contoso.com",
        "Cert Hash(sha1): " + sha1(octets), "  Key Container = te-1f", "  Provider = " + PROVIDER, "Encryption test passed",
        "CertUtil: -store command completed successfully.").encode()


def make_exports():
    """What cmdlets, the registry and Intune would say of the hosts above."""
    def auth(**changes):
        return settings.auth_protocol(**changes)

    def named(octets, subject):
        return settings.Certificate(octets, subject)

    old = named(server(dates=PAST), "CN=vpn.contoso.com")
    other, copy = named(root(OTHER_ROOT), "CN=Other Root, O=Contoso"), named(root(ROOT_COPY), "CN=Root, O=Contoso")
    flags = {settings.IKEV2: {"CertAuthFlags": 4}}
    roots = [sha1(root())]
    user_tunnel = vpn.user_tunnel(vpn.eap_tls(names=NPS, roots=roots))
    two = vpn.entry("AOVPN Device") + vpn.entry("AOVPN User", VpnStrategy=14, CustomAuthKey=13, AuthRestrictions=128)
    files = {
        "auth.xml": settings.utf16(settings.clixml(auth())), "auth.json": settings.utf16(settings.json(auth()) + "\r\n"),
        "auth.txt": settings.utf16(settings.format_list(auth())), "auth-unset.xml": settings.clixml(auth(RootCertificateNameToAccept=None)).encode(),
        "auth-other.txt": settings.format_list(auth(RootCertificateNameToAccept=other)).encode(),
        "auth-copy.txt": settings.format_list(auth(RootCertificateNameToAccept=copy)).encode(),
        "auth-issuing.txt": settings.format_list(auth(RootCertificateNameToAccept=named(ca(ROOT, CA), "CN=CA, O=Contoso"))).encode(),
        "auth-old.json": settings.json(auth(CertificateAdvertised=old), None).encode(),
        "auth-eap.xml": settings.clixml(auth(UserAuthProtocolAccepted=["EAP", "MsChapv2"])).encode(),
        "auth-psk.json": settings.json(auth(TunnelAuthProtocolsAdvertised="PreSharedKey"), None).encode(),
        "auth-psk-old.json": settings.json(auth(TunnelAuthProtocolsAdvertised="PreSharedKey", CertificateAdvertised=old), None).encode(),
        "device-eap.xml": vpn.crlf(vpn.device_tunnel(authentication="<MachineMethod>EAP</MachineMethod>")),
        "auth-usage.json": settings.json(auth(CertificateEKUsToAccept=[settings.IKE]), "base64").encode(),
        "flags.reg": settings.utf16(settings.reg(flags)), "flags.txt": settings.utf16(settings.format_list({"CertAuthFlags": 4})),
        "flags-unset.reg": settings.reg({settings.IKEV2: {}}).encode(),
        "server-os.reg": settings.utf16(settings.reg({settings.VERSION: settings.windows_version()})),
        "device-os.txt": settings.lines("Microsoft Windows [Version 10.0.19045.3803]").encode(),
        "device.xml": vpn.crlf(vpn.device_tunnel()), "device-other-name.xml": vpn.crlf(vpn.device_tunnel(servers="vpn2.contoso.com")),
        "user.xml": vpn.crlf(user_tunnel), "user-sstp.xml": vpn.crlf(user_tunnel.replace("IKEv2<", "SSTP<")),
        "user-peap.xml": vpn.crlf(vpn.user_tunnel(vpn.peap(names=NPS, roots=roots, inner="<Type>26</Type>"))),
        "user-other-root.xml": vpn.crlf(vpn.user_tunnel(vpn.eap_tls(names=NPS, roots=[sha1(root(OTHER_ROOT))]))),
        "user-other-nps.xml": vpn.crlf(vpn.user_tunnel(vpn.eap_tls(names="nps02.corp.contoso.com", roots=roots))),
        "user-nps-in-capitals.xml": vpn.crlf(vpn.user_tunnel(vpn.eap_tls(names=NPS.upper(), roots=roots))),
        "user-other-issuer.xml": vpn.crlf(vpn.user_tunnel(vpn.eap_tls(names=NPS, roots=roots, filters=vpn.filtering([sha1(root(OTHER_ROOT))])))),
        "user-issuer.xml": vpn.crlf(vpn.user_tunnel(vpn.eap_tls(names=NPS, roots=roots, filters=vpn.filtering([sha1(ca(ROOT, CA))])))),
        "device.pbk": vpn.crlf(vpn.entry("AOVPN Device")), "two.pbk": vpn.crlf(two),
        "server-listing.txt": listing(server()),
        "rasman.reg": vpn.crlf(vpn.registry('"DisableIKENameEkuCheck"=dword:00000001')),
        "connection.json": json.dumps(vpn.connection(MachineCertificateEKUFilter=["1.3.6.1.5.5.7.3.2"],
                                                     MachineCertificateIssuerFilter=list(ca(ROOT, CA))), indent=4).encode(),
        "connection-other.json": json.dumps(vpn.connection(MachineCertificateEKUFilter=[settings.IKE])).encode(),
        "connection-other.clixml": vpn.clixml_file(vpn.connection(MachineCertificateIssuerFilter=root(OTHER_ROOT))).encode(),
        "filtered.pbk": vpn.crlf(vpn.entry("AOVPN Device", NumEku=1, UseMachineRootCert=1)),
        "unchecked.pbk": vpn.crlf(vpn.entry("AOVPN Device", DisableIKENameEkuCheck=1)),
        "with-sstp.pbk": vpn.crlf(vpn.entry("AOVPN Device") + vpn.entry("SSTP", VpnStrategy=5, AuthRestrictions=512)),
    }
    for name, octets in files.items():
        write(HERE + "files/" + name, octets)


GOOD = {
    "name": "vpn.contoso.com", "roots": "root.pem", "intermediates": "ca.pem", "crls": "root.crl, ca.crl",
    "server_my": "server.sst", "server_root": None, "server_ca": None, "server_disallowed": None,
    "accepted": "EAP, Certificate", "root": "root.pem", "ekus": None, "flags": "4", "server_os": "build: 20348, ubr: 2700",
    "device_my": "device.sst", "device_root": None, "device_ca": None, "device_disallowed": None,
    "eku_filter": None, "issuer_filter": None, "skip": None, "device_os": "build: 19045, ubr: 3803", "device": DEVICE,
    "auth_file": None, "flags_file": None, "server_os_file": None, "device_os_file": None, "profile": None, "phonebook": None,
    "connection": None, "vpn_connection": None, "advertised": None, "tunnel": None, "user_my": None, "nps_my": None,
}


def paths(text):
    return "[" + ", ".join(("../" if "/" in part else "../files/") + part for part in text.split(", ")) + "]" if text else "[]"


def stores(values, side):
    parts = [f"{store}: {paths(values[f'{side}_{store}'])}" for store in ("my", "root", "ca", "disallowed")
             if values[f"{side}_{store}"]]
    return f"    stores: {{ {', '.join(parts)} }}\n" if parts else ""


def setting(key, file, value):
    """A file wins here, so that a case names one thing."""
    return f"    {key}: ../files/{file}\n" if file else f"    {key}: {value}\n" if value else ""


def deployment(title, values):
    text = f"deployment: {title}\n"
    if values["name"]:
        text += f"server_name: {values['name']}\n"
    pki = [f"  {key}: {paths(values[key])}\n" for key in ("roots", "intermediates", "crls") if values[key]]
    text += "pki:\n" + "".join(pki) if pki else ""
    text += "servers:\n  - name: vpn01.corp.contoso.com\n" + stores(values, "server")
    auth = []
    if values["accepted"]:
        auth.append(f"      user_auth_protocol_accepted: [{values['accepted']}]\n")
    if values["root"]:
        auth.append("      root_certificate_name_to_accept: " + (values["root"] if values["root"] == "none" else
                                                                  "../files/" + values["root"]) + "\n")
    if values["ekus"]:
        auth.append(f"      certificate_ekus_to_accept: [{values['ekus']}]\n")
    if values["advertised"]:
        auth.append(f"      certificate_advertised: ../files/{values['advertised']}\n")
    if values["auth_file"]:
        text += f"    auth_protocol: ../files/{values['auth_file']}\n"
    else:
        text += "    auth_protocol:\n" + "".join(auth) if auth else ""
    text += setting("cert_auth_flags", values["flags_file"], values["flags"])
    text += setting("os", values["server_os_file"], values["server_os"] and f"{{ {values['server_os']} }}")
    text += f"devices:\n  - name: {values['device']}\n" + stores(values, "device")
    text += f"    machine_certificate_eku_filter: [{values['eku_filter']}]\n" if values["eku_filter"] else ""
    text += f"    machine_certificate_issuer_filter: ../files/{values['issuer_filter']}\n" if values["issuer_filter"] else ""
    text += f"    disable_ike_name_eku_check: {values['skip']}\n" if values["skip"] else ""
    text += f"    profile: {paths(values['profile'])}\n" if values["profile"] else ""
    text += f"    phonebook: {paths(values['phonebook'])}\n" if values["phonebook"] else ""
    text += f"    vpn_connection: {paths(values['vpn_connection'])}\n" if values["vpn_connection"] else ""
    text += f"    connection: {values['connection']}\n" if values["connection"] else ""
    text += setting("os", values["device_os_file"], values["device_os"] and f"{{ {values['device_os']} }}")
    text += f"    tunnel: {values['tunnel']}\n" if values["tunnel"] else ""
    text += f"    user_certificates: {paths(values['user_my'])}\n" if values["user_my"] else ""
    text += f"nps: {{ name: {NPS}, stores: {{ my: {paths(values['nps_my'])} }} }}\n" if values["nps_my"] else ""
    return text


FILES = {"auth_file": "auth.xml", "flags_file": "flags.reg", "server_os_file": "server-os.reg", "device_os_file": "device-os.txt",
         "profile": "device.xml", "phonebook": "device.pbk"}
EAP = {"profile": "user.xml", "user_my": "user.sst", "nps_my": "nps.sst", "device_my": "empty.sst"}

# name, verdict, code, who reports it, the first rule ("-": none), what is special about it; then what differs from the good one
CASES = [
    ("good", "connects - - -", "all is well", {}),
    ("server-store-empty", "fails 13806 server host/no-certificate", "S01: no certificate at all", {"server_my": "empty.sst"}),
    ("server-store-empty-of-all", "fails 13806 server host/no-certificate", "S01: MY is empty in an export of all stores", {"server_my": "../store/empty-my.reg"}),
    ("server-disallowed-empty-of-all", "connects - - -", "an export of all stores shows that Disallowed is empty",
     {"server_disallowed": "../store/empty-my.reg"}),
    ("server-expired", "fails 13806 server certificate-validity/expired", "S02: it has expired", {"server_my": "server-expired.sst"}),
    ("server-future", "fails 13806 server certificate-validity/not-yet-valid", "S03: it is not valid yet", {"server_my": "server-future.sst"}),
    ("server-usage", "fails 13806 server vpn-server/server-auth-missing", "S04: no Server Authentication", {"server_my": "server-usage.sst"}),
    ("server-policies", "fails 13806 server vpn-server/server-auth-missing", "S08: Application Policies without the usage", {"server_my": "server-policies.sst"}),
    ("server-encipher", "fails 13806 server vpn-server/digital-signature-missing", "S09: no digitalSignature", {"server_my": "server-encipher.sst"}),
    ("server-limited", "fails 13806 server host/usage-taken-away", "S04: its store takes Server Authentication away", {"server_my": "server-limited.sst"}),
    ("server-no-key", "fails 13806 server host/private-key-missing", "S16: no private key", {"server_my": "server-no-key.sst"}),
    ("server-other-root", "fails 13801 client certificate-path/issuer-missing", "T03: the root of its own certificate is not at hand",
     {"server_my": "server-other-root.sst"}),
    ("server-no-ike", "at-risk - - vpn-server/ike-intermediate-missing", "S07: no IKE intermediate", {"server_my": "server-no-ike.sst"}),
    ("server-renewed", "connects - - -", "S13: old and renewed, of one name", {"server_my": "server-renewed.sst"}),
    ("server-two-names", "at-risk - - host/several-candidates", "S12: two of different names", {"server_my": "server-two-names.sst"}),
    ("server-and-web", "connects - - -", "S12: IKE intermediate is preferred", {"server_my": "server-and-web.sst"}),
    ("server-two-roots", "connects - - -", "certificates of other roots are passed over",
     {"server_my": "server-two-roots.sst", "roots": "root.pem, other-root.pem"}),
    ("server-key-unknown", "unknown - - -", "a .cer or .pem does not say whether there is a private key", {"server_my": "server.pem"}),
    ("server-store-unknown", "unknown - - -", "no export of the server's store", {"server_my": None}),
    ("device-store-empty", "fails 13806 client host/no-certificate", "C01: no certificate at all", {"device_my": "empty.sst"}),
    ("device-usage", "fails 13806 client device-tunnel/client-auth-missing", "C02: no Client Authentication", {"device_my": "device-usage.sst"}),
    ("device-policies", "fails 13806 client device-tunnel/client-auth-missing", "S08: Application Policies without the usage", {"device_my": "device-policies.sst"}),
    ("device-expired", "fails 13806 client certificate-validity/expired", "C05: out of its dates", {"device_my": "device-expired.sst"}),
    ("device-future", "fails 13806 client certificate-validity/not-yet-valid", "C05: out of its dates", {"device_my": "device-future.sst"}),
    ("device-encipher", "fails 13806 client device-tunnel/digital-signature-missing", "C12: no digitalSignature", {"device_my": "device-encipher.sst"}),
    ("device-limited", "fails 13806 client host/usage-taken-away", "C02: its store takes Client Authentication away", {"device_my": "device-limited.sst"}),
    ("device-no-key", "fails 13806 client host/private-key-missing", "C13: no private key", {"device_my": "device-no-key.sst"}),
    ("device-untrusted", "fails 13806 client certificate-path/issuer-missing", "C06: it leads to no root that the device trusts", {"device_my": "device-other-root.sst"}),
    ("device-eku-filter", "fails 13806 client profile/eku-filter", "C10: no usage of the filter", {"eku_filter": "1.3.6.1.5.5.8.2.2"}),
    ("device-eku-filter-met", "connects - - -", "C10: the certificate has the usage",
     {"eku_filter": "1.3.6.1.5.5.8.2.2", "device_my": "device-ike.sst"}),
    ("device-issuer-filter", "fails 13806 client profile/issuer-filter", "C11: another CA than the filter's", {"issuer_filter": "other-root.pem"}),
    ("device-issuer-filter-met", "connects - - -", "C11: the filter names its CA", {"issuer_filter": "ca.pem"}),
    ("device-two-issuers", "at-risk - - host/several-candidates", "C09: two of different CAs", {"device_my": "device-two-issuers.sst"}),
    ("device-two-issuers-filtered", "connects - - -", "C09: the filter decides",
     {"device_my": "device-two-issuers.sst", "issuer_filter": "ca.pem"}),
    ("device-entra", "connects - - -", "C09: IKE intermediate is preferred", {"device_my": "device-entra.sst"}),
    ("device-key-unknown", "unknown - - -", "a .pem does not say whether there is a private key", {"device_my": "device.pem"}),
    ("device-store-unknown", "unknown - - -", "no export of the device's store", {"device_my": None}),
    ("device-name", "at-risk - - device-tunnel/device-name-mismatch", "C07: the subject is not the device's name; not confirmed", {"device_my": "device-name.sst"}),
    ("device-no-subject", "fails 13801 client device-tunnel/subject-empty", "C07: no subject", {"device_my": "device-no-subject.sst"}),
    ("server-name", "fails 13801 client vpn-server/server-name-mismatch", "S10: another name than the one that is dialled", {"server_my": "server-name.sst"}),
    ("server-name-unchecked", "connects - - -", "P07 masks S10", {"server_my": "server-name.sst", "skip": "true"}),
    ("server-wildcard", "at-risk - - vpn-server/server-name-by-wildcard", "S15: a wildcard", {"server_my": "server-wildcard.sst"}),
    ("server-cn-only-match", "at-risk - - vpn-server/server-name-not-in-san", "S11: the common name matches, the alternative names do not", {"server_my": "server-cn-only-match.sst"}),
    ("server-name-unknown", "unknown - - -", "nobody said what clients dial", {"name": None}),
    ("client-lacks-root", "fails 13801 client certificate-path/root-not-trusted", "T01: the device chose by the root that issued its own certificate",
     {"roots": "root.pem, other-root.pem", "device_root": "other-root.pem", "device_my": "device-other-root.sst", "root": "none"}),
    ("server-lacks-root", "fails 13801 client certificate-path/root-not-trusted", "T03: the server lacks the root of devices", {"device_my": "device-other-root.sst",
     "device_root": "root.pem, other-root.pem"}),
    ("intermediates-unknown", "unknown - - -", "T02: nobody said which intermediates there are", {"intermediates": None}),
    ("roots-unknown", "unknown - - -", "nobody said which roots are trusted", {"roots": None}),
    ("client-lacks-issuer", "fails 13801 client certificate-path/issuer-missing", "T02: on the device", {"device_ca": "other-root.pem"}),
    ("client-lacks-server-issuer", "fails 13801 client certificate-path/issuer-missing", "T02: only the server has it, and nothing confirms that it is sent along",
     {"device_my": "device-from-root.sst", "device_ca": "other-root.pem"}),
    ("client-lacks-fetchable", "fails 13801 client certificate-path/issuer-missing", "T02: unless Windows fetches it",
     {"device_my": "device-from-root.sst", "device_ca": "other-root.pem", "server_my": "server-fetchable.sst"}),
    ("client-lacks-unreachable", "fails 13801 client certificate-path/issuer-missing", "T02: the address is that of a directory",
     {"device_my": "device-from-root.sst", "device_ca": "other-root.pem", "server_my": "server-fetchable-inside.sst"}),
    ("nobody-has-fetchable", "fails 13801 client certificate-path/issuer-missing", "T02, T03: unless Windows fetches it",
     {"device_my": "device-fetchable.sst", "server_my": "server-fetchable.sst", "intermediates": "other-root.pem"}),
    ("client-lacks-root-with-address", "fails 13801 client certificate-path/root-not-trusted", "T01: what can be fetched is not trusted for that",
     {"roots": "root.pem, other-root.pem", "device_root": "root.pem", "server_my": "server-from-root-fetchable.sst", "root": "none"}),
    ("server-lacks-fetchable", "fails 13801 client certificate-path/issuer-missing", "T03: unless Windows fetches it",
     {"server_my": "server-from-root.sst", "server_ca": "other-root.pem", "device_my": "device-fetchable.sst"}),
    ("device-lacks-own-fetchable", "fails 13806 client certificate-path/issuer-missing", "C06: unless Windows fetches it",
     {"server_my": "server-from-root.sst", "device_ca": "other-root.pem", "device_my": "device-fetchable.sst"}),
    ("server-lacks-device-issuer", "fails 13801 client certificate-path/issuer-missing", "T03: an intermediate",
     {"server_my": "server-from-root.sst", "server_ca": "other-root.pem"}),
    ("issuer-expired", "fails 13801 client certificate-path/issuer-expired", "T04: the CA is out of its dates", {"intermediates": "ca-expired.pem"}),
    ("issuer-narrowed", "fails 13801 client certificate-path/usage-narrowed", "T06: the CA may not issue for this usage", {"intermediates": "ca-narrowed.pem"}),
    ("server-untrusted-store", "fails 13801 client certificate-path/disallowed", "T10: the device's certificate is in the server's Disallowed store",
     {"server_disallowed": "device.pem"}),
    ("client-untrusted-store", "fails 13801 client certificate-path/disallowed", "T10: the other way round", {"device_disallowed": "server.pem"}),
    ("root-to-accept-other", "fails 13801 client rras/root-to-accept-differs", "P01: another root than that of the server's certificate", {"root": "other-root.pem"}),
    ("root-to-accept-of-server-only", "fails 13801 client rras/root-to-accept-differs", "P01: the device is of another root",
     {"roots": "root.pem, other-root.pem", "device_my": "device-other-root.sst"}),
    ("root-to-accept-crossed", "at-risk - - rras/root-to-accept-differs", "P01: by a cross-certificate of that root",
     {"roots": "root.pem, other-root.pem", "intermediates": "ca.pem, root-crossed.pem", "root": "other-root.pem"}),
    ("root-to-accept-copy", "at-risk - - rras/root-to-accept-other-copy", "P04: another root of the same name", {"root": "root-copy.pem"}),
    ("root-to-accept-unset", "connects - - -", "P02, R10: a warning, no verdict", {"root": "none"}),
    ("root-to-accept-issuing", "fails 13801 client rras/root-to-accept-not-a-root", "P03: an issuing CA in the place of a root", {"root": "ca.pem"}),
    ("root-to-accept-unknown", "unknown - - -", "the export does not say", {"root": None}),
    ("auth-unknown", "unknown - - -", "no Get-VpnAuthProtocol", {"root": None, "accepted": None}),
    ("certificate-not-accepted", "fails 13801 client rras/certificate-not-accepted", "P05: Certificate is not accepted", {"accepted": "EAP"}),
    ("ekus-to-accept", "fails 13801 client rras/ekus-to-accept", "C14: no usage that the server wants", {"ekus": "1.3.6.1.5.5.8.2.2"}),
    ("ekus-to-accept-met", "connects - - -", "C14: it has one of them", {"ekus": "1.3.6.1.5.5.7.3.2"}),
    ("device-revoked", "fails 13801 client certificate-revocation/revoked", "R01: a revoked device, and revocation is enforced", {"device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl"}),
    ("device-revoked-not-enforced", "connects - - -", "R01 without CertAuthFlags 4",
     {"device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl", "flags": "0"}),
    ("device-revoked-no-root", "connects - - -", "R10: enforced only with RootCertificateNameToAccept",
     {"device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl", "root": "none"}),
    ("device-revoked-flags-unknown", "unknown - - -", "R01: nobody said what CertAuthFlags is",
     {"device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl", "flags": None}),
    ("server-revoked", "fails 13801 client certificate-revocation/revoked", "R02: a revoked server", {"server_my": "server-revoked.sst", "crls": "root.crl, ca-revokes.crl"}),
    ("crl-expired", "fails 13801 client certificate-revocation/crl-expired", "R03, R04", {"crls": "root.crl, ca-expired.crl"}),
    ("crl-expired-weak", "at-risk - - certificate-revocation/crl-expired", "R03 without CertAuthFlags 4",
     {"crls": "root.crl, ca-expired.crl", "flags": "0"}),
    ("crls-unknown", "unknown - - -", "a CRL that was not given is unknown", {"crls": None}),
    ("build-vulnerable", "connects - - -", "V01: a warning, no verdict", {"server_os": "build: 20348, ubr: 400"}),
    ("build-regressed", "connects - - -", "V01: a warning, no verdict", {"device_os": "build: 19044, ubr: 1466"}),
    ("server-any-usage", "at-risk - - vpn-server/ike-intermediate-missing", "S06: any usage, but none by name", {"server_my": "server-any-usage.sst"}),
    ("server-ike-and-any", "at-risk - - vpn-server/usage-unrestricted", "S06: any usage and IKE intermediate, Server Authentication by no name", {"server_my": "server-ike-and-any.sst"}),
    ("device-ike-and-any", "at-risk - - device-tunnel/usage-unrestricted", "C04, S06: any usage and IKE intermediate", {"device_my": "device-ike-and-any.sst"}),
    ("server-unrestricted", "at-risk - - vpn-server/ike-intermediate-missing", "S05: no usage at all", {"server_my": "server-unrestricted.sst"}),
    ("server-by-address", "fails 13801 client vpn-server/server-address-not-a-dns-name", "S14: an address that is no DNS name", {"server_my": "server-by-address.sst", "name": "192.0.2.10"}),
    ("server-self-signed", "fails 13801 client certificate-path/root-not-trusted", "S18: it is its own CA", {"server_my": "server-self-signed.sst"}),
    ("server-is-a-ca", "at-risk - - vpn-server/is-a-ca", "S18: it is a CA", {"server_my": "server-is-a-ca.sst"}),
    ("server-unknown-critical", "fails 13801 client certificate-keys/unknown-critical-extension", "S19: an unknown critical extension", {"server_my": "server-unknown-critical.sst"}),
    ("device-unknown-critical", "fails 13801 client certificate-keys/unknown-critical-extension", "S19: an unknown critical extension", {"device_my": "device-unknown-critical.sst"}),
    ("server-md5", "fails 13801 client certificate-keys/signature-md5", "A03: signed with MD5", {"server_my": "server-md5.sst"}),
    ("device-md5", "fails 13801 client certificate-keys/signature-md5", "A03: signed with MD5", {"device_my": "device-md5.sst"}),
    ("server-p521", "fails 13801 client certificate-keys/key-unsupported", "A06: a key of P-521", {"server_my": "server-p521.sst"}),
    ("device-p521", "fails 13801 client certificate-keys/key-unsupported", "A06: a key of P-521", {"device_my": "device-p521.sst"}),
    ("server-ed25519", "fails 13801 client certificate-keys/key-unsupported", "A06: a key of Ed25519", {"server_my": "server-ed25519.sst"}),
    ("server-large", "connects - - -", "A08: a large certificate, and nobody says that the server allows fragments", {"server_my": "server-large.sst"}),
    ("server-p256", "connects - - -", "A07: a key of P-256 has a word of lint", {"server_my": "server-p256.sst"}),
    ("device-p384", "connects - - -", "A07: a key of P-384 has a word of lint", {"device_my": "device-p384.sst"}),
    ("server-rsa-1024", "connects - - -", "A02: a short RSA key, which lint warns of", {"server_my": "server-rsa-1024.sst"}),
    ("device-sha1", "connects - - -", "A04: signed with SHA-1, which lint warns of", {"device_my": "device-sha1.sst"}),
    ("issuer-sha1", "connects - - -", "A04: the CA, which lint warns of", {"intermediates": "ca-sha1.pem"}),
    ("server-pss", "connects - - -", "A05: signed with RSASSA-PSS, which lint warns of", {"server_my": "server-pss.sst"}),
    ("server-ends-soon", "connects - - -", "S02: it ends soon, which lint warns of", {"server_my": "server-ends-soon.sst"}),
    ("server-short-key", "fails 13801 client certificate-keys/rsa-blocked", "A01: an RSA key below 1024 bits", {"server_my": "server-short-key.sst"}),
    ("device-unrestricted", "at-risk - - device-tunnel/usage-unrestricted", "C04: no usage at all", {"device_my": "device-unrestricted.sst"}),
    ("device-no-san", "connects - - -", "C08: nothing that the server asks for", {"device_my": "device-no-san.sst"}),
    ("issuer-future", "fails 13801 client certificate-path/issuer-not-yet-valid", "T04: the CA is out of its dates", {"intermediates": "ca-future.pem"}),
    ("root-expired", "fails 13801 client certificate-path/issuer-expired", "T04: the root", {"roots": "root-expired.pem", "root": "root-expired.pem"}),
    ("issuer-no-ca", "fails 13801 client certificate-path/issuer-not-a-ca", "T05: no basic constraints", {"intermediates": "ca-no-ca.pem"}),
    ("issuer-signs-nothing", "fails 13801 client certificate-path/issuer-may-not-sign", "T05: no keyCertSign", {"intermediates": "ca-signs-nothing.pem"}),
    ("path-too-long", "fails 13801 client certificate-path/path-too-long", "T05: a path that is too long", {"roots": "root-no-paths.pem", "root": "root-no-paths.pem",
     "intermediates": "ca.pem, ca-below.pem", "server_my": "server-below.sst", "crls": "root.crl, ca.crl, lower.crl"}),
    ("name-excluded", "fails 13801 client certificate-path/name-not-permitted", "T07: the CA may not name it", {"intermediates": "ca-excludes.pem"}),
    ("issuer-other-key", "fails 13801 client certificate-path/signature-invalid", "T08: the CA of the same name has another key", {"intermediates": "ca-other-key.pem"}),
    ("issuer-among-roots", "at-risk - - machine-store/intermediate-in-root", "T09: an intermediate in the root store", {"server_root": "root.pem, ca.pem", "server_ca": "empty.sst"}),
    ("root-among-issuers", "fails 13801 client certificate-path/root-not-trusted", "T09: the root in the intermediate store", {"server_root": "other-root.pem", "server_ca": "root.pem, ca.pem"}),
    ("own-untrusted-store", "fails 13806 client certificate-path/disallowed", "T10: its own certificate is in its own Disallowed store", {"device_disallowed": "device.pem"}),
    ("advertised", "connects - - -", "P06: the pinned certificate is taken", {"advertised": "server.pem", "server_my": "server-two-names.sst"}),
    ("advertised-missing", "fails 13806 server rras/certificate-advertised-missing", "P06: it was removed", {"advertised": "server-web.pem"}),
    ("advertised-expired", "fails 13806 server rras/certificate-advertised-stale", "P06: it has expired", {"advertised": "server-old.pem", "server_my": "server-expired.sst"}),
    ("advertised-no-key", "fails 13806 server rras/certificate-advertised-stale", "P06: it has no key", {"advertised": "server.pem", "server_my": "server-no-key.sst"}),
    ("advertised-renewed", "at-risk - - rras/certificate-advertised-stale", "P06: it has expired, and a renewed one is beside it",
     {"advertised": "server-old.pem", "server_my": "server-old-and-new.sst"}),
    ("advertised-other-name", "fails 13801 client vpn-server/server-name-mismatch", "P06: it is for another name",
     {"advertised": "server-internal.pem", "server_my": "server-name-and-other.sst"}),
    ("issuer-revoked", "fails 13801 client certificate-revocation/issuer-revoked", "R02: a CA of the path", {"intermediates": "ca-revoked.pem", "crls": "root-revokes-ca.crl, ca.crl"}),
    ("device-unlisted", "fails 13801 client certificate-revocation/no-crl-distribution-point", "R05: no CRL distribution point", {"device_my": "device-unlisted.sst"}),
    ("issuer-unlisted", "connects - - -", "R05 is about the certificates of both ends, not of their CA", {"intermediates": "ca-unlisted.pem"}),
    ("issuer-unlisted-weak", "connects - - -", "R05: the CA's certificate, without CertAuthFlags 4", {"intermediates": "ca-unlisted.pem", "flags": "0"}),
    ("device-unlisted-weak", "connects - - -", "R05 without CertAuthFlags 4", {"device_my": "device-unlisted.sst", "flags": "0"}),
    ("server-unlisted", "at-risk - - certificate-revocation/no-crl-distribution-point", "R05: Microsoft wants one in the server's certificate, too", {"server_my": "server-unlisted.sst"}),
    ("server-unlisted-weak", "connects - - -", "R05 without CertAuthFlags 4", {"server_my": "server-unlisted.sst", "flags": "0"}),
    ("nobody-listed-weak", "connects - - -", "R05: no list is named, and none is asked for", {"server_my": "server-unlisted.sst", "device_my": "device-unlisted.sst",
     "intermediates": "ca-unlisted.pem", "crls": None, "flags": "0"}),
    ("device-ldap", "connects - - -", "R06: a delay at most", {"device_my": "device-ldap.sst"}),
    ("crl-overdue", "connects - - -", "R07: it is still valid", {"crls": "root.crl, ca-overdue.crl"}),
    ("crl-forged", "fails 13801 client certificate-revocation/crl-of-another-key", "R08: signed with another key", {"crls": "root.crl, ca-forged.crl"}),
    ("crl-forged-weak", "at-risk - - certificate-revocation/crl-of-another-key", "R08 without CertAuthFlags 4", {"crls": "root.crl, ca-forged.crl", "flags": "0"}),
    ("crl-scope", "fails 13801 client certificate-revocation/crl-not-in-scope", "R08: it lists only CAs", {"crls": "root.crl, ca-scope.crl"}),
    ("crl-delta-expired", "at-risk - - certificate-revocation/delta-crl-expired", "R09: the base list is still valid", {"crls": "root.crl, ca.crl, ca-delta-expired.crl"}),
    ("user", "connects - - -", "a user tunnel needs no certificate of the device", {"tunnel": "user", "device_my": "empty.sst"}),
    ("user-server-expired", "fails 13806 server certificate-validity/expired", "S02 in a user tunnel", {"tunnel": "user", "server_my": "server-expired.sst"}),
    ("user-server-name", "fails 13801 client vpn-server/server-name-mismatch", "S10 in a user tunnel", {"tunnel": "user", "server_my": "server-name.sst"}),
    ("user-lacks-root", "fails 13801 client certificate-path/root-not-trusted", "T01 in a user tunnel", {"tunnel": "user", "device_root": "other-root.pem"}),
    ("user-root-to-accept", "fails 13806 server rras/root-to-accept-differs", "P01 in a user tunnel", {"tunnel": "user", "root": "other-root.pem"}),
    ("user-server-revoked", "fails 13801 client certificate-revocation/revoked", "R02 in a user tunnel", {"tunnel": "user", "server_my": "server-revoked.sst", "crls": "root.crl, ca-revokes.crl"}),
    ("user-eap-not-accepted", "fails 13801 client rras/eap-not-accepted", "the server accepts certificates of devices alone (code by inference)", {"tunnel": "user", "accepted": "Certificate"}),
    ("user-certificate-not-accepted", "connects - - -", "P05 does not matter to a user tunnel", {"tunnel": "user", "accepted": "EAP"}),
    ("user-nps-expired", "fails 853 client nps/no-certificate", "E: the certificate of the NPS", {"tunnel": "user", "nps_my": "nps-expired.sst"}),
    ("user-nps-lacks-root", "fails 853 client certificate-path/root-not-trusted", "E: the device does not trust the NPS",
     {"tunnel": "user", "nps_my": "nps-other-root.sst", "roots": "root.pem, other-root.pem", "device_root": "root.pem"}),
    ("both-tunnels", "fails 13806 client host/no-certificate, connects - - -", "C01: the device tunnel fails, the user tunnel does not",
     {"tunnel": "[device, user]", "device_my": "empty.sst"}),
    ("files", "connects - - -", "everything from exports", FILES),
    ("files-as-json", "connects - - -", "the same as JSON", FILES | {"auth_file": "auth.json"}),
    ("files-as-text", "connects - - -", "the same as text, which prints the root's thumbprint", FILES | {"auth_file": "auth.txt", "flags_file": "flags.txt"}),
    ("files-unset", "connects - - -", "P02, R10: a warning, no verdict", FILES | {"auth_file": "auth-unset.xml"}),
    ("files-other-root", "fails 13801 client rras/root-to-accept-differs", "P01, by thumbprint", FILES | {"auth_file": "auth-other.txt"}),
    ("files-copy", "at-risk - - rras/root-to-accept-other-copy", "P04, by thumbprint and subject", FILES | {"auth_file": "auth-copy.txt"}),
    ("files-issuing", "fails 13801 client rras/root-to-accept-not-a-root", "P03, by thumbprint", FILES | {"auth_file": "auth-issuing.txt"}),
    ("files-eap", "fails 13801 client rras/certificate-not-accepted", "P05", FILES | {"auth_file": "auth-eap.xml"}),
    ("files-usage", "fails 13801 client rras/ekus-to-accept", "C14", FILES | {"auth_file": "auth-usage.json"}),
    ("files-advertised", "at-risk - - rras/certificate-advertised-stale", "P06, by thumbprint", FILES | {"auth_file": "auth-old.json", "server_my": "server-old-and-new.sst"}),
    ("files-psk", "at-risk - - rras/certificates-not-advertised", "P06: TunnelAuthProtocolsAdvertised is PreSharedKey", FILES | {"auth_file": "auth-psk.json"}),
    ("files-psk-pinned", "at-risk - - rras/certificates-not-advertised", "P06: then the pinned certificate does not count",
     FILES | {"auth_file": "auth-psk-old.json"}),
    ("files-revoked", "fails 13801 client certificate-revocation/revoked", "R01: the registry says 4", FILES | {"device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl"}),
    ("files-flags-unset", "connects - - -", "R01: the registry does not say it",
     FILES | {"flags_file": "flags-unset.reg", "device_my": "device-revoked.sst", "crls": "root.crl, ca-revokes.crl"}),
    ("profile-name", "fails 13801 client vpn-server/server-name-mismatch", "S10: the profile dials another name", {"profile": "device-other-name.xml"}),
    ("profile-method", "at-risk - - profile/device-tunnel-method", "P05: a device tunnel whose MachineMethod is EAP", FILES | {"profile": "device-eap.xml"}),
    ("user-psk", "at-risk - - rras/certificates-not-advertised", "P06 in a user tunnel", {"tunnel": "user", "auth_file": "auth-psk.json"}),
    ("profile-names-it", "connects - - -", "nobody else says what is dialled", {"profile": "device.xml", "name": None}),
    ("profile-and-phonebook", "connects - - -", "P07: the phone book says it of the profile's connection",
     {"profile": "device.xml", "phonebook": "unchecked.pbk", "server_my": "server-name.sst"}),
    ("phonebook-unchecked", "connects - - -", "P07: names are not checked", {"phonebook": "unchecked.pbk", "server_my": "server-name.sst"}),
    ("phonebook-overruled", "fails 13801 client vpn-server/server-name-mismatch", "P07: the deployment file knows better",
     {"phonebook": "unchecked.pbk", "server_my": "server-name.sst", "skip": "false"}),
    ("phonebook-filtered", "unknown - - -", "C10, C11: the phone book has filters, but does not say which", {"phonebook": "filtered.pbk"}),
    ("phonebook-filters-known", "connects - - -", "C10, C11: the deployment file says which",
     {"phonebook": "filtered.pbk", "eku_filter": "1.3.6.1.5.5.7.3.2", "issuer_filter": "ca.pem"}),
    ("connection-filters", "connects - - -", "C10, C11: Get-VpnConnection says which, and both are met", {"vpn_connection": "connection.json", "phonebook": "filtered.pbk"}),
    ("connection-eku-filter", "fails 13806 client profile/eku-filter", "C10, from Get-VpnConnection", {"vpn_connection": "connection-other.json"}),
    ("connection-issuer-filter", "fails 13806 client profile/issuer-filter", "C11, from Get-VpnConnection", {"vpn_connection": "connection-other.clixml"}),
    ("registry-unchecked", "connects - - -", "P07, in the registry", {"phonebook": "device.pbk, rasman.reg", "server_my": "server-name.sst"}),
    ("registry-unchecked-alone", "connects - - -", "P07, in the registry; nothing else is known of the connection", {"phonebook": "rasman.reg", "server_my": "server-name.sst"}),
    ("keys-listed", "connects - - -", "a listing beside a .pem says that there is a private key", {"server_my": "server.pem, server-listing.txt"}),
    ("phonebook-two", "unknown - - -", "nobody said which connection it is", {"phonebook": "two.pbk"}),
    ("phonebook-two-names", "unknown - - -", "nor so which name is dialled: server_name is not asked", {"phonebook": "two.pbk", "server_my": "server-name.sst"}),
    ("phonebook-named", "connects - - -", "the name of one", {"phonebook": "two.pbk", "connection": "AOVPN Device"}),
    ("phonebook-both", "fails 13806 client host/no-certificate, connects - - -", "C01: the names of both",
     {"phonebook": "two.pbk", "connection": "[AOVPN Device, AOVPN User]", "device_my": "empty.sst"}),
    ("phonebook-by-tunnel", "connects - - -", "the tunnel tells which", {"phonebook": "two.pbk", "tunnel": "user", "device_my": "empty.sst"}),
    ("phonebook-sstp", "connects - - -", "the only one of IKEv2", {"phonebook": "with-sstp.pbk"}),
    ("profile-sstp", "unknown - - -", "no connection of IKEv2", {"profile": "user-sstp.xml"}),
    ("profiles-both", "fails 13806 client host/no-certificate, connects - - -", "C01: two profiles are two tunnels",
     {"profile": "device.xml, user.xml", "device_my": "empty.sst"}),
    ("user-profile", "connects - - -", "the profile says that it is a user's", {"profile": "user.xml", "device_my": "empty.sst"}),
    ("user-eap", "connects - - -", "E: EAP-TLS, with both certificates", EAP),
    ("user-eap-peap", "connects - - -", "E: no certificate of the user is asked for", EAP | {"profile": "user-peap.xml", "user_my": "empty.sst"}),
    ("user-eap-none", "fails 798 client profile/no-user-certificate", "E: the user's store is empty", EAP | {"user_my": "empty.sst"}),
    ("user-eap-p256", "connects - - -", "A07: in EAP, keys are those of TLS", EAP | {"user_my": "user-p256.sst"}),
    ("user-eap-expired", "fails 798 client certificate-validity/expired", "E: it has expired", EAP | {"user_my": "user-expired.sst"}),
    ("user-eap-usage", "fails 798 client user-tunnel/client-auth-missing", "E: no Client Authentication", EAP | {"user_my": "user-usage.sst"}),
    ("user-eap-no-upn", "fails 853 client user-tunnel/upn-missing", "E: no user principal name", EAP | {"user_my": "user-no-upn.sst"}),
    ("user-eap-issuer", "connects - - -", "E: the CA of CAHashList", EAP | {"profile": "user-issuer.xml"}),
    ("user-eap-other-issuer", "fails 798 client profile/eap-issuer-hashes", "E: CAHashList names another CA", EAP | {"profile": "user-other-issuer.xml"}),
    ("user-eap-other-root", "fails 853 client profile/eap-trusted-roots", "E: TrustedRootCA", EAP | {"profile": "user-other-root.xml"}),
    ("user-eap-other-nps", "fails 853 client profile/eap-server-names", "E: ServerNames", EAP | {"profile": "user-other-nps.xml"}),
    ("user-eap-nps-capitals", "at-risk - - profile/eap-server-names", "E: Windows 11 minds capitals", EAP | {"profile": "user-nps-in-capitals.xml"}),
    ("user-eap-crl-expired", "fails 853 client certificate-revocation/crl-expired", "E: NPS always checks", EAP | {"crls": "root.crl, ca-expired.crl", "flags": "0"}),
    ("fleet", "connects - - -, connects - - -, fails 13806 client certificate-validity/expired", "C05: one of three devices of a name with *",
     {"device": "laptop-*.corp.contoso.com", "device_my": "fleet/laptop-*.sst"}),
    ("fleet-by-label", "connects - - -, connects - - -, fails 13806 client certificate-validity/expired", "the same: files have the first label alone",
     {"device": "\"*.corp.contoso.com\"", "device_my": "fleet/*.sst"}),
    ("nothing-known", "unknown - - -", "names alone", {key: None for key in GOOD if key != "device"}),
]


# Sections of the table, by what the name of a case begins with, or by the letter of its condition.
SECTIONS = {
    "": "All is well, and what is not known",
    "S": "The server's certificate", "C": "The device's certificate", "A": "Algorithms", "T": "Who trusts whom",
    "P": "Settings of the server and of the connection", "R": "Revocation", "V": "Builds of Windows",
    "fleet both": "Several devices, several tunnels", "user": "User tunnels: EAP inside IKEv2",
    "files profile profiles phonebook connection registry keys": "The same from exports, profiles and phone books",
}


def section_of(case):
    name, _, what, _ = case
    for words, section in SECTIONS.items():
        if name.split("-")[0] in words.split():
            return section
    letter = what[0] if what[1:3].isdigit() else ""
    return SECTIONS[letter]


def lines_of(case):
    name, expected, what, _ = case
    return [f"{name:30} {' '.join(f'{word:9}' for word in line.split()):72} {what}\n" for line in expected.split(", ")]


# What the README shows.
README = """\
deployment: Contoso, Always On VPN
server_name: vpn.contoso.com                # what clients dial
pki:                                        # what every machine has
  roots: files/root.pem
  intermediates: files/ca.pem
  crls: [files/root.crl, files/ca.crl]
servers:
  - name: vpn01.corp.contoso.com
    stores: { my: files/server.sst }        # Export-Certificate -Type SST, or .reg, .pfx, .p7b
    auth_protocol:                          # Get-VpnAuthProtocol; a file will do, too
      user_auth_protocol_accepted: [EAP, Certificate]
      root_certificate_name_to_accept: files/root.pem
    cert_auth_flags: 4
    os: { build: 20348, ubr: 2700 }
devices:
  - name: laptop-*.corp.contoso.com         # all that have a file below fleet
    stores: { my: fleet/laptop-*.sst }
    os: { build: 19045, ubr: 3803 }
  - name: surface-7.corp.contoso.com
    tunnel: user
    stores: { root: files/other-root.pem }  # its own store wins over what was published
    os: { build: 22631, ubr: 3007 }
"""


def make():
    make_files()
    write(HERE + "contoso.yaml", README.encode())
    table = ("# What `ikelint predict` must say of each deployment: verdict, code, who reports it, the first rule; then the condition\n"
             "# (ids as in the catalogue of conditions: S server, C client, T trust, P settings, R revocation, A algorithms, E EAP, V build).\n"
             "# A deployment with several connections has a line for each, in their order.\n")
    for name, expected, what, changes in CASES:
        write(f"{HERE}deployments/{name}.yaml", deployment(name, GOOD | changes).encode())
    for section in SECTIONS.values():
        rows = [case for case in CASES if section_of(case) == section]
        table += f"\n# {section}\n" + "".join(line for case in rows for line in lines_of(case))
    write(HERE + "expectations.txt", table.encode())
