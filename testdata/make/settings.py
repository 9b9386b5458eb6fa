"""Settings of VPN servers and hosts as Windows exports them: settings/good, settings/broken, a folder as
Get-RrasConfiguration.ps1 leaves it, and the examples of rules/rras.yaml and rules/host.yaml.

All of it is invented; the shapes are those of ConvertTo-Json, Export-Clixml, Format-List, Format-Table, reg export,
systeminfo and cmd.
"""

import base64
import hashlib

from output import pem, write
from trust import CA, FUTURE, PAST, ROOT, ca, leaf, root
from x509 import extended_key_usage

CLIENT, SERVER, IKE = "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.8.2.2"
IKEV2 = "SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2"
VERSION = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"


def server_certificate(**changes):
    return leaf(**{"extended_key_usage": extended_key_usage("server_auth", "ike_intermediate"), **changes})


def thumbprint(octets):
    return hashlib.sha1(octets).hexdigest().upper()


def utf16(text):
    return b"\xff\xfe" + text.encode("utf-16-le")


def lines(*all_lines):
    return "\r\n".join(all_lines) + "\r\n"


# -- what is exported --------------------------------------------------------------------------------------------------

class Certificate:
    """A certificate that a property has, with what Windows prints of it."""

    def __init__(self, octets, subject, issuer="CN=Root, O=Contoso"):
        self.octets, self.subject, self.issuer = octets, subject, issuer


ROOT_CERTIFICATE = Certificate(root(), "CN=Root, O=Contoso")
CA_CERTIFICATE = Certificate(ca(ROOT, CA), "CN=CA, O=Contoso")
ADVERTISED = Certificate(server_certificate(), "CN=vpn.contoso.com", "CN=CA, O=Contoso")


def auth_protocol(**changes):
    """Get-VpnAuthProtocol; None: empty."""
    return {"UserAuthProtocolAccepted": ["EAP", "Certificate"], "TunnelAuthProtocolsAdvertised": "Certificates",
            "RootCertificateNameToAccept": ROOT_CERTIFICATE, "CertificateAdvertised": None,
            "CertificateEKUsToAccept": None, **changes}


def ikev2_key(**values):
    """Get-ItemProperty of that key."""
    path = "Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\" + IKEV2
    return {**values, "PSPath": path, "PSParentPath": path[:-len("\\Ikev2")], "PSChildName": "Ikev2", "PSDrive": "HKLM",
            "PSProvider": "Microsoft.PowerShell.Core\\Registry"}


def windows_version(build=20348, ubr=2700, product="Windows Server 2022 Standard"):
    return {"CurrentBuild": str(build), "CurrentBuildNumber": str(build), "DisplayVersion": "21H2", "ProductName": product,
            "UBR": ubr}


def computer_info(build=20348):
    return {"WindowsProductName": "Windows Server 2022 Standard", "WindowsVersion": "2009", "CsName": "VPN1",
            "OsName": "Microsoft Windows Server 2022 Standard", "OsVersion": f"10.0.{build}", "OsBuildNumber": str(build),
            "OsHotFixes": [{"HotFixID": "KB5009555", "Description": "Security Update"},
                           {"HotFixID": "KB5008882", "Description": "Update"}]}


OS_VERSION = {"Platform": 2, "ServicePack": "", "Version": {"Major": 10, "Minor": 0, "Build": 19044, "Revision": 0,
                                                           "MajorRevision": 0, "MinorRevision": 0},
              "VersionString": "Microsoft Windows NT 10.0.19044.0"}
HOTFIXES = [{"CSName": "PC1", "Description": "Update", "HotFixID": "KB5008876", "InstalledBy": "NT AUTHORITY\\SYSTEM",
             "InstalledOn": "1/9/2022 12:00:00 AM"},
            {"CSName": "PC1", "Description": "Security Update", "HotFixID": "KB5009543", "InstalledBy": "NT AUTHORITY\\SYSTEM",
             "InstalledOn": "1/12/2022 12:00:00 AM"}]


# -- JSON --------------------------------------------------------------------------------------------------------------

def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r").replace("\n", "\\n") + '"'


