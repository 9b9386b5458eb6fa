"""One certificate, exported in every way that Windows and its administrators know.

Nearly every file holds the server certificate vpn01 of the demo; what else it holds, and what must be said of it, stands
in tests/read_test.c. The layouts are written from their specifications, by code that shares nothing with the reader.
"""

import base64
import hashlib
import json
import struct

import der
import pkcs12
from contoso import SERVER_KEY
from output import made, pem, write
from requests import MS_CERT_EXTENSIONS, request, server_extensions, windows_attributes

HERE = "containers/"
PASSWORD = "Corr3ct \u00fc horse"
BEYOND = "\U0001f511 \u00fc"  # needs two units of UTF-16
SIGNED_DATA = "1.2.840.113549.1.7.2"
DATA = "1.2.840.113549.1.7.1"
MY = "Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My"
PROVIDER = "Microsoft Software Key Storage Provider"


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def utf16(text):
    return b"\xff\xfe" + crlf(text).encode("utf-16-le")


# -- PKCS#7 -----------------------------------------------------------------------------------------------------------

def signed_data(certificates=(), crls=(), content=b"", kind=DATA, signers=b""):
    return der.sequence(
        der.integer(1), der.tlv("set"), der.sequence(der.oid(kind), content),
        der.explicit(0, *certificates) if certificates else b"", der.explicit(1, *crls) if crls else b"",
        der.tlv("set", signers))


def content_info(data, kind=SIGNED_DATA):
    return der.sequence(der.oid(kind), der.explicit(0, data))


def wrapped(octets):
    return der.explicit(0, der.octet_string(octets))


def in_pieces(octets, size=700):
    """An OCTET STRING of BER: constructed, indefinite, in pieces."""
    pieces = [der.octet_string(octets[i:i + size]) for i in range(0, len(octets), size)]
    return b"\x24\x80" + b"".join(pieces) + b"\x00\x00"


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\x00\x00"


def make_pkcs7(server, issuing, root, crl):
    folder = HERE + "pkcs7/"
    whole = content_info(signed_data([server, issuing, root], [crl]))
    write(folder + "certificates.p7b", whole)
    write(folder + "pkcs7-label.pem", pem(whole, "PKCS7"))
    write(folder + "cms-label.pem", pem(whole, "CMS"))
    write(folder + "certificate-label.pem", pem(whole, newline="\r\n"))
    write(folder + "without-frame.p7b", signed_data([server, issuing]))
    write(folder + "empty.p7b", content_info(signed_data()))
    write(folder + "crl-alone.p7b", content_info(signed_data(crls=[crl])))
    write(folder + "zeros-behind.p7b", content_info(signed_data([server])) + bytes(8))
    write(folder + "attribute-certificate.p7b", content_info(signed_data([server, der.explicit(2, der.integer(1))])))
    # What a signer adds: digest algorithms, a text, a signer without a true signature.
    signer = der.sequence(der.integer(1), der.sequence(der.sequence(), der.integer(7)), der.sequence(), der.sequence(),
                          der.octet_string(b"no signature"))
    write(folder + "signed.p7s", content_info(signed_data([server], content=wrapped(b"a text that was signed\r\n"),
                                                          signers=signer)))
    ber = indefinite(0x30, der.oid(SIGNED_DATA), indefinite(0xA0, indefinite(
        0x30, der.integer(1), indefinite(0x31), indefinite(0x30, der.oid(DATA)), indefinite(0xA0, server, issuing),
        indefinite(0xA1, crl), indefinite(0x31))))
    write(folder + "indefinite.p7b", ber)
    write(folder + "netscape.seq", content_info(der.sequence(server, issuing), "2.16.840.1.113730.2.5"))
    write(folder + "pkipath.bin", der.sequence(root, issuing, server))


# -- PKCS#12 ----------------------------------------------------------------------------------------------------------

