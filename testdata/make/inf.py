"""INF files for certreq -new, as people write them."""

from output import write

GOOD = """; the certificate of vpn01, which clients dial as vpn.contoso.com
[Version]
Signature = "$Windows NT$"

[Strings]
name = "vpn.contoso.com"

[NewRequest]
Subject = "CN=%name%, O=Contoso"
KeyAlgorithm = RSA
KeyLength = 2048
KeyUsage = 0xa0                 ; digitalSignature, keyEncipherment
MachineKeySet = TRUE
Exportable = FALSE
ProviderName = "Microsoft Software Key Storage Provider"
RequestType = PKCS10
HashAlgorithm = SHA256

[EnhancedKeyUsageExtension]
OID = 1.3.6.1.5.5.7.3.1
OID = 1.3.6.1.5.5.8.2.2

[Extensions]
2.5.29.17 = "{text}"
_continue_ = "dns=%name%&"
_continue_ = "dns=vpn02.contoso.com&"
"""


def inf(name, *changes):
    text = GOOD
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{name}: there is no {old!r}")
        text = text.replace(old, new)
    write(f"rules/certreq-inf/{name}.inf", text.replace("\n", "\r\n").encode())


def make():
    inf("good")
    inf("key-length-in-words", ("KeyLength = 2048", "KeyLength = large"))
    inf("usage-by-name", ("OID = 1.3.6.1.5.5.7.3.1", "OID = serverAuth"))
    inf("no-machine-key-set", ("MachineKeySet = TRUE\n", ""))
    inf("names-run-together", ('"dns=%name%&"', '"dns=%name%"'))
    inf("usages-in-extensions", ("[EnhancedKeyUsageExtension]\n", "[Extensions]\n"))
    inf("names-in-attribute", ("[Extensions]\n", '[RequestAttributes]\nSAN = "dns=vpn.contoso.com"\n\n[Extensions]\n'))
    inf("exportable", ("Exportable = FALSE", "Exportable = TRUE"))