def json_certificate(value, raw, indent):
    """raw: how RawData is written, as numbers (Windows PowerShell 5.1), base64 (7), decimals (beyond -Depth) or not at all."""
    forms = {"numbers": lambda: [int(octet) for octet in value.octets],
             "base64": lambda: base64.b64encode(value.octets).decode(),
             "decimals": lambda: " ".join(str(octet) for octet in value.octets), None: lambda: None}
    members = {"Extensions": [{"Critical": True, "Oid": "System.Security.Cryptography.Oid", "RawData": "48 3 1 1 255"}],
               "HasPrivateKey": False, "Issuer": value.issuer, "RawData": forms[raw](), "Subject": value.subject,
               "Thumbprint": thumbprint(value.octets)}
    return json({name: item for name, item in members.items() if item is not None}, None, indent)


def json(value, raw="numbers", indent=0):
    """As Windows PowerShell 5.1 indents."""
    inner = " " * (indent + 4)
    if isinstance(value, dict):
        members = [f"{inner}{quoted(name)}:  {json(item, raw, indent + 4)}" for name, item in value.items()]
        return "{\r\n" + ",\r\n".join(members) + "\r\n" + " " * indent + "}"
    if isinstance(value, list):
        numbers = value and isinstance(value[0], int)
        items = [json(item, raw, indent + 4) for item in value]
        return "[" + ", ".join(items) + "]" if numbers else "[\r\n" + ",\r\n".join(inner + item for item in items) + "\r\n" + " " * indent + "]"
    if isinstance(value, Certificate):
        return json_certificate(value, raw, indent)
    return {None: "null", True: "true", False: "false"}.get(value) if value is None or isinstance(value, bool) else \
        str(value) if isinstance(value, int) else quoted(value)


def json_51_list(items):
    return {"value": items, "Count": len(items)}


CIM_NOISE = {"PSComputerName": None, "CimClass": "ROOT/Microsoft/Windows/RemoteAccess:VpnAuthProtocol",
             "CimInstanceProperties": ["UserAuthProtocolAccepted = EAP, Certificate", "CertificateEKUsToAccept"],
             "CimSystemProperties": {"Namespace": "ROOT/Microsoft/Windows/RemoteAccess", "ServerName": "VPN1"}}


# -- CLIXML ------------------------------------------------------------------------------------------------------------

def escaped(text):
    text = text.replace("_x", "_x005F_x").replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("\r", "_x000D_").replace("\n", "_x000A_")


def clixml_value(name, value, bare, indent):
    n = f' N="{name}"' if name else ""
    blanks = "  " * indent
    if value is None:
        return f"{blanks}<Nil{n} />"
    if isinstance(value, Certificate):
        octets = base64.b64encode(value.octets).decode()
        if bare:
            return f"{blanks}<BA{n}>{octets}</BA>"
        block = escaped("\r\n".join(block_lines(value)))
        return lines(f'{blanks}<Obj{n} RefId="9"><TN RefId="9"><T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN>',
                     f"{blanks}  <ToString>{block}</ToString>", f'{blanks}  <Props><BA N="RawData">{octets}</BA></Props>',
                     f"{blanks}</Obj>")[:-2]
    if isinstance(value, list):
        items = [clixml_value("", item, bare, indent + 2) for item in value]
        return lines(f'{blanks}<Obj{n} RefId="3"><TN RefId="3"><T>System.String[]</T></TN><LST>', *items, f"{blanks}</LST></Obj>")[:-2]
    if isinstance(value, dict):
        return clixml_object(value, name, bare, False, indent)
    if isinstance(value, bool):
        return f"{blanks}<B{n}>{str(value).lower()}</B>"
    return f"{blanks}<I32{n}>{value}</I32>" if isinstance(value, int) else f"{blanks}<S{n}>{escaped(value)}</S>"


def clixml_object(members, name="", bare=False, extended=False, indent=1):
    n = f' N="{name}"' if name else ""
    blanks, group = "  " * indent, "MS" if extended else "Props"
    return lines(f'{blanks}<Obj{n} RefId="0"><TN RefId="0"><T>Microsoft.Management.Infrastructure.CimInstance#VpnAuthProtocol</T></TN>',
                 f"{blanks}  <{group}>", *(clixml_value(key, value, bare, indent + 2) for key, value in members.items()),
                 f"{blanks}  </{group}>", f"{blanks}</Obj>")[:-2]


def clixml(*objects, **options):
    return lines('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">',
                 *(clixml_object(members, **options) for members in objects), "</Objs>")


# -- lists and tables on a screen --------------------------------------------------------------------------------------

