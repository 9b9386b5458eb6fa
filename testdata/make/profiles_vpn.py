"""VPN connections as Windows has them and scripts export them: connections/good, broken ones in connections/bad, and the
examples of rules/profile.yaml.

Names are invented; the shapes are those of the VPNv2 CSP, of EapHostConfig, of rasphone.pbk and of Get-VpnConnection.
"""

import base64
import hashlib
import json

from output import made, write

HERE = "connections/"
RULES = "rules/profile/"
EAP_NAMESPACE = "http://www.microsoft.com/provisioning/"
SERVER = "vpn.contoso.com"
NPS = "nps01.corp.contoso.com"
AAD = "1.3.6.1.4.1.311.87"


def thumbprint(path):
    """Of a certificate that another part of the recipe has made."""
    body = made[path].decode().split("-----")[2]
    return hashlib.sha1(base64.b64decode(body)).hexdigest()


def spaced(digits, upper=False):
    """As the dialogs of Windows write it: pairs, each with a blank behind it."""
    text = "".join(digits[i:i + 2] + " " for i in range(0, len(digits), 2))
    return text.upper() if upper else text


def crlf(text, encoding="utf-8"):
    return text.replace("\n", "\r\n").encode(encoding)


# -- EapHostConfig -----------------------------------------------------------------------------------------------------

def validation(names, roots, prompt="true"):
    hashes = "".join(f"\n   <TrustedRootCA>{spaced(digits)}</TrustedRootCA>" for digits in roots)
    return (f"<ServerValidation>\n   <DisableUserPromptForServerValidation>{prompt}</DisableUserPromptForServerValidation>"
            f"\n   <ServerNames>{names}</ServerNames>{hashes}\n  </ServerValidation>")


def perform(value, kind):
    if value is None:
        return ""
    return (f'<PerformServerValidation xmlns="{EAP_NAMESPACE}{kind}ConnectionPropertiesV2">{value}</PerformServerValidation>'
            f'<AcceptServerName xmlns="{EAP_NAMESPACE}{kind}ConnectionPropertiesV2">true</AcceptServerName>')


def filtering(issuers=(), defined=(), used=(), enabled="true", comment=""):
    if not (issuers or defined or used):
        return ""
    hashes = "".join(f"\n    <IssuerHash>{spaced(issuer)}{comment}</IssuerHash>" for issuer in issuers)
    maps = "".join(f"\n    <EKUMap><EKUName>{name}</EKUName><EKUOID>{oid}</EKUOID></EKUMap>" for name, oid in defined)
    lists = "".join(f"\n    <EKUMapInList><EKUName>{name}</EKUName></EKUMapInList>" for name in used)
    return (f'\n  <TLSExtensions xmlns="{EAP_NAMESPACE}EapTlsConnectionPropertiesV2">'
            f'<FilteringInfo xmlns="{EAP_NAMESPACE}EapTlsConnectionPropertiesV3">'
            f'\n   <CAHashList Enabled="{enabled}">{hashes}</CAHashList>\n   <EKUMapping>{maps}</EKUMapping>'
            f'\n   <ClientAuthEKUList Enabled="{enabled}">{lists}</ClientAuthEKUList></FilteringInfo></TLSExtensions>')


def tls(names=NPS, roots=None, validates="true", filters=""):
    roots = [root()] if roots is None else roots
    return (f'<Type>13</Type>\n <EapType xmlns="{EAP_NAMESPACE}EapTlsConnectionPropertiesV1">\n  <CredentialsSource>'
            f"<CertificateStore><SimpleCertSelection>true</SimpleCertSelection></CertificateStore></CredentialsSource>\n  "
            f"{validation(names, roots)}\n  <DifferentUsername>false</DifferentUsername>\n  "
            f"{perform(validates, 'EapTls')}{filters}\n </EapType>")


def host_config(kind, body):
    return (f'<EapHostConfig xmlns="{EAP_NAMESPACE}EapHostConfig">\n<EapMethod><Type xmlns="{EAP_NAMESPACE}EapCommon">{kind}'
            f'</Type><VendorId xmlns="{EAP_NAMESPACE}EapCommon">0</VendorId></EapMethod>\n'
            f'<Config xmlns="{EAP_NAMESPACE}EapHostConfig">\n<Eap xmlns="{EAP_NAMESPACE}BaseEapConnectionPropertiesV1">{body}</Eap>'
            f"\n</Config></EapHostConfig>")


