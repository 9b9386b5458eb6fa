"""The stores of one machine, in every way in which an export says, or does not say, which store a certificate is from.

What must be said of each stands in tests/store_test.c.
"""

import base64
import hashlib
import json

import contoso
import der
import pkcs12
from contoso import ISSUING_3
from containers import PASSWORD, PROVIDER, blob, element, key_provider, section, signed_data, content_info, store, utf16
from output import made, pem, write

HERE = "store/"
HEAD = "Windows Registry Editor Version 5.00\n\n"
PROVIDER_PATH = "Microsoft.PowerShell.Security\\Certificate::LocalMachine\\"


def from_pem(path):
    return base64.b64decode("".join(line for line in made[path].decode().splitlines() if "-----" not in line))


def stores(**contents):
    """A .reg file: store=[certificates]; lists are told by the name CRLs_…"""
    text = HEAD
    for name, items in contents.items():
        for octets in items:
            if name.startswith("CRLs_"):
                text += section(name[5:], octets, "CRLs") + blob(element(octets, 33)) + "\n"
            elif name == "MY":
                text += section(name, octets) + blob(element(octets, key=key_provider("te-1f", PROVIDER))) + "\n"
            else:
                text += section(name, octets) + blob(element(octets)) + "\n"
    return utf16(text)


SYSTEM = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"
USERS = "HKEY_CURRENT_USER\\SOFTWARE\\Microsoft"
STORES = ("AuthRoot", "CA", "Disallowed", "MY", "Root", "trust")
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"


def with_key(octets):
    return element(octets, key=key_provider("te-1f", PROVIDER))


def machine(hive=SYSTEM, **contents):
    """All keys of SystemCertificates, as "reg export" writes them, be they empty. Values: certificates, or whole elements."""
    text = HEAD + f"[{hive}\\SystemCertificates]\n\n"
    for name in STORES:
        text += f"[{hive}\\SystemCertificates\\{name}]\n\n[{hive}\\SystemCertificates\\{name}\\Certificates]\n\n"
        for item in contents.get(name, []):
            octets, whole = item if isinstance(item, tuple) else (item, with_key(item) if name == "MY" else element(item))
            text += section(name, octets, hive=hive) + blob(whole) + "\n"
        text += f"[{hive}\\SystemCertificates\\{name}\\CRLs]\n\n[{hive}\\SystemCertificates\\{name}\\CTLs]\n\n"
    return utf16(text)


def made_as(maker, name, **changes):
    """A certificate that only stands in a store."""
    made_one = []
    maker("store/" + name, writer=lambda path, octets: made_one.append(octets), **changes)
    return made_one[0]