def block_lines(certificate):
    """X509Certificate2.ToString()"""
    return ["[Subject]", "  " + certificate.subject, "", "[Issuer]", "  " + certificate.issuer, "", "[Serial Number]",
            "  1A0000000B", "", "[Not Before]", "  01.01.2020 01:00:00", "", "[Not After]", "  01.01.2040 01:00:00", "",
            "[Thumbprint]", "  " + thumbprint(certificate.octets), ""]


def shown(value, limit=4):
    if value is None:
        return [""]
    if isinstance(value, Certificate):
        return block_lines(value)
    if isinstance(value, list):
        return ["{" + ", ".join(str(item) for item in value[:limit]) + ("..." if len(value) > limit else "") + "}"]
    return [str(value)]


def wrapped(text, width):
    """Between words, as Format-List does; a word that is too long anywhere."""
    out = [""]
    for word in text.split(" "):
        if out[-1] and len(out[-1]) + 1 + len(word) > width:
            out.append("")
        out[-1] += (" " if out[-1] else "") + word
        while len(out[-1]) > width:
            out[-1:] = [out[-1][:width], out[-1][width:]]
    return out


def format_list(*objects, width=80):
    out = [""]
    for members in objects:
        column = max(len(name) for name in members)
        for name, value in members.items():
            parts = [part for line in shown(value) for part in wrapped(line, width - column - 3)]
            out.append(f"{name.ljust(column)} : {parts[0]}".rstrip())
            out += [(" " * (column + 3) + part).rstrip() for part in parts[1:]]
        out.append("")
    return lines(*out, "")


def format_table(*objects):
    names = list(objects[0])
    cells = [["" if item[name] is None else str(item[name]) for name in names] for item in objects]
    right = [isinstance(objects[0][name], int) for name in names]
    widths = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(names)]

    def row(parts):
        return " ".join(part.rjust(widths[i]) if right[i] else part.ljust(widths[i]) for i, part in enumerate(parts)).rstrip()

    return lines("", row(names), row(["-" * len(name) for name in names]), *(row(parts) for parts in cells), "", "")


# -- other texts -------------------------------------------------------------------------------------------------------

def reg(keys):
    out = ["Windows Registry Editor Version 5.00", ""]
    for key, values in keys.items():
        out.append(f"[HKEY_LOCAL_MACHINE\\{key}]")
        out += [f'"{name}"=' + (value if isinstance(value, Written) else f"dword:{value:08x}" if isinstance(value, int) else quoted(value))
                for name, value in values.items()]
        out.append("")
    return lines(*out)


class Written(str):
    """A registry value as it stands in the file."""


def systeminfo(build=20348, hotfixes=("KB5008882", "KB5009555"), german=False, host="VPN1", product=None):
    product = product or ("Microsoft Windows Server 2022 Standard" if not german else "Microsoft Windows 10 Pro")
    rows = [("Hostname:" if german else "Host Name:", host),
            ("Betriebssystemname:" if german else "OS Name:", product),
            ("Betriebssystemversion:" if german else "OS Version:",
             f"10.0.{build} Nicht zutreffend Build {build}" if german else f"10.0.{build} N/A Build {build}"),
            ("Betriebssystemhersteller:" if german else "OS Manufacturer:", "Microsoft Corporation"),
            ("BIOS-Version:" if german else "BIOS Version:", "Contoso Virtual 1.0, 01.04.2019"),
            ("Hotfix(es):" if german else "Hotfix(s):", f"{len(hotfixes)} Hotfix(e) installiert." if german else f"{len(hotfixes)} Hotfix(s) Installed.")]
    out = ["", *(f"{label.ljust(27)}{value}" for label, value in rows)]
    out += [" " * 27 + f"[{i + 1:02}]: {name}" for i, name in enumerate(hotfixes)]
    out += [("Netzwerkkarte(n):" if german else "Network Card(s):").ljust(27) + "1 NIC(s) Installed.", " " * 27 + "[01]: Contoso Ethernet Adapter",
            " " * 33 + "Connection Name: Ethernet", " " * 33 + "[01]: 192.0.2.10"]
    return lines(*out)


def csv(objects, delimiter=",", type_line=True):
    rows = [delimiter.join(quoted_cell(cell) for cell in row) for row in [list(objects[0])] + [list(item.values()) for item in objects]]
    return lines(*(["#TYPE System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering"] if type_line else []), *rows)