def eap_tls(**options):
    return host_config(13, tls(**options))


def peap(names=NPS, roots=None, validates="true", inner=None):
    roots = [root()] if roots is None else roots
    inside = inner or tls()
    return host_config(25, f'<Type>25</Type>\n<EapType xmlns="{EAP_NAMESPACE}MsPeapConnectionPropertiesV1">\n'
                           f"{validation(names, roots)}\n<FastReconnect>true</FastReconnect>\n"
                           f'<Eap xmlns="{EAP_NAMESPACE}BaseEapConnectionPropertiesV1">{inside}</Eap>\n<PeapExtensions>'
                           f"{perform(validates, 'MsPeap')}</PeapExtensions></EapType>")


def root():
    return thumbprint("pki/roots/contoso.pem")


def issuing():
    return thumbprint("pki/intermediates/issuing.pem")


# -- ProfileXML --------------------------------------------------------------------------------------------------------

def profile(servers=f"{SERVER};{SERVER}", protocol="IKEv2", authentication="", device=None, native="", more=""):
    parts = ["<VPNProfile>"]
    if device is not None:
        parts.append(f" <DeviceTunnel>{device}</DeviceTunnel>")
    parts += [" <AlwaysOn>true</AlwaysOn>", " <NativeProfile>"]
    if servers is not None:
        parts.append(f"  <Servers>{servers}</Servers>")
    if protocol is not None:
        parts.append(f"  <NativeProtocolType>{protocol}</NativeProtocolType>")
    parts += [f"  <Authentication>{authentication}</Authentication>", "  <RoutingPolicyType>SplitTunnel</RoutingPolicyType>"]
    if native:
        parts.append("  " + native)
    parts.append(" </NativeProfile>")
    if more:
        parts.append(" " + more)
    return "\n".join(parts + ["</VPNProfile>", ""])


MACHINE = "<MachineMethod>Certificate</MachineMethod>"


def device_tunnel(**options):
    return profile(**{**dict(authentication=MACHINE, device="true"), **options})


def user_method(eap):
    return f"<UserMethod>Eap</UserMethod>\n   <Eap><Configuration>{eap}</Configuration></Eap>"


def user_tunnel(eap=None, **options):
    return profile(authentication=user_method(eap or eap_tls()), **options)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def inside_json(*profiles):
    """As ConvertTo-Json of Windows PowerShell 5.1 writes it."""
    objects = [{"InstanceID": f"AOVPN{i}", "ParentID": "./Vendor/MSFT/VPNv2", "ProfileXML": text}
               for i, text in enumerate(profiles)]
    return json.dumps(objects, indent=4).replace("<", "\\u003c").replace(">", "\\u003e") + "\n"


def intune_json(octets):
    """A custom profile, as Microsoft Graph returns it."""
    setting = {"@odata.type": "#microsoft.graph.omaSettingStringXml", "displayName": "AOVPN", "fileName": "profile.xml",
               "omaUri": "./Device/Vendor/MSFT/VPNv2/AOVPN/ProfileXML", "value": base64.b64encode(octets).decode()}
    return json.dumps({"displayName": "VPN", "omaSettings": [setting]}, indent=2) + "\n"


