"""Certificate templates as ldifde and PowerShell export them: the stock ones (MS-CRTD, appendix), good ones and faulty ones.

A template is a mapping of attributes to what Active Directory holds: text, number, list, or octets.
"""

import base64
import struct
import uuid

import contoso
import x509
from output import write

DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"
COMPUTERS, USERS, ADMINS = DOMAIN + "-515", DOMAIN + "-513", DOMAIN + "-512"
VPN_SERVERS, VPN_USERS = DOMAIN + "-1105", DOMAIN + "-1106"
AUTHENTICATED = "S-1-5-11"
CONTAINER = "CN=Certificate Templates,CN=Public Key Services,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=com"

SERVER, CLIENT, IKE = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.8.2.2"
EFS, EMAIL, SMART_CARD, KDC = "1.3.6.1.4.1.311.10.3.4", "1.3.6.1.5.5.7.3.4", "1.3.6.1.4.1.311.20.2.2", "1.3.6.1.5.2.3.5"

PLATFORM, SOFTWARE = "Microsoft Platform Crypto Provider", "Microsoft Software Key Storage Provider"
SCHANNEL = "Microsoft RSA SChannel Cryptographic Provider"

DAY = 86400
WEEKS_6, YEAR, YEARS_2 = 42 * DAY, 365 * DAY, 730 * DAY


# -- values ------------------------------------------------------------------------------------------------------------

def period(seconds):
    return struct.pack("<q", -seconds * 10 ** 7)


def signed(number):
    """As LDAP has 32 bits: with a sign."""
    return number - (1 << 32) if number >= 1 << 31 else number


def triplets(algorithm="RSA", digest="SHA256"):
    return (f"msPKI-Asymmetric-Algorithm`PZPWSTR`{algorithm}`msPKI-Hash-Algorithm`PZPWSTR`{digest}`"
            "msPKI-Key-Usage`DWORD`16777215`msPKI-Symmetric-Algorithm`PZPWSTR`3DES`msPKI-Symmetric-Key-Length`DWORD`168`")


ENROLL, AUTOENROLL = "0e10c968-78fb-11d2-90d4-00c04f79dc55", "a05b8cc2-17bc-4802-a710-e7c15ab866a2"


def rights(enroll, autoenroll):
    return [(ENROLL, account) for account in enroll] + [(AUTOENROLL, account) for account in autoenroll]


def sid(text):
    parts = [int(part) for part in text.split("-")[1:]]
    return struct.pack("BB", parts[0], len(parts) - 2) + parts[1].to_bytes(6, "big") + struct.pack(
        f"<{len(parts) - 2}I", *parts[2:])


def descriptor(entries):
    """Self-relative, as LDAP has it (MS-DTYP, 2.4.6)."""
    listed = b""
    for right, account in entries:
        body = struct.pack("<II", 0x100, 1) + uuid.UUID(right).bytes_le + sid(account)
        listed += struct.pack("<BBH", 5, 0, 4 + len(body)) + body
    acl = struct.pack("<BBHHH", 4, 0, 8 + len(listed), len(entries), 0) + listed
    owner = sid(ADMINS)
    return struct.pack("<BBHIIII", 1, 0, 0x8004, 20, 0, 0, 20 + len(owner)) + owner + acl


def sddl(entries):
    return f"O:{ADMINS}G:{ADMINS}D:PAI" + "".join(f"(OA;;CR;{right};;{account})" for right, account in entries)


# -- templates ---------------------------------------------------------------------------------------------------------