def quoted_cell(cell):
    return '"' + cell.replace('"', '""') + '"'


def export_csv(item, type_line=True, delimiter=","):
    """Export-Csv of one object: all cells quoted, nothing for $null."""
    rows = [delimiter.join(quoted_cell("" if cell is None else str(cell)) for cell in row) for row in (list(item), list(item.values()))]
    return lines(*(["#TYPE System.Management.Automation.PSCustomObject"] if type_line else []), *rows)


def query(keys):
    """reg query: four blanks before a value, and between its parts."""
    written = [""]
    for key, values in keys.items():
        written.append(key if key.startswith("HKEY") else "HKEY_LOCAL_MACHINE\\" + key)
        for name, value in values.items():
            shown = value if isinstance(value, Written) else f"REG_DWORD    {value:#x}" if isinstance(value, int) else f"REG_SZ    {value}"
            written.append(f"    {name}    {shown}")
        written.append("")
    return lines(*written)


NETSH = lines("# ----------------------------------------- ", "# RAS Configuration                         ",
              "# ----------------------------------------- ", "pushd ras", "", "set authmode mode = standard",
              "delete authtype type = PAP", "delete authtype type = MSCHAPv2", "add authtype type = EAP",
              "set wanports device = \"WAN Miniport (IKEv2)\" rasinonly = enabled ddinout = disabled maxports = 500", "", "popd", "")
IPSEC = {"TunnelType": "IKEV2", "AuthenticationTransformConstants": "SHA256128", "CipherTransformConstants": "AES128",
         "DHGroup": "Group14", "EncryptionMethod": "AES128", "IntegrityCheckMethod": "SHA256", "PfsGroup": "PFS2048",
         "SALifeTime(s)": 28800, "MMSALifeTime(s)": 86400, "SADataSizeForRenegotiation(KB)": 1024000}


# -- good and broken ---------------------------------------------------------------------------------------------------