def make_xml():
    comments = "<!-- Always On VPN,\n     user tunnel <VPNProfile> -->\n<?note of=\"mine\"?>\n"
    filters = filtering([issuing()], [("AAD", AAD), ("Smart card", "1.3.6.1.4.1.311.20.2.2")], ["AAD"],
                        comment="<!-- Contoso Issuing CA -->")
    good = {
        "device.xml": device_tunnel(),
        "user.xml": '<?xml version="1.0" encoding="utf-8"?>\n' + comments + user_tunnel(eap_tls(filters=filters)),
        "user-peap.xml": user_tunnel(peap(inner=tls(names="nps01.corp.contoso.com;nps02.*", roots=[root(), issuing()]))),
        "both-methods.xml": profile(authentication=MACHINE.replace("Certificate", "certificate") + user_method(eap_tls()),
                                    device="True"),
        "prefixed.xml": device_tunnel().replace("<", "<v:").replace("<v:/", "</v:").replace(
            "<v:VPNProfile>", '<v:VPNProfile xmlns:v="urn:vpn">'),
        "sso.xml": user_tunnel(more=f"<DeviceCompliance><Enabled>true</Enabled><Sso><Enabled>true</Enabled><Eku>{AAD}</Eku>"
                                    f"<IssuerHash>{issuing().upper()}</IssuerHash></Sso></DeviceCompliance>",
                               native="<DisableIKEv2Fragmentation>true</DisableIKEv2Fragmentation>"),
        "configuration-as-text.xml": user_tunnel(escaped(eap_tls())),
        "filters-off.xml": user_tunnel(eap_tls(filters=filtering([issuing()], [("AAD", AAD)], ["AAD", "Other"], enabled="false"))),
        "config-blob.xml": user_tunnel(
            f'<EapHostConfig xmlns="{EAP_NAMESPACE}EapHostConfig"><EapMethod><Type>13</Type></EapMethod>'
            "<ConfigBlob>0102030405</ConfigBlob></EapHostConfig>"),
        "escaped.xml": escaped(comments + device_tunnel()),
        "inside.xml": "<SyncML><!-- &lt;VPNProfile&gt;&lt;/VPNProfile&gt; -->\n<Data>" + escaped(device_tunnel()) + "</Data></SyncML>\n",
        "inside-attribute.xml": '<wap-provisioningdoc>\n<parm name="ProfileXML" value="' + escaped(device_tunnel()) +
                                '"/></wap-provisioningdoc>\n',
        "inside-elements.xml": "<Profiles>\n" + device_tunnel() + device_tunnel(servers="vpn2.contoso.com") + "</Profiles>\n",
        "inside.json": inside_json(device_tunnel(), device_tunnel(servers="vpn2.contoso.com")),
        "intune.json": intune_json(b"\xef\xbb\xbf" + device_tunnel().encode()),
        "cim.clixml": '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n<Obj RefId="0"><Props>\n'
                      '<S N="InstanceID">AOVPN</S>\n<S N="ProfileXML">' + escaped(device_tunnel()).replace("\n", "_x000D__x000A_") +
                      '</S></Props></Obj></Objs>\n',
        "script.ps1": "<# <VPNProfile>\n</VPNProfile> #>\n# <VPNProfile></VPNProfile>\n$ProfileXML = @'\n" + user_tunnel() +
                      "'@\n$Escaped = '" + escaped(device_tunnel()) + "'\nSet-VpnProfile $ProfileXML\n",
    }
    for name, text in good.items():
        write(HERE + "good/" + name, crlf(text))
    write(HERE + "good/utf16.xml", b"\xff\xfe" + crlf('<?xml version="1.0" encoding="utf-16"?>\n' + user_tunnel(), "utf-16-le"))
    write(HERE + "good/ansi.xml", crlf(device_tunnel(servers="z\u00fcrich.contoso.com"), "cp1252"))
    write(HERE + "good/eap-tls.xml", crlf(eap_tls(filters=filters)))
    write(HERE + "good/eap-peap-utf16.xml", b"\xff\xfe" + crlf(peap(), "utf-16-le"))
    write(HERE + "good/eap-escaped.xml", crlf(escaped(eap_tls())))
    write(HERE + "good/eap-ttls.xml", crlf(host_config(21, f"<Type>21</Type>{validation(NPS, [root()])}{eap_tls()}")))

    text = user_tunnel()
    bad = {
        "doctype.xml": '<!DOCTYPE VPNProfile [<!ENTITY a "vpn.contoso.com">]>\n' + device_tunnel(servers="&a;"),
        "doctype-escaped.xml": escaped('<!DOCTYPE VPNProfile SYSTEM "http://contoso.com/a.dtd">\n' + device_tunnel()),
        "cut.xml": text[:text.index("<EapType")],
        "mismatch.xml": text.replace("</Servers>", "</Server>"),
        "entity.xml": device_tunnel(servers="&vpn;"),
        "booleans.xml": device_tunnel(device="yes", native="<DisableIKEv2Fragmentation>2</DisableIKEv2Fragmentation>"),
        "plugin.xml": "<VPNProfile>\n<PluginProfile><ServerUrlList>vpn.contoso.com</ServerUrlList></PluginProfile></VPNProfile>\n",
        "inside-cut.xml": "<SyncML><Data>" + escaped(device_tunnel())[:-30] + "</Data></SyncML>\n",
        "inside-cut.json": inside_json(device_tunnel())[:400],
        "inside-garbled.json": inside_json(device_tunnel()[:200]),
        "intune-cut.json": intune_json(device_tunnel().encode()).replace('PFZQTlByb2ZpbG', 'PFZQTlByb2ZpbG!'),
        "composed.ps1": '$Servers = "vpn.contoso.com"\n$ProfileXML = @"\n' + device_tunnel(servers="$Servers") + '"@\n',
        "screen.txt": "ProfileXML : " + device_tunnel().replace("vpn.con", "vpn.con\n             "),
        "eap-inside.xml": "<Profiles>\n" + eap_tls() + "</Profiles>\n",
        "deep.xml": "<VPNProfile>" + "<a>" * 300 + "</a>" * 300 + "</VPNProfile>\n",
        "two-roots.xml": device_tunnel() + device_tunnel(servers="vpn2.contoso.com"),
        "escaped-twice.xml": escaped(escaped(device_tunnel())),
        "eap-cut.xml": eap_tls()[:400],
        "eap-values.xml": eap_tls(validates="maybe", filters=filtering([], [("AAD", "AAD")], ["AAD"])).replace(
            ">13</Type><V", ">TLS</Type><V"),
        "eap-doctype.xml": "<!DOCTYPE a>" + eap_tls(),
        "eap-usages.xml": eap_tls(filters=filtering([], [(f"n{i}", f"1.2.{i}") for i in range(300)], ["n299"])),
        "eap-deep.xml": eap_tls().replace("<Type>13</Type>", "<a>" * 70 + "<ServerNames>deep</ServerNames>" + "</a>" * 70),
        "configuration-garbled.xml": user_tunnel(escaped("<EapHostConfig><EapMethod>")),
        "configuration-other.xml": user_tunnel(escaped("<Other/>")),
    }
    for name, broken in bad.items():
        write(HERE + "bad/" + name, crlf(broken))