def template(cn, display, version, flags, names, usages, *, policies=None, size=2048, enrollment=32, key_flags=0,
             key_usage=b"\xa0\0", providers=(SCHANNEL,), validity=YEAR, renewal=WEEKS_6, revision=100, minor=1, oid=None,
             ra_policies=(), enroll=(ADMINS,), autoenroll=(), **more):
    attributes = {
        "objectClass": ["top", "pKICertificateTemplate"],
        "cn": cn,
        "displayName": display,
        "flags": flags,
        "revision": revision,
        "pKIDefaultKeySpec": 1,
        "pKIKeyUsage": key_usage,
        "pKIMaxIssuingDepth": 0,
        "pKICriticalExtensions": ["2.5.29.15"],
        "pKIExpirationPeriod": period(validity),
        "pKIOverlapPeriod": period(renewal),
        "pKIExtendedKeyUsage": list(usages),
        "pKIDefaultCSPs": [f"{i + 1},{name}" for i, name in enumerate(providers)],
        "msPKI-RA-Signature": 0,
        "msPKI-Enrollment-Flag": enrollment,
        "msPKI-Private-Key-Flag": key_flags,
        "msPKI-Certificate-Name-Flag": signed(names),
        "msPKI-Minimal-Key-Size": size,
        "msPKI-Template-Schema-Version": version,
        "msPKI-Template-Minor-Revision": minor,
        "msPKI-Cert-Template-OID": oid or f"1.3.6.1.4.1.311.21.8.1111111.2222222.3333333.4444444.5555555.66.1.{len(cn)}",
    }
    if version >= 2:
        attributes["msPKI-Certificate-Application-Policy"] = list(usages if policies is None else policies)
    if ra_policies:
        attributes["msPKI-RA-Application-Policies"] = list(ra_policies)
    if enroll is not None:
        attributes["nTSecurityDescriptor"] = rights(enroll, autoenroll)
    for name, value in more.items():
        attributes[name.replace("_", "-")] = value
    return {name: value for name, value in attributes.items() if value is not None}


MODERN = dict(version=4, key_flags=0x06060000, providers=(PLATFORM, SOFTWARE), ra_policies=(triplets(),))


def device(**changes):
    return template(**{**MODERN, **dict(cn="AOVPN-Device", display="AOVPN Device", flags=0x20260, names=0x18000000,
                                        usages=(CLIENT, IKE), enroll=(COMPUTERS,), autoenroll=(COMPUTERS,)), **changes})


def server(**changes):
    return template(**{**MODERN, **dict(cn="AOVPN-Server", display="AOVPN VPN Server", flags=0x20240, names=1,
                                        usages=(SERVER, IKE), enrollment=0, enroll=(VPN_SERVERS,)), **changes})


def user(**changes):
    return template(**{**MODERN, **dict(cn="AOVPN-User", display="AOVPN User", flags=0x20220, names=0x82000000,
                                        usages=(CLIENT,), enroll=(VPN_USERS,), autoenroll=(VPN_USERS,)), **changes})


# -- forms -------------------------------------------------------------------------------------------------------------

def octets_of(name, value):
    return descriptor(value) if name == "nTSecurityDescriptor" else value


def folded(line):
    """As ldifde folds: the name alone, and what is behind it in pieces, each behind one blank."""
    if len(line) <= 79:
        return [line]
    name, _, rest = line.partition(": ") if ":: " not in line else line.partition(":: ")
    mark = "::" if ":: " in line else ":"
    return [name + mark] + [" " + rest[i:i + 78] for i in range(0, len(rest), 78)]


def ldif(templates, newline="\r\n"):
    lines = []
    for attributes in templates:
        distinguished = f"CN={attributes['cn']},{CONTAINER}"
        lines += folded(f"dn: {distinguished}") + ["changetype: add"]
        for name, value in attributes.items():
            if name == "displayName":
                lines += folded(f"distinguishedName: {distinguished}")
            value = octets_of(name, value)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, bytes):
                    lines += folded(f"{name}:: {base64.b64encode(item).decode()}")
                else:
                    lines += folded(f"{name}: {item}")
        lines.append("")
    return newline.join(lines + [""]).encode()