def make_good():
    everything = auth_protocol(CertificateAdvertised=ADVERTISED, CertificateEKUsToAccept=[CLIENT, IKE])
    forms = {
        "auth.txt": utf16(format_list(everything)),
        "auth-narrow.txt": utf16(format_list(everything, width=60)),
        "auth-default.txt": format_list(auth_protocol(RootCertificateNameToAccept=None)).encode(),
        "auth-2012.txt": format_list({name: value for name, value in auth_protocol(RootCertificateNameToAccept=None).items()
                                      if name != "CertificateEKUsToAccept"}).encode(),
        "auth-octets.json": utf16(json({**everything, **CIM_NOISE}) + "\r\n"),
        "auth-base64.json": json(everything, "base64").encode(),
        "auth-decimals.json": json(everything, "decimals").encode(),
        "auth-thumbprint.json": json(everything, None).encode(),
        "auth-wrapped.json": json({**everything, "UserAuthProtocolAccepted": json_51_list(["EAP", "Certificate"]),
                                   "CertificateEKUsToAccept": json_51_list([CLIENT, IKE])}).encode(),
        "auth-lower-case.json": json({name.lower(): value for name, value in everything.items()}).encode(),
        "auth-scalar.json": json(auth_protocol(UserAuthProtocolAccepted="Certificate", CertificateEKUsToAccept=CLIENT)).encode(),
        "auth.xml": utf16(clixml(everything)),
        "auth-bare.xml": clixml(everything, bare=True).encode(),
        "auth-extended.xml": clixml(everything, extended=True).encode(),
        "flags-list.txt": utf16(format_list({"CertAuthFlags": 4})),
        "flags-table.txt": utf16(format_table({"CertAuthFlags": 4, "EnableServerFragmentation": 1})),
        "flags-table-empty.txt": utf16(format_table({"CertAuthFlags": None})),
        "flags-list-empty.txt": format_list({"CertAuthFlags": None}).encode(),
        "key-list.txt": format_list(ikev2_key(CertAuthFlags=4)).encode(),
        "key.json": json(ikev2_key(CertAuthFlags=4, EnableServerFragmentation=0)).encode(),
        "key.xml": clixml(ikev2_key(CertAuthFlags=2, EnableServerFragmentation=1)).encode(),
        "key.reg": utf16(reg({IKEV2: {"CertAuthFlags": 4, "EnableServerFragmentation": 1}})),
        "key-empty.reg": reg({IKEV2: {}}).encode(),
        "key-and-version.reg": reg({IKEV2: {"CertAuthFlags": 4}, VERSION: windows_version()}).encode(),
        "both-in-one.txt": (format_list(auth_protocol()) + format_list({"CertAuthFlags": 4})).encode(),
        "with-certificate.txt": format_list(auth_protocol(RootCertificateNameToAccept=None)).encode() + pem(ADVERTISED.octets),
        "two-servers.json": json([{**auth_protocol(), "PSComputerName": "VPN1"}, {**auth_protocol(), "PSComputerName": "VPN2"}]).encode(),
        "version.reg": utf16(reg({VERSION: windows_version(), VERSION + "\\Fonts": {"UBR": 1}})),
        "version.json": json(windows_version()).encode(),
        "query.txt": query({IKEV2: {"CertAuthFlags": 4, "EnableServerFragmentation": 1, "idleTimeoutText": "5 minutes"}}).encode(),
        "query-one.txt": utf16(query({IKEV2: {"CertAuthFlags": 4}})),
        "query-tabs.txt": ("\r\n! REG.EXE VERSION 3.0\r\n" + query({IKEV2: {"CertAuthFlags": 4}}).replace("    ", "\t")).encode(),
        "query-prompt.txt": ("C:\\Windows\\system32>reg query HKLM\\SYSTEM /s /v CertAuthFlags\r\n" + query({
            IKEV2.replace("Ikev2", "Other"): {"CertAuthFlags": 1}, IKEV2: {"CertAuthFlags": 2}})
            + "End of search: 2 match(es) found.\r\n").encode(),
        "query-version.txt": query({VERSION: windows_version()}).encode(),
        "query-and-pem.txt": query({IKEV2: {"CertAuthFlags": 4}}).encode() + pem(ADVERTISED.octets),
        "key.csv": export_csv(ikev2_key(CertAuthFlags=4, EnableServerFragmentation=1)).encode(),
        "key-7.csv": export_csv(ikev2_key(CertAuthFlags=4), False).encode(),
        "key-unset.csv": utf16(export_csv(ikev2_key())),
        "key-unset.json": json(ikev2_key()).encode(),
        "key-unset.xml": clixml(ikev2_key()).encode(),
        "flags.csv": utf16(export_csv({"CertAuthFlags": 4, "PSComputerName": "VPN1"}, delimiter=";")),
        "flags-two.csv": (export_csv({"CertAuthFlags": 4, "PSComputerName": "VPN1"}) + '"2","VPN2"\r\n').encode(),
        "auth.csv": export_csv({**everything, "UserAuthProtocolAccepted": "Certificate", "CertificateEKUsToAccept": CLIENT,
                                "RootCertificateNameToAccept": "[Subject]\r\n  CN=Root, \"O\"=Contoso\r\n\r\n[Thumbprint]\r\n  " + "AB" * 20,
                                "CertificateAdvertised": None}).encode(),
        "banner.txt": lines("Microsoft Windows [Version 10.0.17763.1098]", "(c) 2018 Microsoft Corporation. All rights reserved.").encode(),
        "banner-spanish.txt": lines("", "Microsoft Windows [Versi\u00f3n 10.0.19044.1466]").encode("cp1252"),
        "systeminfo.txt": utf16(systeminfo()),
        "systeminfo-german.txt": systeminfo(19044, ("KB5009543",), german=True, host="PC1").encode("cp850"),
        "systeminfo-ansi.txt": systeminfo(host="M\u00dcNCHEN1").encode("cp1252"),
        "computer-info-ansi.txt": format_list({**computer_info(), "OsName": "Microsoft Windows 11 \u00c9ducation"}).encode("cp1252"),
        "computer-info.json": json(computer_info()).encode(),
        "computer-info.xml": clixml(computer_info()).encode(),
        "computer-info.txt": utf16(format_list({**computer_info(), "OsHotFixes": ["KB5009555", "KB5008882"]})),
        "os-version.json": json(OS_VERSION).encode(),
        "os-version.txt": format_list({**OS_VERSION, "Platform": "Win32NT", "Version": "10.0.19044.0"}).encode(),
        "os-version-table.txt": format_table({"Platform": "Win32NT", "ServicePack": "", "Version": "10.0.19044.0",
                                              "VersionString": "Microsoft Windows NT 10.0.19044.0"}).encode(),
        "hotfixes.json": json(HOTFIXES).encode(),
        "hotfixes.csv": csv(HOTFIXES).encode(),
        "hotfixes-semicolons.csv": csv(HOTFIXES, ";", False).encode(),
        "hotfixes-table.txt": utf16(format_table(*({"Source": item["CSName"], **{name: item[name] for name in
                                    ("Description", "HotFixID", "InstalledBy", "InstalledOn")}} for item in HOTFIXES))),
        "netsh.txt": NETSH.encode(),
        "ipsec.txt": utf16(format_list(IPSEC)),
        "ipsec.json": json({name.partition("(")[0]: value for name, value in IPSEC.items()}).encode(),
    }
    for name, octets in forms.items():
        write("settings/good/" + name, octets)