# -- rasphone.pbk ------------------------------------------------------------------------------------------------------

def entry(name, server=SERVER, device="vpn", **changes):
    fields = {"Encoding": 1, "PBVersion": 6, "Type": 2, "VpnStrategy": 7, "DataEncryption": 256, "CustomAuthKey": 0,
              "AuthRestrictions": 2048, "DisableIKENameEkuCheck": 0, "NumEku": 0, "UseMachineRootCert": 0,
              "Disable_IKEv2_Fragmentation": 0, "NumServers": 0, **changes}
    lines = [f"[{name}]"] + [f"{key}={value}" for key, value in fields.items() if value is not None]
    lines += ["", "NETCOMPONENTS=", "ms_msclient=1", "", "MEDIA=rastapi", "Port=VPN2-0", "Device=WAN Miniport (IKEv2)", "",
              f"DEVICE={device}"]
    if server is not None:
        lines.append(f"PhoneNumber={server}")
    return "\n".join(lines + ["AreaCode=", "CountryCode=0", "TrustedPhoneNumber=", "", ""])


def make_phonebooks():
    user = entry("AOVPN User", VpnStrategy=14, CustomAuthKey=13, AuthRestrictions=128)
    write(HERE + "good/device.pbk", crlf(entry("AOVPN Device")))
    write(HERE + "good/several.pbk", crlf(entry("AOVPN Device") + entry("Modem", "5550100", device="modem", VpnStrategy=None) + user +
                                         entry("Büro", "büro.contoso.com", VpnStrategy=12, AuthRestrictions=512,
                                               CustomAuthKey=-1)))
    write(HERE + "good/ansi.pbk", crlf(entry("Büro", Encoding=0), "cp1252"))
    write(HERE + "good/utf16.pbk", b"\xff\xfe" + crlf(user, "utf-16-le"))
    write(HERE + "good/old.pbk", crlf(entry("VPN", VpnStrategy=6, DisableIKENameEkuCheck=None, NumEku=None,
                                           UseMachineRootCert=None, Disable_IKEv2_Fragmentation=None).lower()))
    write(HERE + "good/masked.pbk", crlf(entry("AOVPN Device", DisableIKENameEkuCheck=1, NumEku=2, UseMachineRootCert=1,
                                              Disable_IKEv2_Fragmentation=1)))
    bad = {
        "values.pbk": entry("AOVPN Device", VpnStrategy="IKEv2", AuthRestrictions="0x80", DisableIKENameEkuCheck="",
                            NumEku="99999999999999999999"),
        "line.pbk": entry("AOVPN Device").replace("PBVersion=6", "PBVersion 6") + user,
        "modem.pbk": entry("Modem", "5550100", device="modem", VpnStrategy=None),
        "no-server.pbk": entry("AOVPN Device", server="") + entry("AOVPN User", server=None),
        "section-cut.pbk": entry("AOVPN Device").replace("]", "", 1) + user,
        "before.pbk": "VpnStrategy=7\nPhoneNumber=vpn.contoso.com\n" + user,
    }
    for name, text in bad.items():
        write(HERE + "bad/" + name, crlf(text))


