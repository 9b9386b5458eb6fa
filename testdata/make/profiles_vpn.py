"""VPN connections as Windows has them and scripts export them: connections/good, broken ones in connections/bad, and the
examples of rules/profile.yaml.

Names are invented; the shapes are those of the VPNv2 CSP, of EapHostConfig, of rasphone.pbk and of Get-VpnConnection.
"""

import base64
import hashlib

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
    }
    for name, text in good.items():
        write(HERE + "good/" + name, crlf(text))
    write(HERE + "good/utf16.xml", b"\xff\xfe" + crlf('<?xml version="1.0" encoding="utf-16"?>\n' + user_tunnel(), "utf-16-le"))
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
        "inside.xml": "<SyncML><Data>" + escaped(device_tunnel()) + "</Data></SyncML>\n",
        "inside-elements.xml": "<Profiles>\n" + device_tunnel() + "</Profiles>\n",
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


def make():
    make_xml()
    make_phonebooks()