def cut(text, mark):
    """Up to and with the mark."""
    return text[:text.index(mark) + len(mark)]


def make_broken():
    many = ["EAP", "MsChapv2", "Certificate", "PreSharedKey", "EAP"]
    list_text, json_text, clixml_text = format_list(auth_protocol()), json(auth_protocol()), clixml(auth_protocol())
    head = json({"UserAuthProtocolAccepted": ["EAP"]})[:-3]
    forms = {
        # Get-VpnAuthProtocol on a screen
        "auth-cut-list.txt": format_list(auth_protocol(UserAuthProtocolAccepted=many)),
        "auth-octets-cut.txt": format_list(auth_protocol(RootCertificateNameToAccept=list(ROOT_CERTIFICATE.octets))),
        "auth-block-cut.txt": cut(list_text, "[Serial Number]"),
        "auth-thumbprint-short.txt": list_text.replace(thumbprint(ROOT_CERTIFICATE.octets), thumbprint(ROOT_CERTIFICATE.octets)[:38]),
        "auth-usage-name.txt": format_list(auth_protocol(CertificateEKUsToAccept=["Client Authentication", CLIENT])),
        "auth-byte-array.txt": format_list(auth_protocol(RootCertificateNameToAccept="System.Byte[]")),
        "auth-brace-open.txt": list_text.replace("{EAP, Certificate}", "{EAP, Certif"),
        # as JSON
        "auth-cut.json": cut(json_text, '"TunnelAuthProtocolsAdvertised"'),
        "auth-octet-256.json": json_text.replace("[48, ", "[256, "),
        "auth-not-der.json": json(auth_protocol(RootCertificateNameToAccept=[48, 3, 2, 1, 5])),
        "auth-octets-short.json": json_text.replace("[48, 130, ", "[48, 130], \"Other\": ["),
        "auth-neither.json": json(auth_protocol(RootCertificateNameToAccept={"Handle": 1, "Version": 3})),
        "auth-type-name.json": json(auth_protocol(RootCertificateNameToAccept="System.Security.Cryptography.X509Certificates.X509Certificate2")),
        "auth-object-for-list.json": json(auth_protocol(UserAuthProtocolAccepted={"a": 1})),
        "auth-twice.json": head + ',\r\n    "UserAuthProtocolAccepted":  null\r\n}',
        "auth-deep.json": head + ',\r\n    "x": ' + "[" * 3000 + "]" * 3000 + "\r\n}",
        # as CLIXML
        "auth-cut.xml": cut(clixml_text, "<T>System.Security"),
        "auth-doctype.xml": "<!DOCTYPE x [<!ENTITY e \"e\">]>\r\n" + clixml_text,
        "auth-base64.xml": clixml_text.replace('<BA N="RawData">MII', '<BA N="RawData">M*I'),
        "auth-nothing.xml": '<Objs><S>N="UserAuthProtocolAccepted"</S></Objs>',
        "auth-reference.xml": clixml_text.replace('<Nil N="CertificateAdvertised" />', '<Ref N="CertificateAdvertised" RefId="9" />'),
        "auth-not-closed.xml": clixml_text.replace("</LST></Obj>", "</LST>"),
        # the registry
        "key-text.reg": reg({IKEV2: {"CertAuthFlags": "4", "EnableServerFragmentation": 1}}),
        "key-not-hexadecimal.reg": reg({IKEV2: {"CertAuthFlags": Written("dword:0000000g")}}),
        "key-word-ansi.reg": reg({IKEV2: {"CertAuthFlags": Written("gr\u00f6\u00dfer")}}).encode("cp1252"),
        "key-binary.reg": reg({IKEV2: {"CertAuthFlags": Written("hex:04,00,00,\\\r\n  00"), "EnableServerFragmentation": 1}}),
        "key-two.reg": reg({IKEV2: {"EnableServerFragmentation": 2}}),
        "key-too-long.reg": reg({IKEV2: {"CertAuthFlags": Written("dword:000000004000")}}),
        "key-quote-open.reg": reg({IKEV2: {"CertAuthFlags": Written('"4'), "EnableServerFragmentation": 1}}),
        "version-text.reg": reg({VERSION: {**windows_version(), "CurrentBuild": "x", "CurrentBuildNumber": "20348a"}}),
        "flags-word.txt": format_list({"CertAuthFlags": "four"}),
        "flags-negative.txt": format_list({"CertAuthFlags": -4}),
        "flags-large.json": json(ikev2_key(CertAuthFlags=4294967296)),
        "flags-text.json": json(ikev2_key(CertAuthFlags="4")),
        "flags-fraction.json": json(ikev2_key(CertAuthFlags=4)).replace(":  4", ":  4.5"),
        "query-text.txt": query({IKEV2: {"CertAuthFlags": "4"}}),
        "query-digits.txt": query({IKEV2: {"CertAuthFlags": Written("REG_DWORD    0x4g"), "EnableServerFragmentation": 1}}),
        "query-binary.txt": query({IKEV2: {"CertAuthFlags": Written("REG_BINARY    04000000")}}),
        "query-cut.txt": cut(query({IKEV2: {"CertAuthFlags": 4}}), "REG_DWO"),
        "query-without.txt": query({IKEV2: {"idleTimeout": 300}}),
        "query-other.txt": query({"HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso": {"CertAuthFlags": 4}}),
        "flags-word.csv": export_csv({"CertAuthFlags": "four"}),
        "auth-arrays.csv": export_csv(auth_protocol(UserAuthProtocolAccepted="System.String[]", RootCertificateNameToAccept="System.Byte[]",
                                                    CertificateEKUsToAccept="System.String[]")),
        "key-cut.csv": cut(export_csv(ikev2_key(CertAuthFlags=4)), '"4","Micro'),
        "key-fewer.csv": cut(export_csv(ikev2_key(CertAuthFlags=4, EnableServerFragmentation=1)), '"4"'),
        "flags-header.csv": '"CertAuthFlags","PSPath"\r\n',
        # hosts
        "banner-short.txt": lines("Microsoft Windows [Version 10.0]"),
        "banner-five.txt": lines("Microsoft Windows [Version 10.0.17763.1098.5]"),
        "os-version-words.json": json({**OS_VERSION, "VersionString": "Microsoft Windows NT"}),
        "computer-info-build.json": json({**computer_info(), "OsBuildNumber": "N/A", "OsVersion": None}),
        "hotfixes-quote-open.csv": csv(HOTFIXES).replace('"KB5008876"', '"KB5008876'),
        "hotfixes-cut.csv": cut(csv(HOTFIXES), '"Security Update"'),
        "hotfixes-none.csv": csv([{**HOTFIXES[0], "HotFixID": "File 1"}]),
        "systeminfo-cut.txt": cut(systeminfo(), "Build 20348"),
    }
    for name, text in forms.items():
        write("settings/broken/" + name, text if isinstance(text, bytes) else text.encode())