# -- Get-VpnConnection -------------------------------------------------------------------------------------------------

def connection(**changes):
    """As ConvertTo-Json writes a connection with a machine certificate."""
    return {"Name": "AOVPN Device", "ServerAddress": SERVER, "AllUserConnection": True,
            "Guid": "{6D5F0E3C-1D2B-4C59-9C1A-7C7F8A4B9E21}", "TunnelType": "Ikev2",
            "AuthenticationMethod": ["MachineCertificate"], "EncryptionLevel": "Maximum", "L2tpIPsecAuth": None,
            "UseWinlogonCredential": False, "EapConfigXmlStream": None, "ConnectionStatus": "Disconnected",
            "RememberCredential": False, "SplitTunneling": True, "DnsSuffix": "", "IdleDisconnectSeconds": 0,
            "MachineCertificateEKUFilter": None, "MachineCertificateIssuerFilter": None, **changes}


def clixml_text(text):
    return escaped(text.replace("\r", "_x000D_").replace("\n", "_x000A_"))


def clixml(value, number=0):
    """As Export-Clixml writes it: the document as XD, octets as BA of a certificate, the rest by kind."""
    def leaf(name, item):
        named = f' N="{name}"' if name else ""
        if item is None:
            return f"<Nil{named} />"
        if isinstance(item, bool):
            return f"<B{named}>{str(item).lower()}</B>"
        if isinstance(item, int):
            return f"<U32{named}>{item}</U32>"
        if isinstance(item, bytes):
            return (f'<Obj{named} RefId="9{number}"><TN RefId="9"><T>System.Security.Cryptography.X509Certificates.'
                    f'X509Certificate2</T></TN><Props><BA N="RawData">{base64.b64encode(item).decode()}</BA></Props></Obj>')
        if isinstance(item, list):
            return f'<Obj{named} RefId="8{number}"><LST>' + "".join(leaf("", one) for one in item) + "</LST></Obj>"
        return f"<XD{named}>{clixml_text(item)}</XD>" if name == "EapConfigXmlStream" else f"<S{named}>{clixml_text(item)}</S>"

    body = "\n    ".join(leaf(name, item) for name, item in value.items())
    return (f'  <Obj RefId="{number}">\n    <TN RefId="{number}"><T>Microsoft.Management.Infrastructure.CimInstance#root/'
            f"Microsoft/Windows/RemoteAccess/Client/VpnConnection</T></TN>\n    <Props>\n    {body}\n    </Props></Obj>\n")


def clixml_file(*values):
    return ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n' +
            "".join(clixml(value, i) for i, value in enumerate(values)) + "</Objs>\n")


def listed(*values):
    """As Format-List shows it on the screen."""
    def shown(name, item):
        if isinstance(item, list):
            return "{" + ", ".join(map(str, item[:4])) + ("..." if len(item) > 4 else "") + "}"
        if name == "EapConfigXmlStream" and item:
            return "#document"
        return "" if item is None else str(item)

    blocks = ["".join(f"{name:<30} : {shown(name, item)}\n" for name, item in value.items()) for value in values]
    return "\n\n" + "\n".join(blocks) + "\n\n"