def make_machines(server, issuing, root):
    """Whole machines, for the rules of stores."""
    fabrikam, renewed = from_pem("pki/fabrikam/root.pem"), from_pem("pki/roots/contoso-renewed.pem")
    other_issuing = from_pem("pki/intermediates/issuing-3.pem")
    policy = from_pem("pki/intermediates/policy.pem")
    trust = {"Root": [root], "CA": [issuing, policy, other_issuing]}

    def reg(name, **contents):
        write(HERE + name + ".reg", machine(**{**trust, **contents}))

    web = {"subject": "CN=intranet.corp.contoso.com", "dns": ("intranet.corp.contoso.com",)}
    plain = made_as(contoso.server, "plain", usages=("server_auth",))
    plain_renewed = made_as(contoso.server, "plain-renewed", usages=("server_auth",), dates=("2026-05-12", "2027-05-12"))
    intranet = made_as(contoso.server, "intranet", usages=("server_auth",), **web)
    intranet_ike = made_as(contoso.server, "intranet-ike", **web)
    renewed_server = made_as(contoso.server, "renewed", dates=("2026-05-12", "2027-05-12"))
    expired = made_as(contoso.server, "expired", dates=("2025-01-12", "2026-01-12"))
    unsigned = made_as(contoso.server, "unsigned", key_usage=None, subject="CN=vpn.contoso.com, O=Other")
    device = made_as(contoso.device, "device")
    device_plain = made_as(contoso.device, "device-plain", usages=("client_auth",))
    device_expired = made_as(contoso.device, "device-expired", dates=("2025-01-12", "2026-01-12"))
    device_other = made_as(contoso.device, "device-other", issuer=ISSUING_3, usages=("client_auth",))
    device_other_ike = made_as(contoso.device, "device-other-ike", issuer=ISSUING_3)
    device_second = made_as(contoso.device, "device-second", usages=("client_auth",), subject="CN=laptop-042-wifi",
                            dns=("laptop-042-wifi.corp.contoso.com",))
    only_clients = element(server, key=key_provider("te-1f", PROVIDER), usages=der.sequence(der.oid(CLIENT_AUTH)))

    reg("empty-my")
    reg("server-expired", MY=[expired])
    reg("server-without-key", MY=[(server, element(server))])
    reg("server-untrusted", MY=[server], Root=[fabrikam])
    reg("server-overridden", MY=[(server, only_clients)])
    reg("server-unfit-beside", MY=[(plain, element(plain)), expired, server])
    reg("web-beside", MY=[intranet, server])
    reg("clients-only", MY=[device, device_plain])
    reg("one-without-ike", MY=[plain])
    reg("several-without-ike", MY=[plain, intranet])
    reg("several-with-ike", MY=[server, intranet_ike, plain])
    reg("old-and-renewed", MY=[server, renewed_server, intranet])
    reg("old-and-renewed-without-ike", MY=[plain, plain_renewed])
    reg("no-key-usage", MY=[unsigned])
    reg("device", MY=[device])
    reg("device-expired", MY=[device_expired])
    reg("device-without-key", MY=[(device, element(device))])
    reg("device-untrusted", MY=[device], Root=[fabrikam])
    reg("device-unfit-beside", MY=[(device_plain, element(device_plain)), device_expired, device])
    reg("devices-of-two-cas", MY=[device_plain, device_other])
    reg("devices-all-with-ike", MY=[device, device_other_ike])
    reg("devices-one-with-ike", MY=[device, device_other])
    reg("devices-of-one-ca", MY=[device_plain, device_second])
    reg("intermediate-in-root", MY=[server], Root=[root, issuing])
    reg("root-in-ca", MY=[server], CA=[issuing, fabrikam])
    reg("root-in-both", MY=[server], CA=[issuing, root])
    reg("roots-of-one-name", MY=[server], Root=[root, renewed])
    write(HERE + "user-only.reg", machine(**trust) + machine(hive=USERS, MY=[device])[2:])
    write(HERE + "empty-by-name/my.sst", store())
    write(HERE + "empty-by-name/root.sst", store(element(root)))
    write(HERE + "server-cut.reg", machine(**trust, MY=[(server, with_key(server)[:-40])]))
    write(HERE + "vpn01.clixml", clixml(("My", server, True), ("Root", root, False), ("CA", issuing, False)))
    write(HERE + "folder/my.sst", store(with_key(server), with_key(intranet)))
    write(HERE + "folder/root.sst", store(element(root)))
    write(HERE + "folder/ca.sst", store(element(issuing)))
    write(HERE + "folder/disallowed.sst", store())
    write(HERE + "with-password/my.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.plain(pkcs12.key(PASSWORD, "aes-256", key_id=b"\x01")),
        pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server, key_id=b"\x01"))))
    write(HERE + "with-password/root.sst", store(element(root)))
    write(HERE + "by-title/Personal.sst", store(with_key(server)))
    write(HERE + "by-title/Trusted Root Certification Authorities/root.cer", pem(root))
    write(HERE + "by-title/Intermediate Certification Authorities/issuing.cer", pem(issuing))
    write(HERE + "listed/my/vpn01.cer", pem(server))
    write(HERE + "listed/root/root.cer", pem(root))
    write(HERE + "listed/ca/issuing.cer", pem(issuing))
    write(HERE + "listed/my.txt", (f"================ Certificate 0 ================\r\nCert Hash(sha1): {hashlib.sha1(server).hexdigest()}\r\n"
                                   f"  Key Container = te-1f\r\n  Provider = {PROVIDER}\r\nEncryption test passed\r\n\r\n"
                                   "CertUtil: -store command completed successfully.\r\n").encode())