def make_pkcs12(server, issuing, root, crl):
    folder = HERE + "pkcs12/"
    key_id = b"\x01\x00\x00\x00"

    def windows(scheme, hash_name, password=PASSWORD):
        """The order of the export wizard: the key in the clear but for itself, the certificates sealed."""
        return pkcs12.pfx(
            password,
            pkcs12.plain(pkcs12.key(password, scheme, key_id=key_id, friendly_name="te-1f", provider=PROVIDER)),
            pkcs12.sealed(password, scheme, pkcs12.certificate(server, key_id=key_id, friendly_name="VPN \u00fc"),
                          pkcs12.certificate(issuing), pkcs12.certificate(root)),
            hash_name=hash_name)
    write(folder + "windows-rc2.pfx", pkcs12.pfx(
        PASSWORD,
        pkcs12.plain(pkcs12.key(PASSWORD, "3des", key_id=key_id, friendly_name="te-1f", provider=PROVIDER)),
        pkcs12.sealed(PASSWORD, "rc2-40", pkcs12.certificate(server, key_id=key_id))))
    write(folder + "windows-3des.pfx", windows("3des", "sha1"))
    write(folder + "windows-aes.pfx", windows("aes-256", "sha256"))
    write(folder + "zeros-behind.pfx", windows("3des", "sha1") + bytes(8))
    write(folder + "empty-password.pfx", windows("3des", "sha1", ""))
    write(folder + "no-password.pfx", windows("3des", "sha1", None))
    content = der.sequence(pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server)))
    write(folder + "pbmac1.pfx", der.sequence(
        der.integer(3), der.sequence(der.oid(DATA), der.explicit(0, der.octet_string(content))), pkcs12.pbmac1(content, PASSWORD)))
    write(folder + "ciphertext-in-pieces.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed_in_pieces(PASSWORD, "aes-256", pkcs12.certificate(server))))
    write(folder + "scrypt.pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(
        PASSWORD, "aes-256", pkcs12.certificate(server), kdf_oid="1.3.6.1.4.1.11591.4.11")))
    for scheme in ("camellia-128", "camellia-192", "camellia-256", "md5-des", "sha1-des"):
        write(folder + scheme + ".pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(PASSWORD, scheme, pkcs12.certificate(server))))
    write(folder + "other-bags.pfx", pkcs12.pfx(PASSWORD, pkcs12.plain(
        pkcs12.certificate(server), pkcs12.sdsi(b"KFJTQSk="), pkcs12.bag(5, der.sequence(der.oid("1.2.3"), der.explicit(0, der.null()))),
        der.sequence(der.oid("1.2.3.4"), der.explicit(0, der.octet_string(b"x"))),
        pkcs12.bag(2, der.sequence(der.sequence(der.oid("1.2.3.4.5")), der.octet_string(bytes(64)))), pkcs12.crl(crl))))
    for scheme in ("rc2-128", "rc4-40", "unknown"):
        write(folder + scheme + ".pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(PASSWORD, scheme, pkcs12.certificate(server))))
    write(folder + "without-mac.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server)), with_mac=False))
    write(folder + "not-encrypted.pfx", pkcs12.pfx("unknown to all", pkcs12.plain(pkcs12.certificate(server), pkcs12.crl(crl))))
    write(folder + "forty.pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(PASSWORD, "aes-256", *[pkcs12.certificate(server)] * 40)))
    write(folder + "key-sealed.pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(
        PASSWORD, "aes-256", pkcs12.key(PASSWORD, "aes-256", key_id=key_id, provider=PROVIDER),
        pkcs12.certificate(server, key_id=key_id))))
    write(folder + "key-without-id.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.plain(pkcs12.key(PASSWORD, "3des"), pkcs12.certificate(server))))
    write(folder + "key-alone.pfx", pkcs12.pfx(PASSWORD, pkcs12.plain(pkcs12.key(PASSWORD, "3des", key_id=key_id))))
    write(folder + "bags-in-a-bag.pfx", pkcs12.pfx(PASSWORD, pkcs12.plain(pkcs12.bag(6, der.sequence(pkcs12.certificate(server))))))
    write(folder + "iterations.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed(PASSWORD, "3des", pkcs12.certificate(server)), iterations=2_000_000_000))
    write(folder + "iterations-of-a-part.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed(PASSWORD, "3des", pkcs12.certificate(server), iterations=2_000_000_000)))
    # BER, as Java libraries write it: indefinite lengths, and the content in pieces.
    content = der.sequence(pkcs12.sealed(PASSWORD, "3des", pkcs12.certificate(server)))
    write(folder + "pieces.pfx", indefinite(
        0x30, der.integer(3), indefinite(0x30, der.oid(DATA), indefinite(0xA0, in_pieces(content, 400))),
        pkcs12.mac(content, PASSWORD, "sha1")))
    # … and BER throughout: bags, attributes, salts and the digest of the MAC, too; nothing is primitive that need not be.
    def ber(octets, size=61):
        out, at = b"", 0
        while at < len(octets):
            tag, length, header = octets[at], octets[at + 1], 2
            if length & 0x80:
                header += length & 0x7F
                length = int.from_bytes(octets[at + 2:at + header], "big")
            content = octets[at + header:at + header + length]
            if tag & 0x20:
                out += indefinite(tag, ber(content, size))
            else:
                out += in_pieces(content, size) if tag == 0x04 else octets[at:at + header + length]
            at += header + length
        return out

    def ber_sealed(scheme, *bags):
        algorithm, octets = pkcs12.encrypted(ber(der.sequence(*bags)), PASSWORD, scheme)
        pieces = [der.octet_string(octets[i:i + 77]) for i in range(0, len(octets), 77)]
        return indefinite(0x30, der.oid(pkcs12.ENCRYPTED_DATA), indefinite(0xA0, indefinite(
            0x30, der.integer(0), indefinite(0x30, der.oid(DATA), ber(algorithm), indefinite(0xA0, *pieces)))))
    for scheme, hash_name in (("3des", "sha1"), ("aes-256", "sha256")):
        keys = ber(der.sequence(pkcs12.key(PASSWORD, "3des", key_id=key_id, provider=PROVIDER)))
        content = indefinite(0x30, indefinite(0x30, der.oid(DATA), indefinite(0xA0, in_pieces(keys, 100))),
                             ber_sealed(scheme, pkcs12.certificate(server, key_id=key_id), pkcs12.certificate(issuing), pkcs12.crl(crl)))
        write(folder + f"ber-throughout-{scheme}.pfx", indefinite(
            0x30, der.integer(3), indefinite(0x30, der.oid(DATA), indefinite(0xA0, in_pieces(content, 400))),
            ber(pkcs12.mac(content, PASSWORD, hash_name))))
    for scheme in pkcs12.PRFS:
        write(folder + scheme + ".pfx", pkcs12.pfx(PASSWORD, pkcs12.sealed(PASSWORD, scheme, pkcs12.certificate(server))))
    write(folder + "beyond-the-bmp.pfx", pkcs12.pfx(BEYOND, pkcs12.sealed(BEYOND, "3des", pkcs12.certificate(server))))
    # Passwords that differ: of the MAC and of the parts, of the parts, one that nobody gave.
    content = der.sequence(pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server)))
    for name, password in (("mac-of-another-password", "wrong"), ("mac-of-an-unknown-password", "unknown to all")):
        write(folder + name + ".pfx", der.sequence(
            der.integer(3), der.sequence(der.oid(DATA), der.explicit(0, der.octet_string(content))), pkcs12.mac(content, password, "sha1")))
    write(folder + "parts-of-two-passwords.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server)), pkcs12.sealed("wrong", "3des", pkcs12.certificate(issuing)),
        pkcs12.sealed("", "3des", pkcs12.certificate(root))))
    write(folder + "part-of-an-unknown-password.pfx", pkcs12.pfx(
        PASSWORD, pkcs12.sealed("unknown to all", "3des", pkcs12.certificate(issuing)), pkcs12.sealed(PASSWORD, "aes-256", pkcs12.certificate(server)),
        pkcs12.plain(pkcs12.certificate(root))))
    deep = der.sequence(pkcs12.certificate(server))
    for depth in range(1, 18):
        deep = der.sequence(pkcs12.bag(6, deep))
        if depth in (8, 17):
            write(folder + f"bags-{depth}-deep.pfx", pkcs12.pfx(PASSWORD, pkcs12.plain(*[pkcs12.certificate(root)], pkcs12.bag(6, deep))))
    write(folder + "bag-of-none.pfx", pkcs12.pfx(PASSWORD, pkcs12.plain(pkcs12.bag(6, der.octet_string(b"x")), pkcs12.certificate(root))))
    write(folder + "for-a-key.pfx", der.sequence(der.integer(3), content_info(signed_data())))


# -- serialized stores ------------------------------------------------------------------------------------------------

def record(number, octets):
    return struct.pack("<III", number, 1, len(octets)) + octets


def text_of(text):
    return text.encode("utf-16-le") + b"\x00\x00"


def key_provider(container, provider):
    strings = text_of(container) + text_of(provider)
    return struct.pack("<7I", 28, 28 + len(text_of(container)), 0, 0x20, 0, 0, 0) + strings


def element(octets, number=32, sha1=None, **named):
    records = [record(named_id[name], value) for name, value in named.items()]
    return b"".join(records) + record(3, sha1 or hashlib.sha1(octets).digest()) + record(number, octets)


named_id = {"key": 2, "usages": 9, "friendly_name": 11, "unknown": 92}


def store(*elements):
    return b"\x00\x00\x00\x00CERT" + b"".join(elements) + bytes(12)


def with_key(server):
    return element(server, key=key_provider("te-1f", PROVIDER), friendly_name=text_of("VPN \u00fc"), unknown=b"\x00\x08\x00\x00")


def make_serialized(server, issuing, root, crl):
    folder = HERE + "serialized/"
    usages = der.sequence(der.oid("1.3.6.1.5.5.7.3.2"))
    write(folder + "my.sst", store(with_key(server), element(issuing)))
    write(folder + "all-kinds.sst", store(element(root), element(crl, 33), record(34, b"\x30\x00"), element(server, usages=usages)))
    write(folder + "empty.sst", store())
    write(folder + "without-end.sst", store(element(server))[:-12])
    write(folder + "damaged.sst", store(element(server, sha1=bytes(20)), element(issuing)))
    write(folder + "two-stores.sst", store(element(server)) + store(element(issuing)))
    write(folder + "behind-the-end.sst", store(element(server)) + b"\r\nTHE END")
    write(folder + "usages-garbled.sst", store(element(server, usages=b"\x04\x01")))
    write(folder + "element", with_key(server))
    write(folder + "element-content-first", record(32, server) + record(3, hashlib.sha1(server).digest()) + record(2, b""))
    write(folder + "element-without-certificate", record(3, bytes(20)) + record(11, text_of("nothing")))


def blob(octets):
    """regedit's way of breaking lines: at most 80 characters, a backslash, two blanks."""
    line, lines = '"Blob"=hex:', []
    for i, octet in enumerate(octets):
        line += f"{octet:02x}" + ("," if i + 1 < len(octets) else "")
        if len(line) > 76 and i + 1 < len(octets):
            lines.append(line + "\\")
            line = "  "
    return "\n".join(lines + [line]) + "\n"


def section(store_name, octets, folder="Certificates", hive="HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft"):
    thumbprint = hashlib.sha1(octets).hexdigest().upper()
    return f"[{hive}\\SystemCertificates\\{store_name}\\{folder}\\{thumbprint}]\n"


def make_registry(server, issuing, root, crl):
    folder = HERE + "registry/"
    head = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY]\n\n"
    stores = head + "".join([
        section("MY", server), blob(with_key(server)), "\n",
        section("MY", issuing), blob(element(issuing)), "\n",
        section("Root", root), '"Other"=hex:01,02,\\\n  03\n', blob(element(root)), "\n",
        section("CA", crl, "CRLs"), blob(element(crl, 33)), "\n",
        section("Disallowed", issuing, hive="HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft"), blob(element(issuing)), "\n"])
    write(folder + "stores.reg", utf16(stores))
    write(folder + "regedit4.reg", crlf(stores.replace("Windows Registry Editor Version 5.00", "REGEDIT4")).encode("cp1252"))
    write(folder + "der-in-blob.reg", utf16(head + section("ROOT", root) + blob(root)))
    write(folder + "empty-store.reg", utf16(head + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates]\n"))
    write(folder + "other-key.reg", utf16("Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\n"
                                          '"Name"="value"\n"Number"=dword:00000004\n'))


def make_broken_registry(server, issuing, root):
    """Blobs whose lines do not go on as they should, each with good ones behind it."""
    folder, head = HERE + "registry/", "Windows Registry Editor Version 5.00\r\n\r\n"
    first, good = section("CA", issuing) + blob(element(issuing)), section("Root", root) + blob(element(root))
    lines = first.splitlines(True)
    write(folder + "without-backslashes.reg", crlf(head + first.replace("\\\n", "\n") + "\n" + good).encode())
    write(folder + "cut-before-a-key.reg", crlf(head + "".join(lines[:12]) + good).encode())
    write(folder + "cut-before-a-value.reg", crlf(head + "".join(lines[:12]) + blob(element(issuing)) + good).encode())


def make_queries(server, issuing, root, crl):
    folder = HERE + "query/"

    def value(store_name, octets, shown, sub="Certificates", hive="HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft", kind="REG_BINARY"):
        return section(store_name, octets, sub, hive)[1:-2] + f"\n    Blob    {kind}    {shown}\n\n"

    def shown(octets):
        return octets.hex().upper()
    stores = "\n" + "".join([
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates\n",
        value("MY", server, shown(with_key(server))), value("MY", issuing, shown(element(issuing))),
        value("Root", root, shown(element(root)), kind="REG_BINARY").replace("\n\n", "\n    Other    REG_DWORD    0x1\n\n"),
        value("CA", crl, shown(element(crl, 33)), "CRLs"),
        value("Disallowed", issuing, shown(element(issuing)), hive="HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft"),
        "End of search: 5 match(es) found.\n"])
    write(folder + "stores.txt", crlf(stores).encode())
    write(folder + "unicode.txt", utf16(stores))
    tabs = "\n! REG.EXE VERSION 3.0\n\n" + value("ROOT", root, shown(element(root)).lower()).replace("    ", "\t")
    write(folder + "tabs.txt", crlf(tabs).encode())
    line = value("ROOT", root, shown(element(root))).splitlines()
    wide = "\n".join([line[0], *[line[1][i:i + 80] for i in range(0, len(line[1]), 80)]])
    write(folder + "console.txt", crlf("C:\\>reg query HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT /s\n\n" + wide + "\n\nC:\\>\n").encode())
    write(folder + "der-in-blob.txt", value("ROOT", root, shown(root)).encode())
    write(folder + "empty-store.txt", crlf("\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates\n").encode())
    write(folder + "other-key.txt", b"HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\r\n    Name    REG_SZ    value\r\n")
    # Broken: digits that are none, half an octet, nothing, cut within the octets; each with a good one behind it.
    good = value("ROOT", root, shown(element(root)))
    for name, digits in (("digits", shown(element(issuing))[:300] + "XY" + shown(element(issuing))[302:]), ("half", shown(element(issuing))[:-1]),
                         ("nothing", ""), ("cut", shown(element(issuing))[:400]), ("words", "00AB of a Blob")):
        write(folder + name + ".txt", crlf(value("CA", issuing, digits) + good).encode())
    write(folder + "with-pem.txt", crlf(good).encode() + pem(issuing))


# -- PowerShell -------------------------------------------------------------------------------------------------------

def entry(octets, raw, key=True, **others):
    return {"EnhancedKeyUsageList": [{"FriendlyName": "Server Authentication", "ObjectId": "1.3.6.1.5.5.7.3.1"}],
            "PSParentPath": MY, "FriendlyName": "VPN \U0001f511", "HasPrivateKey": key,
            "Extensions": [{"Critical": True, "RawData": [3, 2, 5, 160]}], "SubjectName": {"RawData": [48, 0]},
            "RawData": raw, "Thumbprint": hashlib.sha1(octets).hexdigest().upper(), **others}


def windows_powershell(value):
    """ConvertTo-Json of 5.1: four blanks, two behind the colon; Out-File makes UTF-16 of it."""
    return utf16(json.dumps(value, indent=4, separators=(",", ":  ")) + "\n")


def escaped(text):
    return text.replace("_", "_x005F_").replace("\r", "_x000D_").replace("\n", "_x000A_")


def clixml(*objects):
    return ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n'
            + "".join(f'  <Obj RefId="{i}">{text}</Obj>\n' for i, text in enumerate(objects)) + "</Objs>\n")


def clixml_certificate(octets, key="true"):
    return ("<TN RefId=\"0\"><T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN>"
            f"<ToString>{escaped('[Subject]' + chr(13) + chr(10) + '  CN=vpn')}</ToString>"
            f'<Props><BA N="RawData">{base64.b64encode(octets).decode()}</BA></Props>'
            f'<MS><S N="PSPath">{MY}\\ABCDEF</S><S N="PSParentPath">{MY}</S><S N="FriendlyName">{escaped("VPN_1")}</S>'
            f'<B N="HasPrivateKey">{key}</B></MS>')


def make_powershell(server, issuing, root, crl):
    folder = HERE + "powershell/"
    text = base64.b64encode(server).decode()
    numbers = list(server)
    write(folder + "numbers-5.1.json", windows_powershell([entry(server, numbers), entry(issuing, list(issuing), False)]))
    write(folder + "wrapped-5.1.json", windows_powershell(
        {"value": [entry(server, {"value": numbers, "Count": len(numbers)})], "Count": 1}))
    write(folder + "base64-7.json", (json.dumps([entry(server, text)], indent=2, ensure_ascii=False) + "\n").encode())
    ansi = json.dumps(entry(server, text, FriendlyName="Ger\u00e4t \u20ac"), ensure_ascii=False)
    write(folder + "ansi.json", ("[" + ansi + ",\r\n" + ansi + "]").encode("cp1252"))
    write(folder + "half-a-pair.json", json.dumps([entry(server, text, FriendlyName="\ud83d\U0001f511\udd11"), entry(server, text)]).encode())
    write(folder + "one-object.json", json.dumps(entry(server, text)).encode())
    write(folder + "a-line-each.json", b"".join(json.dumps(entry(octets, base64.b64encode(octets).decode())).encode() + b"\n"
                                                for octets in (server, issuing)))
    write(folder + "decimals.json", json.dumps([entry(server, " ".join(map(str, numbers)))]).encode())
    write(folder + "hexadecimal.json", json.dumps([entry(server, server.hex(" ").upper()), entry(server, server.hex())]).encode())
    write(folder + "lower-case-names.json", json.dumps([{"rawdata": text, "hasprivatekey": False, "pspath": MY + "\\AB12"}]).encode())
    write(folder + "raw-data-alone.json", json.dumps(numbers).encode())
    write(folder + "list-of-base64.json", json.dumps([text, base64.b64encode(issuing).decode()]).encode())
    write(folder + "stores.json", json.dumps([{"Name": "Root", "Certificates": [{"RawData": base64.b64encode(root).decode()}]},
                                              {"Name": "My", "Certificates": [{"RawData": text}]}]).encode())
    write(folder + "pem-inside.json", json.dumps({"certificate": pem(server).decode()}).encode())
    write(folder + "words.json", json.dumps([entry(server, "System.Byte[]"), entry(server, text)]).encode())
    write(folder + "without-raw-data.json", json.dumps([{"Thumbprint": "AB" * 20, "Subject": "CN=vpn"}]).encode())
    write(folder + "raw-data-null.json", json.dumps([{"RawData": None, "Subject": "CN=vpn"}, {"RawData": text}]).encode())
    write(folder + "empty.json", b"[]\n")
    write(folder + "not-json.json", b'[{"RawData": "' + text.encode() + b'"}, {"RawData": nothing}]\n')
    write(folder + "my.clixml", utf16(clixml(clixml_certificate(server), clixml_certificate(issuing, "false"))))
    listed = "".join(f"<By>{octet}</By>" for octet in server)
    write(folder + "shapes.clixml", crlf(clixml(
        f'<MS><S N="RawData">{text}</S></MS>',
        f'<MS><Obj N="RawData" RefId="9"><TN RefId="1"><T>System.Byte[]</T></TN><LST>{listed}</LST></Obj></MS>',
        f'<Props><Obj N="RootCertificateNameToAccept" RefId="8"><Props><BA N="RawData">{text}</BA></Props></Obj></Props>'
    )).encode())
    write(folder + "empty.clixml", clixml().encode())
    write(folder + "document-type.clixml", b'<!DOCTYPE Objs [<!ENTITY a "aaaa">]>\n' + clixml(clixml_certificate(server)).encode())
    row = '"{}","True","{}","VPN"\r\n'
    write(folder + "export.csv", ('"PSParentPath","HasPrivateKey","RawData","FriendlyName"\r\n' + row.format(MY, text)).encode())
    write(folder + "words.csv", ("#TYPE System.Security.Cryptography.X509Certificates.X509Certificate2\r\n"
                                 '"PSParentPath","HasPrivateKey","RawData","FriendlyName"\r\n'
                                 + row.format(MY, "System.Byte[]")).encode())
    # Keys of stores in the registry, as Get-ItemProperty shows them.
    key = "Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\"
    keys = [(key + name + "\\Certificates\\" + hashlib.sha1(octets).hexdigest().upper(), value)
            for name, octets, value in (("MY", server, with_key(server)), ("MY", issuing, element(issuing)), ("ROOT", root, element(root)))]
    write(folder + "registry.json", windows_powershell([
        {"Blob": list(value), "PSPath": path, "PSParentPath": path.rpartition("\\")[0]} for path, value in keys]))
    write(folder + "registry.clixml", clixml(*(
        f'<MS><BA N="Blob">{base64.b64encode(value).decode()}</BA><S N="PSPath">{path}</S></MS>' for path, value in keys)).encode())
    # Certificates of other programs: below any name, in any shape that is seen without being told.
    write(folder + "profile.json", json.dumps({"remote": {"id": "vpn.contoso.com", "cert": base64.b64encode(root).decode()}, "local": {"cert": list(server)}}).encode())
    write(folder + "long.json", json.dumps({"log": ["nothing yet"] * 6000, "certificate": pem(server).decode()}).encode())
    write(folder + "long.xml", b"<log>" + b"<entry>nothing yet</entry>\n" * 4000 + b"<c>" + base64.b64encode(server) + b"</c></log>")
    write(folder + "bare.clixml", clixml().replace("</Objs>", f"<BA>{base64.b64encode(server).decode()}</BA></Objs>").encode())
    write(folder + "table.clixml", clixml(f'<DCT><En><S N="Key">root</S><BA N="Value">{base64.b64encode(root).decode()}</BA></En></DCT>').encode())
    write(folder + "text.clixml", clixml(f"<S>{escaped(crlf(pem(server).decode()))}</S>").encode())
    write(folder + "other-root.xml", b"<!-- a printer -->\n<Printer><Shared>true</Shared></Printer>\n")


# -- certutil ---------------------------------------------------------------------------------------------------------

SCHEMA = ("Schema:\n  Column Name                   Localized Name                Type    MaxLength\n"
          "  ----------------------------  ----------------------------  ------  ---------\n"
          "  Request.RequestID             Request ID                    Long    4 -- Indexed\n\n")
ISSUED, REVOKED, DENIED = "0x14 (20) -- Issued", "0x15 (21) -- Revoked", "0x1f (31) -- Denied"


def row_of(number, request_id, disposition, certificate, asked=None):
    text = f"Row {number}:\n  Request ID: 0x{request_id:x} ({request_id})\n"
    if asked:
        text += "  Binary Request:\n" + pem(asked, "NEW CERTIFICATE REQUEST").decode()
    text += f"\n  Request Disposition: {disposition}\n"
    text += "  Binary Certificate:\n" + pem(certificate).decode() if certificate else "  Binary Certificate: EMPTY\n"
    return text + '  Certificate Template: "1.3.6.1.4.1.311.21.8.1.2.3" AOVPN Server\n  Requester Name: "CONTOSO\\VPN01$"\n\n'


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def make_certutil(server, issuing, root, crl):
    folder = HERE + "certutil/"
    asked = request("CN=vpn.contoso.com", SERVER_KEY, server_extensions())
    view = SCHEMA + row_of(1, 5, ISSUED, server, asked) + row_of(2, 26, REVOKED, issuing) + row_of(3, 27, DENIED, None, asked)
    view += "Maximum Row Index: 3\n\n3 Rows\nCertUtil: -view command completed successfully.\n"
    write(folder + "view.txt", crlf(view).encode())
    write(folder + "view-unicode.txt", utf16(view))
    write(folder + "row-issued.txt", crlf(SCHEMA + row_of(1, 5, ISSUED, server)).encode())
    write(folder + "row-revoked.txt", crlf(SCHEMA + row_of(1, 5, REVOKED, server)).encode())
    write(folder + "view-german.txt", crlf(view).replace("Row ", "Zeile ").replace("Request ID", "Anforderungskennung").encode())
    # The same in German without the schema, and with all of it; csv in German.
    german = (("Row ", "Zeile "), ("Request ID", "Anforderungs-ID"), ("Request Disposition", "Anforderungsdisposition"),
              ("Certificate Template", "Zertifikatvorlage"), ("Binary Certificate", "Bin\u00e4res Zertifikat"), ("Issued", "Ausgestellt"),
              ("Revoked", "Gesperrt"))
    rows, shapes = row_of(1, 5, ISSUED, server) + row_of(2, 26, REVOKED, issuing), ""
    columns = ("Request.RequestID", "Request.Disposition", "CertificateTemplate", "RawCertificate")
    schema = SCHEMA.rstrip("\n") + "".join(
        f"\n  {name:<28}  {label:<28}  Long    4" for name, label in zip(columns[1:], ("Request Disposition", "Certificate Template", "Binary Certificate"))) + "\n\n"
    for name, text in (("german-schema", schema + rows), ("german-shapes", rows)):
        for old, new in german:
            text = text.replace(old, new)
        write(folder + name + ".txt", crlf(text).encode("cp1252"))
    write(folder + "german.csv", ('"Anforderungs-ID";"Anforderungsdisposition";"Bin\u00e4res Zertifikat"\r\n' + "".join(
        f'"{number}";"{disposition}";"{crlf(pem(octets).decode())}"\r\n' for number, disposition, octets in
        (("0x5 (5)", "20 -- Ausgestellt", server), ("0x1a (26)", "21 -- Gesperrt", issuing)))).encode("cp1252"))
    header = '"Request ID","Request Disposition","Certificate Template","Binary Certificate","Binary Request"\r\n'
    rows = [("0x5 (5)", ISSUED, server), ("0x1a (26)", REVOKED, issuing), ("0x1b (27)", DENIED, None)]
    write(folder + "view.csv", (header + "".join(",".join(map(quoted, [
        number, disposition, '"AOVPN" Server', crlf(pem(octets).decode()) if octets else "EMPTY",
        base64.encodebytes(asked).decode()])) + "\r\n" for number, disposition, octets in rows)).encode())
    write(folder + "semicolons.csv", ("RequestID;RawCertificate\n" + "".join(
        f"{number};{base64.b64encode(octets).decode()}\n" for number, octets in ((5, server), (26, issuing)))).encode())

    def listed(number, octets, *lines):
        digest = hashlib.sha1(octets).hexdigest()
        return (f"================ Certificate {number} ================\nSerial Number: 1a00\nIssuer: CN=Contoso Issuing CA\n"
                f" NotBefore: 1/12/2026 9:00 AM\nCert Hash(sha1): {digest if number else ' '.join(digest[i:i + 2] for i in range(0, 40, 2))}\n"
                + "".join(line + "\n" for line in lines) + "\n")
    write(folder + "store.txt", crlf('My "Personal"\n' + listed(
        0, server, "  Key Container = te-1f", "  Unique container name: 7f_1", f"  Provider = {PROVIDER}",
        "Private key is NOT exportable", "Encryption test passed")
        + listed(1, issuing, "  Key Container = te-2", "  Provider = Microsoft RSA SChannel Cryptographic Provider", "Missing stored keyset")
        + "CertUtil: -store command completed successfully.\n").encode())
    write(folder + "store-with-pem.txt", crlf('My "Personal"\n' + listed(0, server, "  Key Container = te-1f", f"  Provider = {PROVIDER}",
                                                                         "Encryption test passed")).encode() + pem(server))


# -- requests ---------------------------------------------------------------------------------------------------------

def cmc(asked):
    """PKIData in signed data, as certreq makes it for a template (RFC 5272; MS-WCCE, 2.2.2.6)."""
    data = der.sequence(der.sequence(), der.sequence(der.explicit(0, der.integer(1), asked)), der.sequence(), der.sequence())
    return content_info(signed_data(content=wrapped(data), kind="1.3.6.1.5.5.7.12.2"))


def make_requests(server):
    folder = HERE + "requests/"
    asked = request("CN=vpn.contoso.com", SERVER_KEY, server_extensions(), attributes=windows_attributes("VPNServer"))
    write(folder + "pkcs10.req", asked)
    write(folder + "pkcs10.pem", pem(asked, "CERTIFICATE REQUEST"))
    write(folder + "microsoft-extensions.req", request("CN=vpn.contoso.com", SERVER_KEY, server_extensions(), by=MS_CERT_EXTENSIONS))
    write(folder + "cmc.req", pem(cmc(asked), "NEW CERTIFICATE REQUEST", "\r\n"))
    write(folder + "cmc-pieces.req", indefinite(0x30, der.oid(SIGNED_DATA), indefinite(0xA0, indefinite(
        0x30, der.integer(3), indefinite(0x31), indefinite(0x30, der.oid("1.3.6.1.5.5.7.12.2"), indefinite(0xA0, in_pieces(
            der.sequence(der.sequence(), der.sequence(der.explicit(0, der.integer(1), asked)), der.sequence(), der.sequence()), 300))),
        indefinite(0x31)))))
    tagged = [der.explicit(1, der.sequence()), der.explicit(0, der.integer(2), asked), der.explicit(0, der.sequence())]
    write(folder + "cmc-others.req", content_info(signed_data(kind="1.3.6.1.5.5.7.12.2", content=wrapped(
        der.sequence(der.sequence(), der.sequence(*tagged), der.sequence(), der.sequence())))))
    write(folder + "renewal.req", content_info(signed_data([server], content=wrapped(asked))))


# -- texts and nesting ------------------------------------------------------------------------------------------------

def make_texts(server, issuing, root, crl):
    folder = HERE + "texts/"
    text = crlf(pem(server).decode())
    write(folder + "utf-16le-mark.cer", utf16(text))
    write(folder + "utf-16le.cer", text.encode("utf-16-le"))
    write(folder + "utf-16be-mark.cer", b"\xfe\xff" + text.encode("utf-16-be"))
    write(folder + "utf-16be.cer", text.encode("utf-16-be"))
    write(folder + "utf-16le-german.txt", ("Zertifikat für vpn01:\r\n" + text).encode("utf-16-le"))
    write(folder + "bare-base64-store.txt", base64.encodebytes(store(with_key(server))))
    write(folder + "mail.eml", ("From: ada@contoso.com\r\nSubject: the certificate\r\n\r\nYou wrote:\r\n\r\n"
                                + "".join("> > " + line + "\r\n" for line in text.splitlines()) + "\r\nIt expired.\r\n").encode())
    signed = base64.encodebytes(content_info(signed_data([server, issuing])))
    write(folder + "smime.eml", (
        "From: ada@contoso.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; "
        "boundary=\"----8B1F\"\r\n\r\n------8B1F\r\nContent-Type: text/plain\r\n\r\nThe certificate is in the signature.\r\n\r\n"
        "------8B1F\r\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + crlf(signed.decode()) + "\r\n------8B1F\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + crlf(base64.encodebytes(b"\x89PNG\r\n" + bytes(90)).decode()) + "\r\n------8B1F--\r\n").encode())
    lines = base64.encodebytes(server).decode()
    write(folder + "metadata.xml", (f"<EntityDescriptor><X509Certificate>{base64.b64encode(issuing).decode()}</X509Certificate>\n"
                                    f"<X509Certificate>\n{lines}</X509Certificate></EntityDescriptor>\n").encode())
    write(folder + "secret.yaml", ("data:\n  tls.crt: " + base64.b64encode(pem(server)).decode() + "\n  tls.key: "
                                   + base64.b64encode(pem(b"0\x82\x01\x00" + bytes(256), "PRIVATE KEY")).decode() + "\n").encode())
    write(folder + "runs.txt", ("cut: " + base64.b64encode(server[:-9]).decode() + "\nkey: " + base64.b64encode(
        der.sequence(der.integer(0), der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.octet_string(bytes(300)))).decode()
        + "\n> " + lines.replace("\n", "\n> ") + "MII=\nMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMIIMII\n").encode())
    touching = pem(server).rstrip() + pem(issuing)
    write(folder + "touching.pem", touching)
    write(folder + "quoted-printable.eml", ("Content-Transfer-Encoding: quoted-printable\r\n\r\n" + crlf(pem(issuing).decode()).replace("=", "=3D")).encode())
    write(folder + "same-prefix.log", "".join(f"vpn01 RemoteAccess[812]: {line}\n" for line in text.splitlines()).encode())
    write(folder + "time-stamps.log", "".join(f"2026-06-01 12:00:{i:02} INFO  {line}\n" for i, line in enumerate(text.splitlines())).encode())
    write(folder + "program.c", "".join(f'    "{line}\\n"\n' for line in text.splitlines()).encode())
    write(folder + "shell.sh", ("CERTIFICATE='" + pem(server).decode().rstrip() + "'\n").encode())
    write(folder + "bare-base64.txt", base64.encodebytes(server))
    write(folder + "bare-base64-lines.txt", b"".join(base64.b64encode(octets) + b"\r\n" for octets in (server, issuing)))
    write(folder + "bare-base64-unicode.txt", utf16(base64.b64encode(server).decode() + "\n"))
    write(folder + "bare-base64-garbled.txt", base64.b64encode(server)[:600] + b"?" + base64.b64encode(server)[600:])
    write(folder + "page.html", b"<html><body><pre>\n" + pem(server) + b"</pre></body></html>\n")

    def folded(name, octets):
        line = f"{name}:: {base64.b64encode(octets).decode()}"
        return "\n ".join([line[:76], *[line[i:i + 75] for i in range(76, len(line), 75)]]) + "\n"
    configuration = "CN=Public Key Services,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=com"
    write(folder + "published.ldf", crlf(
        f"dn: CN=Contoso Root CA,CN=Certification Authorities,{configuration}\nchangetype: add\nobjectClass: certificationAuthority\n"
        + folded("cACertificate", root) + "authorityRevocationList:: AA==\ncertificateRevocationList:: AA==\n\n"
        f"dn: CN=Contoso Issuing CA,CN=CA01,CN=CDP,{configuration}\nchangetype: add\nobjectClass: cRLDistributionPoint\n"
        + folded("certificateRevocationList;binary", crl) + "\n"
        f"dn: CN=NTAuthCertificates,{configuration}\nchangetype: add\n" + folded("cACertificate", issuing)
        + folded("cACertificate", server) + "cACertificate:: M?==\n").encode())

    folder = HERE + "refused/"
    write(folder + "list.txt", utf16("\nSubject      : CN=vpn.contoso.com\nIssuer       : CN=Contoso Issuing CA\n"
                                     "Thumbprint   : " + "AB" * 20 + "\nFriendlyName :\nRawData      : {48, 130, 5, 216...}\n\n"))
    write(folder + "table.txt", utf16(f"\n\n   PSParentPath: {MY}\n\nThumbprint                                Subject\n"
                                      "----------                                -------\n" + "AB" * 20 + "  CN=vpn.contoso.com\n\n"))
    write(folder + "dump.txt", crlf("X509 Certificate:\nVersion: 3\nSerial Number: 1a00\nSignature Algorithm:\n").encode())
    write(folder + "attribute-certificate.der", der.sequence(
        der.sequence(der.integer(1), der.sequence(), der.explicit(0), der.sequence(), der.integer(1)), der.sequence(), der.bit_string(b"x")))

    folder = HERE + "nested/"
    inner = base64.b64encode(store(element(server))).decode()
    write(folder + "store-in-pem.pem", pem(store(with_key(server)), "CERTIFICATE"))
    write(folder + "pem-in-pem.pem", pem(pem(server)))
    write(folder + "store-in-json.json", json.dumps([{"RawData": inner, "PSParentPath": MY}]).encode())
    write(folder + "pkcs7-in-pkcs7.p7b", content_info(signed_data(content=wrapped(content_info(signed_data([server]))))))
    deep = server
    for _ in range(8):
        deep = pem(deep)
    write(folder + "eight.pem", deep)
    write(folder + "nine.pem", pem(deep))
    deep = content_info(signed_data([server]))
    for _ in range(9):
        deep = content_info(signed_data(content=wrapped(deep)))
    write(folder + "pkcs7-ten.p7b", deep)


def make_jwk(server, issuing, root, crl):
    folder = HERE + "jwk/"

    def text(octets):
        return base64.b64encode(octets).decode()
    key = {"kty": "RSA", "use": "sig", "kid": "vpn01", "n": "AQAB", "e": "AQAB", "x5t": "AAAA"}
    write(folder + "key.json", json.dumps(key | {"x5c": [text(server), text(issuing)]}, indent=2).encode())
    write(folder + "set.json", json.dumps({"keys": [key | {"x5c": [text(server)]}, key | {"x5c": [text(root)]}, key]}).encode())
    write(folder + "header.json", json.dumps({"alg": "RS256", "x5c": [text(server)]}).encode())
    write(folder + "escaped.json", json.dumps({"keys": [key | {"x5c": [text(server)]}]}).replace("/", "\\/").encode())
    write(folder + "text-alone.json", json.dumps(key | {"x5c": text(server)}).encode())
    write(folder + "unicode.json", utf16(json.dumps({"keys": [key | {"x5c": [text(server)]}]})))
    url = text(server).replace("+", "-").replace("/", "_").rstrip("=")
    write(folder + "url.json", json.dumps({"keys": [key | {"x5c": [url, text(issuing)]}]}).encode())
    write(folder + "garbled.json", json.dumps(key | {"x5c": [text(server)[:100], 5, text(crl), text(b"no DER"), text(issuing)]}).encode())
    write(folder + "empty.json", json.dumps({"keys": [key | {"x5c": []}]}).encode())
    write(folder + "without.json", json.dumps({"keys": [key]}).encode())
    write(folder + "cut.json", json.dumps({"keys": [key | {"x5c": [text(server), text(issuing)]}]}).encode()[:-60])


def hex_dump(octets, offsets=True, characters=True):
    """certutil -encodehex of form 11; without offsets 5, without characters 10, without both 4."""
    lines = []
    for start in range(0, len(octets), 16):
        part = octets[start:start + 16]
        pairs = " ".join(f"{octet:02x}" for octet in part[:8]) + ("  " + " ".join(f"{octet:02x}" for octet in part[8:]) if part[8:] else "")
        shown = "".join(chr(octet) if 0x20 <= octet < 0x7f else "." for octet in part)
        lines.append((f"{start:04x}  " if offsets else "") + (f"{pairs:<48}   {shown}" if characters else pairs))
    return "\n".join(lines) + "\n"


def make_dumps(server, issuing, root, crl):
    folder = HERE + "dumps/"
    for name, offsets, characters in (("default", True, True), ("form-5", False, True), ("form-10", True, False), ("form-4", False, False)):
        write(folder + name + ".txt", crlf(hex_dump(server, offsets, characters)).encode())
    write(folder + "form-12.txt", server.hex().encode() + b"\r\n")
    write(folder + "unicode.txt", utf16(hex_dump(server)))
    write(folder + "pem-dumped.txt", crlf(hex_dump(pem(server, newline="\r\n"))).encode())
    write(folder + "store.txt", hex_dump(store(with_key(server), element(root))).encode())
    write(folder + "element.txt", hex_dump(with_key(server), False, False).encode())
    write(folder + "two.txt", (hex_dump(issuing) + hex_dump(root)).encode())
    write(folder + "two-form-4.txt", (hex_dump(issuing, False, False) + hex_dump(root, False, False)).encode())
    write(folder + "crl-upper-case.txt", hex_dump(crl, True, False).upper().encode())
    # Format-Hex of Windows PowerShell 5.1 and of PowerShell 7; xxd.
    rows = [f"{i:08X}   " + f"{' '.join(f'{o:02X}' for o in root[i:i + 16]):<47}  {'.' * len(root[i:i + 16])}" for i in range(0, len(root), 16)]
    columns = " ".join(f"{i:02X}" for i in range(16))
    write(folder + "format-hex-5.1.txt", utf16("\n\n           Path: C:\\Temp\\root.cer\n\n           " + columns + "\n\n" + "\n".join(rows) + "\n\n"))
    write(folder + "format-hex-7.txt", ("\n   Label: C:\\Temp\\root.cer\n\n          Offset Bytes                                           Ascii\n"
                                        "                 " + columns + "\n          ------ " + "-" * 47 + " -----\n"
                                        + "\n".join("00000000" + row[:8] + row[10:] for row in rows) + "\n\n").encode())
    write(folder + "xxd.txt", "".join(
        f"{i:08x}: {' '.join(root[i + j:i + j + 2].hex() for j in range(0, 16, 2)):<39}  {'0' * len(root[i:i + 16])}\n"
        for i in range(0, len(root), 16)).encode())
    # Broken: a line is gone, a digit is none, cut within an octet, cut between lines, an octet too few in a line.
    lines = hex_dump(server).splitlines(True)
    write(folder + "line-missing.txt", "".join(lines[:5] + lines[6:] + hex_dump(root).splitlines(True)).encode())
    write(folder + "digit.txt", "".join(lines[:5] + [lines[5].replace(lines[5][6:8], "3g", 1)] + lines[6:]).encode())
    write(folder + "digit-form-4.txt", hex_dump(server, False, False).replace("2a", "2o", 1).encode())
    write(folder + "cut.txt", "".join(lines[:20]).encode())
    write(folder + "cut-in-octet.txt", server.hex()[:701].encode())
    write(folder + "octet-missing.txt", "".join(lines[:5] + [lines[5][:6] + lines[5][9:]] + lines[6:]).encode())
    write(folder + "key.txt", hex_dump(der.sequence(
        der.integer(0), der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.octet_string(bytes(200)))).encode())
    write(folder + "no-certificate.txt", hex_dump(b"This is no certificate, but a text of more than sixteen octets.").encode())


def make_spoiled(server, issuing, root, crl):
    """What copying and appending do to texts."""
    folder = HERE + "spoiled/"
    text = pem(server).decode()
    for name, blank in (("no-break", "\u00a0"), ("no-width", "\u200b"), ("mark-within", "\ufeff"), ("html-within", "<br>"), ("html-closed", "<br />")):
        write(folder + name + ".txt", text.replace("\n", blank + "\n").encode())
    write(folder + "angle.txt", text.replace("\n", "<b>\n").encode())
    # Out-File -Append of Windows PowerShell, >> of cmd, copy /b of two files.
    write(folder + "utf-16-behind.txt", crlf(text).encode() + crlf(pem(root).decode()).encode("utf-16-le"))
    write(folder + "utf-16-marked-behind.txt", crlf(text).encode() + utf16(pem(root).decode()) + pem(issuing))
    write(folder + "ansi-behind.txt", utf16(text) + crlf(pem(root).decode()).encode())
    write(folder + "utf-16-chinese.txt", utf16("\u4e2d\u6587\u5b57\u7b26\u4e32\u8bc1\u4e66\n" * 3 + text))
    write(folder + "marks.json", b"".join(utf16(json.dumps([entry(octets, list(octets))])) for octets in (server, issuing)))
    # DER that was read and written as text.
    write(folder + "as-utf-8.cer", server.decode("latin-1").encode())
    write(folder + "as-replacements.cer", server.decode("utf-8", "replace").encode())
    write(folder + "as-utf-16.cer", utf16(server.decode("cp1252", "replace")))
    write(folder + "as-oem.cer", server.decode("cp850").encode())
    write(folder + "no-der.txt", "0\u00e9 is no DER, but a text with a bell: \a\n".encode())


def make_lists(server, issuing, root, crl):
    """Octets as lists of numbers, within texts."""
    folder = HERE + "lists/"
    prefixed = [f"0x{octet:02X}" for octet in server]
    write(folder + "a-line-each.txt", utf16("".join(f"{octet}\n" for octet in server + root)))
    write(folder + "array.c", ("static const unsigned char vpn01[] = {\n"
                               + "".join(f"    {', '.join(prefixed[i:i + 12])},\n" for i in range(0, len(server), 12)) + "};\n").encode())
    write(folder + "array.ps1", crlf("$vpn01 = [byte[]](" + ",".join(map(str, server)) + ")\n$n = 48\n").encode())
    write(folder + "escaped.c", ("char vpn01[] =\n" + "".join('    "' + "".join(f"\\x{o:02x}" for o in server[i:i + 16]) + '"\n' for i in range(0, len(server), 16)) + "    ;\n").encode())
    write(folder + "statement.sql", f"INSERT INTO c VALUES (30, 0x{server.hex().upper()}, 'vpn01'), (31, 0x{root.hex()}, 'root');\n".encode())
    write(folder + "blob.txt", ("> " + blob(with_key(server)).partition("=")[2].replace("\n", "\n> ")).encode())
    groups = [root.hex().upper()[i:i + 8] for i in range(0, 2 * len(root), 8)]
    write(folder + "router.cfg", ("hostname vpn01\n!\ncrypto pki certificate chain ROOT\n certificate ca 01\n"
                                  + "".join(f"  {' '.join(groups[i:i + 8])} \n" for i in range(0, len(groups), 8)) + "  \tquit\n!\nend\n").encode())
    # Broken: cut, a number beyond an octet, a line between, half an octet, a key; a signed thing that is none.
    decimals = list(map(str, server))
    write(folder + "cut.txt", "\n".join(decimals[:700]).encode())
    write(folder + "beyond.txt", "\n".join(decimals[:300] + ["256"] + decimals[301:]).encode())
    write(folder + "line-between.txt", "\n".join(decimals[:300] + ["", "more:"] + decimals[300:]).encode())
    write(folder + "half.sql", f"SELECT 0x{server.hex()[:-1]};\n".encode())
    write(folder + "key.txt", " ".join(map(str, der.sequence(
        der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.bit_string(bytes(200))))).encode())
    write(folder + "again.txt", ("48 130 " * 20000).encode())
    write(folder + "forty-eight.txt", ("48 1 " * 20000).encode())


def make_policies(server, issuing, root, crl):
    """Registry.pol (MS-GPREG, 2.2.1)."""
    folder = HERE + "policies/"

    def wide(text):
        return text.encode("utf-16-le")

    def setting(key, value, data, kind=3, size=None):
        return (wide("[" + key + "\0;" + value + "\0;") + struct.pack("<I", kind) + wide(";")
                + struct.pack("<I", len(data) if size is None else size) + wide(";") + data + wide("]"))
    base = "Software\\Policies\\Microsoft\\SystemCertificates\\"
    header = b"PReg\x01\0\0\0"
    good = setting(base + "Root\\Certificates\\" + hashlib.sha1(root).hexdigest().upper(), "Blob", element(root))
    other = setting(base + "AuthRoot", "DisableRootAutoUpdate", bytes(4), 4)
    write(folder + "registry.pol", header + other + good + setting(base + "CA\\Certificates\\AB", "Blob", element(issuing))
          + setting(base + "CA\\CRLs\\AB", "Blob", element(crl, 33)))
    write(folder + "empty.pol", header)
    write(folder + "other.pol", header + other + setting("Software\\Policies\\Contoso", "Blob", element(root)))
    write(folder + "cut.pol", header + good + setting(base + "CA\\Certificates\\AB", "Blob", element(issuing))[:-300])
    write(folder + "length.pol", header + good + setting(base + "CA\\Certificates\\AB", "Blob", element(issuing), size=0xfffffff0) + good)
    write(folder + "short.pol", header + setting(base + "CA\\Certificates\\AB", "Blob", element(issuing), size=20) + good)
    write(folder + "key-without-end.pol", header + good + wide("[" + base))
    write(folder + "damaged.pol", header + setting(base + "CA\\Certificates\\AB", "Blob", element(issuing)[:-9]) + good)


def make_refused():
    folder = HERE + "refused/"
    write(folder + "events.evtx", b"ElfFile\x00" + bytes(120))
    write(folder + "office.docx", b"PK\x03\x04" + bytes(60))
    write(folder + "old-office.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60))
    write(folder + "paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    write(folder + "store.jks", b"\xfe\xed\xfe\xed\x00\x00\x00\x02" + bytes(20))
    write(folder + "hive.dat", b"regf" + bytes(60))
    write(folder + "archive.gz", b"\x1f\x8b\x08\x00" + bytes(20))
    write(folder + "archive.cab", b"MSCF" + bytes(32))
    write(folder + "archive.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(24))
    write(folder + "archive.rar", b"Rar!\x1a\x07\x01\x00" + bytes(24))
    write(folder + "archive.bz2", b"BZh9\x31\x41\x59\x26\x53\x59" + bytes(24))
    write(folder + "archive.xz", b"\xfd7zXZ\x00\x00\x04" + bytes(24))
    write(folder + "archive.zst", b"\x28\xb5\x2f\xfd\x24\x00" + bytes(24))
    write(folder + "archive.tar", b"vpn01.cer".ljust(100, b"\0") + b"0000644\0".ljust(157, b"\0") + b"ustar\x0000" + bytes(247))
    write(folder + "cert9.db", b"SQLite format 3\x00\x10\x00" + bytes(24))
    write(folder + "key.pvk", b"\x1e\xf1\xb5\xb0" + bytes(20))
    write(folder + "key.snk", b"\x07\x02\x00\x00\x00\x24\x00\x00RSA2" + bytes(20))
    for name, arcs in (("data", "1.2.840.113549.1.7.1"), ("compressed", "1.2.840.113549.1.9.16.1.9")):
        write(folder + name + ".cms", der.sequence(der.oid(arcs), der.explicit(0, der.octet_string(b"a text"))))
    write(folder + "openssl-text.txt", b"Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number: 26 (0x1a)\n")
    write(folder + "openssl-request.txt", b"Certificate Request:\n    Data:\n        Version: 1 (0x0)\n")
    write(folder + "certtool.txt", b"X.509 Certificate Information:\n\tVersion: 3\n\tSerial Number (hex): 1a\n")
    write(folder + "keytool-german.txt", b"Aliasname: vpn\nZertifikat[1]:\nEigent\xc3\xbcmer: CN=vpn.contoso.com\nZertifikat-Fingerprints:\n\t SHA1: "
          + b":".join([b"AB"] * 20) + b"\n\t SHA256: " + b":".join([b"AB"] * 32) + b"\n")
    write(folder + "begins-with-bzh.txt", b"BZh is how bzip2 begins, and this is a text without a certificate.\n")
    # OpenPGP (RFC 9580): packets with the lengths of a key of 2048 bits, nothing in them.
    key = b"\x04\x66\x00\x00\x00\x01\x08\x00" + bytes(261)
    write(folder + "key-ring.gpg", b"\x99\x01\x0d" + key)
    write(folder + "key-ring-new.gpg", b"\xc6\xc0\x4d" + key)
    write(folder + "secret-key.gpg", b"\x95\x01\x0d" + key)
    write(folder + "message.gpg", b"\x85\x01\x0c\x03" + bytes(8) + b"\x01\x08\x00" + bytes(257))
    write(folder + "signature.sig", b"\x89\x01\x33\x04\x00\x01\x08\x00\x1d" + bytes(298))
    write(folder + "keyring.kbx", b"\x00\x00\x00\x20\x01\x01\x00\x02KBXf" + bytes(20))
    for name, label in (("pgp-key.asc", "PGP PUBLIC KEY BLOCK"), ("pgp-message.asc", "PGP MESSAGE")):
        write(folder + name, pem(key, label).replace(b"-----\n", b"-----\nComment: nobody\n\n", 1).replace(b"\n-----END", b"\n=twTO\n-----END"))
    write(folder + "pgp-signed.asc", b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe server is vpn.contoso.com.\n"
          + pem(key, "PGP SIGNATURE"))
    write(folder + "openssh-key", pem(b"openssh-key-v1\0" + bytes(60), "OPENSSH PRIVATE KEY"))
    line = base64.b64encode(b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20" + bytes(32))
    write(folder + "id_ed25519.pub", b"ssh-ed25519 " + line + b" help@desk\n")
    write(folder + "ssh2.pub", b"---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"desk\"\n" + line + b"\n---- END SSH2 PUBLIC KEY ----\n")
    write(folder + "putty.ppk", b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: desk\nPublic-Lines: 1\n" + line + b"\n")
    write(folder + "paper.rtf", b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Courier;}}\n\\f0 " + pem(b"\x30\x03\x02\x01\x00").replace(b"\n", b"\\par\n") + b"}\n")
    write(folder + "dh-parameters.pem", pem(der.sequence(der.integer(23), der.integer(5)), "DH PARAMETERS"))
    # A CTL (MS-CAESO has its ASN.1) within signed data, as authroot.stl and catalogs are; its certificate is the signer's.
    ctl = der.sequence(der.sequence(der.oid("1.3.6.1.4.1.311.10.3.9")), der.octet_string(b"a list"), der.integer(1),
                       der.tlv("utc_time", b"260601000000Z"), der.sequence(der.oid("1.3.14.3.2.26"), der.null()))
    signer = made["demo/certificates/vpn01.cer"]
    list_of_roots = content_info(der.sequence(
        der.integer(1), der.set_of(), der.sequence(der.oid("1.3.6.1.4.1.311.10.1"), der.explicit(0, ctl)),
        der.tlv(0xa0, signer), der.set_of()))
    write(folder + "authroot.stl", list_of_roots)
    write(folder + "authroot.pem", pem(list_of_roots, "PKCS7"))
    text = pem(signer).decode()
    write(folder + "utf-32le-mark.txt", b"\xff\xfe\x00\x00" + text.encode("utf-32-le"))
    write(folder + "utf-32be-mark.txt", b"\x00\x00\xfe\xff" + text.encode("utf-32-be"))
    write(folder + "utf-32le.txt", text.encode("utf-32-le"))
    write(folder + "utf-32be.txt", text.encode("utf-32-be"))
    sealed, octets = pkcs12.encrypted(b"not a key", "x", "3des")
    write(folder + "encrypted-key.pem", pem(der.sequence(sealed, der.octet_string(octets)), "ENCRYPTED PRIVATE KEY"))
    write(folder + "encrypted-key.der", der.sequence(sealed, der.octet_string(octets)))
    write(folder + "rsa-key-old.pem", pem(b"\x30\x03\x02\x01\x00", "RSA PRIVATE KEY").replace(
        b"KEY-----\n", b"KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011223344556677\n\n", 1))
    write(folder + "key.der", der.sequence(der.integer(0), der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null()), der.octet_string(b"no key")))
    write(folder + "public-key.der", SERVER_KEY.public)
    write(folder + "public-key.pem", pem(SERVER_KEY.public, "PUBLIC KEY"))
    write(folder + "ocsp.der", der.sequence(der.enumerated(0), der.explicit(0, der.sequence())))
    write(folder + "enveloped.p7m", content_info(der.sequence(der.integer(0)), "1.2.840.113549.1.7.3"))


def make():
    server = made["demo/certificates/vpn01.cer"]
    issuing = made["demo/intermediates/contoso-issuing-ca.cer"]
    root = made["demo/roots/contoso-root-ca.cer"]
    crl = made["demo/crls/contoso-issuing-ca.crl"]
    for part in (make_pkcs7, make_pkcs12, make_serialized, make_registry, make_queries, make_powershell, make_certutil, make_texts, make_jwk, make_dumps,
                 make_lists, make_policies, make_spoiled):
        part(server, issuing, root, crl)
    make_broken_registry(server, issuing, root)
    make_requests(server)
    make_refused()