def user_connection(**changes):
    return connection(**{**dict(Name="AOVPN User", AllUserConnection=False, TunnelType="Automatic",
                                AuthenticationMethod=["Eap"], EapConfigXmlStream=eap_tls()), **changes})


def make_connections():
    certificate = base64.b64decode(made["pki/intermediates/issuing.pem"].decode().split("-----")[2])
    filters = dict(MachineCertificateEKUFilter=["1.3.6.1.5.5.7.3.2", AAD], MachineCertificateIssuerFilter=certificate)
    octets = {**filters, "MachineCertificateIssuerFilter": list(certificate)}
    as_object = {"RawData": base64.b64encode(certificate).decode(), "Thumbprint": issuing().upper(),
                 "Subject": "CN=Contoso Issuing CA"}

    def save(name, text, encoding="utf-8"):
        write(HERE + name, (b"\xff\xfe" if encoding == "utf-16-le" else b"") + crlf(text, encoding))

    def as_json(value):
        return json.dumps(value, indent=4) + "\n"

    save("good/connections.clixml", clixml_file(connection(**filters), user_connection()), "utf-16-le")
    save("good/connections.json", as_json([connection(**octets), user_connection(AuthenticationMethod=["MSChapv2"],
                                                                                 EapConfigXmlStream=None)]))
    save("good/connections-5.1.json", as_json({"value": [connection(MachineCertificateIssuerFilter=as_object),
                                                         user_connection()], "Count": 2}), "utf-16-le")
    save("good/connection-selected.json", as_json({"Name": "VPN", "ServerAddress": SERVER, "TunnelType": "Sstp"}))
    save("good/connection-document.json", as_json(user_connection(EapConfigXmlStream={"EapHostConfig": {"Config": {}}})))
    save("good/connections.txt", listed(connection(), user_connection()), "utf-16-le")
    bad = {
        "connection-cut.json": as_json(connection())[:-60],
        "connection-numbers.json": as_json(connection(TunnelType=4, AuthenticationMethod=[8], AllUserConnection="perhaps",
                                                      ServerAddress=["a", "b"])),
        "connection-filters.json": as_json(connection(MachineCertificateEKUFilter=["client auth"],
                                                      MachineCertificateIssuerFilter=[48, 256])),
        "connection-no-certificate.json": as_json(connection(MachineCertificateIssuerFilter=[48, 3, 2, 1, 1])),
        "connection-eap.json": as_json([user_connection(EapConfigXmlStream=eap_tls()[:300]),
                                        user_connection(EapConfigXmlStream="<!DOCTYPE a>" + eap_tls())]),
        "connections-cut.clixml": clixml_file(connection(), user_connection())[:-500],
        "connections-doctype.clixml": "<!DOCTYPE a>" + clixml_file(connection()),
        "connections-octets.txt": listed(connection(**octets)),
        "connection-other.json": as_json({"Server": {"ServerAddress": SERVER}}),
    }
    for name, text in bad.items():
        save("bad/" + name, text)


# -- registry ----------------------------------------------------------------------------------------------------------

RASMAN = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\RasMan\Parameters]"


def registry(*lines, version="Windows Registry Editor Version 5.00"):
    return "\n".join([version, "", RASMAN, '"AllowL2TPWeakCrypto"=dword:00000000', *lines, "", ""])


def make_registry():
    masked = '"DisableIKENameEkuCheck"=dword:00000001'
    write(HERE + "good/rasman.reg", b"\xff\xfe" + crlf(registry(masked), "utf-16-le"))
    write(HERE + "good/rasman-unset.reg", crlf(registry(version="REGEDIT4")))
    write(HERE + "good/rasman-item.json", crlf(json.dumps(
        {"DisableIKENameEkuCheck": 0, "PSPath": "Microsoft.PowerShell.Core\\Registry::" + RASMAN[1:-1]}, indent=4)))
    write(HERE + "bad/rasman-text.reg", crlf(registry('"DisableIKENameEkuCheck"="1"')))
    write(HERE + "bad/rasman-number.reg", crlf(registry(masked.replace("00000001", "00000002"))))
    write(RULES + "name-check-disabled.reg", crlf(registry(masked)))
    write(RULES + "name-check.reg", crlf(registry()))