# -- a folder of Get-RrasConfiguration.ps1 -----------------------------------------------------------------------------

def make_folder():
    certificates = [("CN=vpn.contoso.com", "CN=CA, O=Contoso", server_certificate(), True),
                    ("CN=vpn1.corp.contoso.com", "CN=CA, O=Contoso", server_certificate(subject="CN=vpn1.corp.contoso.com"), False)]
    listed = [{"Subject": subject, "Issuer": issuer, "Thumbprint": thumbprint(octets), "NotBefore": "1/1/2020 1:00:00 AM",
               "NotAfter": "1/1/2040 1:00:00 AM", "DnsNameList": [subject[3:]],
               "EnhancedKeyUsageList": [f"Server Authentication ({SERVER})", f"IP security IKE intermediate ({IKE})"],
               "HasPrivateKey": has_key} for subject, issuer, octets, has_key in certificates]
    files = {
        "authconfig": utf16(format_list(auth_protocol(RootCertificateNameToAccept=None))),
        "ikev2revocation": utf16(format_table({"CertAuthFlags": 4})),
        "ikev2fragmentation": utf16(format_table({"EnableServerFragmentation": None})),
        "systemconfig": utf16(systeminfo(20348, ("KB5008882", "KB5009555"))),
        "ipsecconfig": utf16(format_list(IPSEC)), "rasconfig": NETSH.encode(), "certificates": utf16(format_list(*listed)),
        "certificates_nokey": utf16(format_list({name: listed[1][name] for name in ("Subject", "Issuer", "Thumbprint", "NotBefore", "NotAfter")})),
    }
    for name, octets in files.items():
        write(f"settings/RasData/vpn1_{name}.txt", octets)
    write("settings/RasData/vpn.contoso.com.cer", certificates[0][2])


