"""The stores of one machine, in every way in which an export says, or does not say, which store a certificate is from.

What must be said of each stands in tests/store_test.c.
"""

import base64
import json

import pkcs12
from containers import PROVIDER, blob, element, key_provider, section, signed_data, content_info, store, utf16
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


def powershell(*pairs):
    return json.dumps([{"PSParentPath": PROVIDER_PATH + name, "HasPrivateKey": name == "My",
                        "RawData": base64.b64encode(octets).decode()} for name, octets in pairs], indent=2).encode() + b"\n"


def clixml(name, octets):
    return ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n  <Obj RefId="0"><TN RefId="0">'
            "<T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN><Props>"
            f'<BA N="RawData">{base64.b64encode(octets).decode()}</BA></Props><MS><S N="PSParentPath">{PROVIDER_PATH}{name}</S>'
            '<B N="HasPrivateKey">false</B></MS></Obj>\n</Objs>\n').encode()


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
    write(HERE + "root.clixml", clixml("Root", root))
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