def json_value(name, value):
    if name == "nTSecurityDescriptor":
        return '{ "Owner":  "CONTOSO\\\\Domain Admins", "Sddl":  "%s" }' % sddl(value)
    if isinstance(value, bytes):
        return "[" + ", ".join(str(octet) for octet in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(json_value("", item) for item in value) + "]"
    return str(value) if isinstance(value, int) else '"%s"' % value


def json(attributes, encoding="utf-8"):
    """As ConvertTo-Json of Windows PowerShell writes it."""
    renamed = {"name" if name == "cn" else name: value for name, value in attributes.items()}
    members = [f'    "{name}":  {json_value(name, value)}' for name, value in renamed.items()]
    text = "{\r\n" + ",\r\n".join(members) + "\r\n}\r\n"
    return (b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding)


# -- event 4898 of a CA ------------------------------------------------------------------------------------------------

NAMES_OF_USAGES = {SERVER: "Server Authentication", CLIENT: "Client Authentication", IKE: "IP security IKE intermediate"}


def hexadecimal(number):
    return f"0x{number & 0xffffffff:x} ({number & 0xffffffff})" if not 0 <= number < 10 else f"0x{number}"


def event_content(attributes):
    """What the CA makes of a template: empty lines between the attributes, names of flags below the first ones."""
    parts = []
    for name, value in attributes.items():
        if name in ("objectClass", "nTSecurityDescriptor"):
            continue
        if name in ("flags", "msPKI-Minimal-Key-Size") or name.endswith("-Flag"):
            parts.append([f"{name} = {hexadecimal(value)}", "  CT_FLAG_EXAMPLE -- 0x40 (64)"])
        elif isinstance(value, list):
            names = [item.partition(",")[2] or item for item in value]
            parts.append([f"{name} ="] + [f"  {item} {NAMES_OF_USAGES.get(item, '')}".rstrip() for item in names])
        elif isinstance(value, bytes):
            words = {period(YEAR): "1 Years", period(WEEKS_6): "6 Weeks"}
            parts.append([f"{name} = {words.get(value, value.hex(' '))}"])
        else:
            parts.append([f"{name} = {value}"])
    return "".join("\r\n".join([""] + part + [""]) for part in parts)


def event_head(attributes):
    version = f"{attributes['revision']}.{attributes['msPKI-Template-Minor-Revision']}"
    return (attributes["cn"], version, attributes["msPKI-Template-Schema-Version"], attributes["msPKI-Cert-Template-OID"],
            f"CN={attributes['cn']},{CONTAINER}")


def event_rights(attributes):
    return sddl(attributes["nTSecurityDescriptor"]) + "\r\n\r\nAllow\tCORP\\Domain Computers\r\n\tEnroll\r\n"


def event_text(attributes):
    """As Event Viewer shows it."""
    name, version, schema, oid, dn = event_head(attributes)
    return (f"Certificate Services loaded a template.\r\n\r\n{name} v{version} (Schema V{schema})\r\n{oid}\r\n{dn}\r\n\r\n"
            f"Template Information:\r\n\tTemplate Content:\t\t{event_content(attributes)}\r\n"
            f"\tSecurity Descriptor:\t\t{event_rights(attributes)}\r\n"
            "Additional Information:\r\n\tDomain Controller:\tdc01.corp.contoso.com\r\n")


def escaped(text, newline):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\r\n", newline)


def event_xml(attributes, newline="&#xD;&#xA;", between=""):
    """As wevtutil /f:xml, on one line; `between` stands between elements."""
    names = ("TemplateInternalName", "TemplateVersion", "TemplateSchemaVersion", "TemplateOID", "TemplateDSObjectFQDN")
    values = list(zip(names, event_head(attributes))) + [
        ("DCDNSName", "dc01.corp.contoso.com"), ("TemplateContent", event_content(attributes)),
        ("SecurityDescriptor", event_rights(attributes))]
    data = between.join(f"<Data Name='{name}'>{escaped(str(value), newline)}</Data>" for name, value in values)
    return between.join([
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>"
        "<EventID>4898</EventID><Version>0</Version><Channel>Security</Channel><Computer>ca01.corp.contoso.com</Computer>"
        "</System>", "<EventData>", data, "</EventData>", "</Event>"])


def collapsed(attributes):
    """As copied from the XML view of Event Viewer, which folds elements and white space."""
    xml = event_xml(attributes, " ", "\n  ").replace("\t", " ")
    xml = "\n".join(" ".join(line.split()) for line in xml.split("\n"))
    return xml.replace("<Event ", "- <Event ", 1).replace("<EventData>", "- <EventData>")


# -- what is made ------------------------------------------------------------------------------------------------------

def stock():
    """windows-inputs.md, 2.8: version, flags, name flag, usages, least key size; the rest as MS-CRTD has it."""
    legacy = ("Microsoft Enhanced Cryptographic Provider v1.0", "Microsoft Base Cryptographic Provider v1.0")
    both = (CLIENT, SERVER)
    rows = [
        dict(cn="Machine", display="Computer", version=1, flags=0x10260, names=0x18000000, usages=both, revision=5),
        dict(cn="Workstation", display="Workstation Authentication", version=2, flags=0x10260, names=0x08000000,
             usages=(CLIENT,), revision=101, minor=0),
        dict(cn="RASAndIASServer", display="RAS and IAS Server", version=2, flags=0x10260, names=0x48000000, usages=both,
             revision=104, minor=0),
        dict(cn="WebServer", display="Web Server", version=1, flags=0x10241, names=1, usages=(SERVER,), enrollment=0,
             validity=YEARS_2, revision=4),
        dict(cn="IPSECIntermediateOnline", display="IPSec", version=1, flags=0x10260, names=0x18000000, usages=(IKE,),
             validity=YEARS_2, revision=8),
        dict(cn="IPSECIntermediateOffline", display="IPSec (Offline request)", version=1, flags=0x10241, names=1,
             usages=(IKE,), size=1024, enrollment=0, validity=YEARS_2, revision=7),
        dict(cn="OfflineRouter", display="Router (Offline request)", version=1, flags=0x10241, names=1, usages=(CLIENT,),
             enrollment=0, validity=YEARS_2, revision=4),
        dict(cn="KerberosAuthentication", display="Kerberos Authentication", version=2, flags=0x10060, names=0x08400000,
             usages=(CLIENT, SERVER, SMART_CARD, KDC), revision=110, minor=0),
        dict(cn="ClientAuth", display="Authenticated Session", version=1, flags=0x10220, names=0x82000000,
             usages=(CLIENT,), key_usage=b"\x80\0", providers=legacy, revision=3),
        dict(cn="User", display="User", version=1, flags=0x1023a, names=0xa6000000, usages=(EFS, EMAIL, CLIENT),
             enrollment=41, key_flags=16, providers=legacy, revision=3),
    ]
    for row in rows:
        made = template(**row, enroll=None)  # ldifde leaves security descriptors out
        write(f"templates/stock/{made['cn']}.ldf", ldif([made]))
        write(f"templates/stock/{made['cn']}.json", json(made))


def samples():
    write("templates/sample/device-good.json", json(device(), "utf-16-le"))
    write("templates/sample/device-bad.json", json(device(cn="Laptops", display="Laptops (old)", names=0x08000000,
                                                          usages=(SERVER,), policies=(CLIENT,)), "utf-16-le"))
    write("templates/sample/server-good.ldf", ldif([server()]))
    write("templates/sample/server-bad.ldf", ldif([server(cn="RAS-Copy", display="Copy of RAS and IAS Server",
                                                          usages=(SERVER, CLIENT, IKE), names=0x48000000, enrollment=0x20,
                                                          key_usage=b"\x20\0")]))
    write("templates/sample/user-good.json", json(user()))
    write("templates/sample/user-bad.json", json(user(cn="Everybody", display="Everybody", names=0xa4000000,
                                                      enrollment=0x80020, key_flags=0x06060010)))


def write_rule(name, made):
    write(f"rules/{name}", json(made) if name.endswith(".json") else ldif([made]))


def rules():
    common, for_server, for_device, for_user = (f"template-{part}/" for part in ("common", "server", "device", "user"))
    write_rule(common + "device.ldf", device())
    write_rule(common + "server.json", server())
    write_rule(common + "user.ldf", user())
    write_rule(common + "no-number.ldf", device(msPKI_Minimal_Key_Size="many"))
    write_rule(common + "code-signing.ldf", device(usages=("1.3.6.1.5.5.7.3.3",)))
    write_rule(common + "upn-of-machine.ldf", device(names=0x1a000000))
    write_rule(common + "email-of-machine.json", device(names=0x38000000))
    write_rule(common + "dns-of-user.ldf", user(names=0x8a000000))
    write_rule(common + "open-to-computers.ldf", device(names=1))
    write_rule(common + "open-to-users.json", user(names=1, enroll=(AUTHENTICATED,)))
    write_rule(common + "approved.ldf", device(names=1, enrollment=2))
    write_rule(common + "exportable.ldf", device(key_flags=0x06060010))
    write_rule(common + "ecdh.ldf", device(ra_policies=(triplets("ECDH_P256"),)))
    write_rule(common + "ecdsa.ldf", device(ra_policies=(triplets("ECDSA_P256"),)))
    write_rule(common + "alternate-signature.ldf", device(key_flags=0x06060040))
    write_rule(common + "legacy-provider.json", device(version=2, key_flags=0, providers=(SCHANNEL,), ra_policies=()))
    write_rule(common + "any-provider.json", device(pKIDefaultCSPs=[]))
    write_rule(common + "version-1.ldf", device(version=1, ra_policies=()))
    write_rule(common + "sub-ca.ldf", server(flags=0x202c0, key_usage=b"\x86\0"))
    write_rule(common + "cert-sign.json", server(key_usage=b"\xa4\0"))
    write_rule(common + "renewed-at-once.ldf", device(renewal=200 * DAY))
    write_rule(common + "renewed-before-issued.json", device(validity=30 * DAY))

    write_rule(for_server + "good.ldf", server())
    write_rule(for_server + "for-users.json", server(flags=0x20200))
    write_rule(for_server + "from-directory.json", server(names=0x48000000))
    write_rule(for_server + "autoenrolled.ldf", server(names=0x48000000, enrollment=32))

    write_rule(for_device + "good.ldf", device())
    write_rule(for_device + "for-users.ldf", device(flags=0x20220, names=0x80000000))
    write_rule(for_device + "supplied.json", device(names=1, enrollment=0, enroll=(VPN_SERVERS,)))
    write_rule(for_device + "no-san.ldf", device(names=0x10000000))
    write_rule(for_device + "pending.ldf", device(enrollment=0x22))
    write_rule(for_device + "countersigned.json", device(msPKI_RA_Signature=1))
    write_rule(for_device + "not-autoenrolled.ldf", device(enrollment=0))
    write_rule(for_device + "autoenrolled-by-nobody.json", device(autoenroll=()))
    write_rule(for_device + "autoenrolled-by-users.ldf", device(autoenroll=(USERS,)))
    write_rule(for_device + "legacy-compatibility.ldf", device(key_flags=0))
    write_rule(for_device + "windows-8.json", device(key_flags=0x04040000))
    write_rule(for_device + "attested-without-tpm.ldf", device(key_flags=0x06062000, providers=(SOFTWARE,)))
    write_rule(for_device + "attested.json", device(key_flags=0x06062000, providers=(PLATFORM,)))
    write_rule(for_device + "server-too.ldf", device(usages=(SERVER, CLIENT)))

    write_rule(for_user + "good.ldf", user())
    write_rule(for_user + "for-computers.ldf", user(flags=0x20260, names=0x18000000))
    write_rule(for_user + "email.json", user(names=0xa6000000))
    write_rule(for_user + "no-security-extension.ldf", user(enrollment=0x80020))


def drift():
    """Certificates beside the template that they were issued from, which has gone on from version 100.4 to 101.2."""
    folder = "rules/template-drift/"
    oid = "1.3.6.1.4.1.311.21.8.11235813.2134558.9144233.3776109.8798.211.2"
    write(folder + "today.ldf", ldif([device(oid=oid, revision=101, minor=2), server()]))
    contoso.device(folder + "current.pem", template=x509.template("2", 101, 2))
    contoso.device(folder + "older.pem")
    contoso.device(folder + "other-usages.pem", usages=("client_auth",), template=x509.template("2", 101, 2))
    contoso.device(folder + "newer.pem", usages=("client_auth",), template=x509.template("2", 101, 3))
    contoso.device(folder + "no-minor-version.pem", template=x509.template("2", 101, None))
    contoso.device(folder + "of-another-template.pem", template=x509.template("9"))


def events():
    folder = "templates/event/"
    other = event_xml(user()).replace(">4898<", ">4886<")
    write(folder + "text.txt", event_text(device()).encode())
    write(folder + "lines.xml", "".join(event_xml(made) + "\r\n" for made in (device(), server(), user())).encode())
    write(folder + "root.xml", b"\xff\xfe" + ("<?xml version='1.0' encoding='utf-16'?>\r\n<Events>" + other + event_xml(
        device(), "\r\n") + event_xml(server(), "&#10;") + "</Events>").encode("utf-16-le"))
    write(folder + "viewer.xml", collapsed(device()).encode())


def make():
    stock()
    samples()
    events()
    rules()
    drift()