def powershell(*pairs):
    return json.dumps([{"PSParentPath": PROVIDER_PATH + name, "HasPrivateKey": name == "My",
                        "RawData": base64.b64encode(octets).decode()} for name, octets in pairs], indent=2).encode() + b"\n"


def clixml(*entries):
    objects = "".join(
        f'  <Obj RefId="{number}"><TN RefId="{number}">'
        "<T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN><Props>"
        f'<BA N="RawData">{base64.b64encode(octets).decode()}</BA></Props><MS><S N="PSParentPath">{PROVIDER_PATH}{name}</S>'
        f'<B N="HasPrivateKey">{str(key).lower()}</B></MS></Obj>\n' for number, (name, octets, key) in enumerate(entries))
    return ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n' + objects + "</Objs>\n").encode()


def make():
    server = from_pem("rules/certificate-path/good.pem")
    issuing = from_pem("pki/intermediates/issuing.pem")
    root = from_pem("pki/roots/contoso.pem")
    crl = made["demo/crls/contoso-issuing-ca.crl"]
    write(HERE + "machine.reg", stores(MY=[server], ROOT=[root], CA=[issuing], CRLs_CA=[crl]))
    write(HERE + "machine.json", powershell(("My", server), ("Root", root), ("CA", issuing)))
    write(HERE + "issuing-blocked.reg", stores(MY=[server], ROOT=[root], CA=[issuing], Disallowed=[issuing]))
    write(HERE + "server-blocked.reg", stores(Disallowed=[server], MY=[server], ROOT=[root], CA=[issuing]))
    write(HERE + "root-blocked.reg", stores(MY=[server], ROOT=[root], CA=[issuing], Disallowed=[root]))
    write(HERE + "other-blocked.reg", stores(MY=[server], ROOT=[root], CA=[issuing],
                                             Disallowed=[from_pem("pki/fabrikam/root.pem")]))
    write(HERE + "nothing-in-my.reg", stores(ROOT=[root], CA=[issuing]))
    write(HERE + "others-only.reg", stores(MY=[server], ROOT=[root], CA=[issuing], TrustedPeople=[server]))
    write(HERE + "root.clixml", clixml(("Root", root, False)))
    write(HERE + "only-my.reg", stores(MY=[server]))
    write(HERE + "ca.reg", stores(CA=[issuing]))
    write(HERE + "root.reg", stores(ROOT=[root]))
    write(HERE + "unsaid.sst", store(element(server)))
    write(HERE + "root-of-nowhere.sst", store(element(root)))
    write(HERE + "root-of-nowhere.p7b", content_info(signed_data([root])))
    write(HERE + "root-of-nowhere.pfx", pkcs12.pfx("", pkcs12.plain(pkcs12.certificate(root))))
    write(HERE + "by-name/my.sst", store(element(server, key=key_provider("te-1f", PROVIDER))))
    write(HERE + "by-name/ROOT.sst", store(element(root)))
    write(HERE + "by-name/ca/issuing.cer", pem(issuing))
    write(HERE + "by-name/disallowed.sst", store())
    write(HERE + "by-name-blocked/My.p7b", content_info(signed_data([server])))
    write(HERE + "by-name-blocked/root.sst", store(element(root)))
    write(HERE + "by-name-blocked/Disallowed/issuing.cer", pem(issuing))
    write(HERE + "by-name-blocked/CA.sst", store(element(issuing)))
    make_machines(server, issuing, root)