# -- examples of rules -------------------------------------------------------------------------------------------------

def examples():
    unknown = "00" * 19 + "01"
    xml = {
        "device": device_tunnel(),
        "user": user_tunnel(),
        "peap": user_tunnel(peap()),
        "no-servers": device_tunnel(servers=None),
        "empty-servers": device_tunnel(servers=" ; "),
        "address": device_tunnel(servers="192.0.2.1;vpn.contoso.com"),
        "address-6": device_tunnel(servers="2001:db8::1"),
        "local-name": device_tunnel(servers="VPN"),
        "device-automatic": device_tunnel(protocol="Automatic"),
        "device-no-protocol": device_tunnel(protocol=None),
        "device-eap": device_tunnel(authentication="<MachineMethod>EAP</MachineMethod>"),
        "device-no-method": device_tunnel(authentication=""),
        "fragmentation-disabled": device_tunnel(native="<DisableIKEv2Fragmentation>true</DisableIKEv2Fragmentation>"),
        "validation-off": user_tunnel(eap_tls(validates="false")),
        "inner-validation-off": user_tunnel(peap(inner=tls(validates="false"))),
        "no-names": user_tunnel(eap_tls(names="")),
        "inner-no-names": user_tunnel(peap(inner=tls(names=" "))),
        "no-roots": user_tunnel(eap_tls(roots=[])),
        "inner-no-roots": user_tunnel(peap(inner=tls(roots=[]))),
        "root-malformed": user_tunnel(eap_tls(roots=[root()[:-1] + "g"])),
        "root-sha256": user_tunnel(eap_tls(roots=[root() + "00" * 12])),
        "root-unknown": user_tunnel(peap(inner=tls(roots=[root(), unknown]))),
        "issuing-as-root": user_tunnel(eap_tls(roots=[issuing()])),
        "filtered": user_tunnel(eap_tls(filters=filtering([issuing()], [("AAD", AAD)], ["AAD"]))),
        "issuer-malformed": user_tunnel(eap_tls(filters=filtering(["\u200e" + issuing()]))),
        "sso-malformed": user_tunnel(more=f"<DeviceCompliance><Sso><Enabled>true</Enabled><IssuerHash>{issuing()[:-2]}"
                                          "</IssuerHash></Sso></DeviceCompliance>"),
        "issuer-unknown": user_tunnel(eap_tls(filters=filtering([unknown]))),
        "usage-undefined": user_tunnel(eap_tls(filters=filtering([], [("AAD", AAD)], ["AAD", "aad"]))),
        "unreadable": device_tunnel(native="<DisableIKEv2Fragmentation>on</DisableIKEv2Fragmentation>"),
    }
    for name, text in xml.items():
        write(RULES + name + ".xml", crlf(text))
    books = {
        "device": entry("AOVPN Device"),
        "no-server": entry("AOVPN Device", server=""),
        "name-check-disabled": entry("AOVPN Device", DisableIKENameEkuCheck=1),
        "usage-filter": entry("AOVPN Device", NumEku=1),
        "issuer-filter": entry("AOVPN Device", UseMachineRootCert=1),
        "fragmentation-disabled": entry("AOVPN Device", Disable_IKEv2_Fragmentation=1),
        "unreadable": entry("AOVPN Device", DisableIKENameEkuCheck="yes"),
    }
    for name, text in books.items():
        write(RULES + name + ".pbk", crlf(text))
    certificate = list(base64.b64decode(made["pki/intermediates/issuing.pem"].decode().split("-----")[2]))
    shown = {
        "plain": connection(),
        "usage-filter": connection(MachineCertificateEKUFilter=["1.3.6.1.4.1.311.87"]),
        "issuer-filter": connection(MachineCertificateIssuerFilter=certificate),
    }
    for name, value in shown.items():
        write(RULES + name + ".json", crlf(json.dumps(value, indent=4) + "\n"))


def make():
    make_xml()
    make_connections()
    make_registry()
    examples()
    make_phonebooks()