# -- examples of rules -------------------------------------------------------------------------------------------------

def make_rras():
    flags = {"CertAuthFlags": 4, "EnableServerFragmentation": 1}

    def example(name, changes=(), registry=flags, bare=False):
        values = {**auth_protocol(**dict(changes)), **registry}
        write(f"rules/rras/{name}.xml", clixml(values, bare=bare).encode())

    example("good")
    example("advertised", {"CertificateAdvertised": ADVERTISED, "CertificateEKUsToAccept": [CLIENT, IKE]})
    example("no-root", {"RootCertificateNameToAccept": None})
    example("no-root-no-flags", {"RootCertificateNameToAccept": None}, {"CertAuthFlags": None, "EnableServerFragmentation": 1})
    example("root-is-a-ca", {"RootCertificateNameToAccept": CA_CERTIFICATE})
    example("root-expired", {"RootCertificateNameToAccept": Certificate(root(dates=PAST), "CN=Root, O=Contoso")})
    example("root-not-yet-valid", {"RootCertificateNameToAccept": Certificate(root(dates=FUTURE), "CN=Root, O=Contoso")})
    example("users-only", {"UserAuthProtocolAccepted": ["EAP", "MsChapv2"]})
    example("advertised-expired", {"CertificateAdvertised": Certificate(server_certificate(dates=PAST), "CN=vpn.contoso.com")})
    example("advertised-not-yet-valid", {"CertificateAdvertised": Certificate(server_certificate(dates=FUTURE), "CN=vpn.contoso.com")})
    example("server-usage-only", {"CertificateEKUsToAccept": [SERVER]})
    example("not-strict", registry={"CertAuthFlags": 2, "EnableServerFragmentation": 1})
    example("flags-unset", registry={"CertAuthFlags": None, "EnableServerFragmentation": 1})
    example("fragmentation-off", registry={"CertAuthFlags": 4, "EnableServerFragmentation": 0})
    example("fragmentation-unset", registry={"CertAuthFlags": 4, "EnableServerFragmentation": None})
    example("preshared-key", {"TunnelAuthProtocolsAdvertised": "PreSharedKey"})
    example("tunnel-auth-unset", {"TunnelAuthProtocolsAdvertised": None})
    example("unreadable", {"CertificateEKUsToAccept": ["Client Authentication"]})
    write("rules/rras/printed.txt", format_list({**auth_protocol(), **flags}).encode())


def make_host():
    def example(name, build, ubr, product="Windows"):
        write(f"rules/host/{name}.reg", reg({VERSION: windows_version(build, ubr, product)}).encode())

    example("server-2022", 20348, 2700)
    example("server-2022-fixed", 20348, 473)
    example("server-2022-regressed", 20348, 472)
    example("server-2022-january", 20348, 469)
    example("server-2022-vulnerable", 20348, 468)
    example("windows-10-vulnerable", 19044, 1415)
    example("windows-11-24h2", 26100, 1)
    example("windows-10-22h2", 19045, 1)
    example("windows-8.1-january", 9600, 20246)
    write("rules/host/unreadable.reg", reg({VERSION: {**windows_version(), "UBR": "2700"}}).encode())
    write("rules/host/january-listed.txt", systeminfo(20348, ("KB5009555",)).encode())
    write("rules/host/fix-listed.txt", systeminfo(20348, ("KB5010796",)).encode())


def make():
    make_good()
    make_broken()
    make_folder()
    make_rras()
    make_host()
