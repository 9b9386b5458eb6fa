"""What Export-IkelintInventory.ps1 leaves of two servers and three devices, with the PKI beside: predict/exports.

One server has the internal name only, one device an expired certificate and one a certificate of another root, so that
`ikelint predict` has something to say. Texts are as Windows PowerShell 5.1 writes them: UTF-8 with a mark, CRLF.
"""

import base64
import hashlib
import json

from output import write
from predict import ca, device, server
from trust import CA, OTHER_ROOT, PAST, ROOT, revocation_list, root

HERE = "predict/exports/"
DOMAIN = ".corp.contoso.com"
PROVIDER = "Microsoft.PowerShell.Security\\Certificate::LocalMachine\\"
CLIXML = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n{}</Objs>\n'


def text(words):
    return b"\xef\xbb\xbf" + words.replace("\n", "\r\n").encode()


def to_json(value):
    """ConvertTo-Json of version 5.1: two blanks behind a colon."""
    return text(json.dumps(value, indent=4, separators=(",", ":  ")) + "\n")


def store(name, *certificates, key=False):
    return to_json([{"PSParentPath": PROVIDER + name, "Thumbprint": hashlib.sha1(octets).hexdigest().upper(),
                     "HasPrivateKey": key, "FriendlyName": "", "RawData": base64.b64encode(octets).decode()}
                    for octets in certificates])


def clixml(kind, properties):
    body = "".join(f"      {line}\n" for line in properties)
    return text(CLIXML.format(
        f'  <Obj RefId="0">\n    <TN RefId="0">\n      <T>Microsoft.Management.Infrastructure.CimInstance#{kind}</T>\n'
        f"      <T>Microsoft.Management.Infrastructure.CimInstance</T>\n      <T>System.Object</T>\n    </TN>\n"
        f"    <ToString>{kind}</ToString>\n    <Props>\n{body}    </Props>\n  </Obj>\n"))


def strings(name, reference, *values):
    items = "".join(f"<S>{value}</S>" for value in values)
    return (f'<Obj N="{name}" RefId="{reference}"><TN RefId="{reference}"><T>System.String[]</T><T>System.Array</T>'
            f"<T>System.Object</T></TN><LST>{items}</LST></Obj>")


def windows(product, version, build, ubr):
    return to_json({"ProductName": product, "DisplayVersion": version, "CurrentBuildNumber": build, "UBR": ubr})


def machine(name, my, roots=(ROOT,)):
    folder = HERE + name + DOMAIN + "/"
    write(folder + "My.json", store("My", *my, key=True))
    write(folder + "Root.json", store("Root", *(root(authority) for authority in roots)))
    write(folder + "CA.json", store("CA", ca(ROOT, CA)))
    write(folder + "Disallowed.json", text("[\n\n]\n"))
    return folder


def vpn_server(name, my, flags):
    folder = machine(name, my)
    write(folder + "windows.json", windows("Windows Server 2022 Standard", "21H2", "20348", 2700))
    write(folder + "auth-protocol.xml", clixml("VpnAuthProtocol", [
        strings("UserAuthProtocolAccepted", 1, "EAP", "Certificate"),
        '<S N="TunnelAuthProtocolsAdvertised">Certificates</S>',
        '<Obj N="RootCertificateNameToAccept" RefId="2"><TN RefId="2">'
        "<T>System.Security.Cryptography.X509Certificates.X509Certificate2</T><T>System.Object</T></TN>"
        f'<Props><BA N="RawData">{base64.b64encode(root()).decode()}</BA></Props></Obj>',
        '<Nil N="CertificateAdvertised" />', '<Nil N="CertificateEKUsToAccept" />']))
    write(folder + "ikev2.json", to_json({"CertAuthFlags": flags, "EnableServerFragmentation": 1}))


PHONEBOOK = """[Contoso Device Tunnel]
Encoding=1
PBVersion=7
Type=2
VpnStrategy=7
AuthRestrictions=2048
DisableIKENameEkuCheck=0
NumEku=0
UseMachineRootCert=0
PreviewUserPw=0

MEDIA=rastapi
Port=VPN2-0
Device=WAN Miniport (IKEv2)

DEVICE=vpn
PhoneNumber=vpn.contoso.com
AreaCode=
CountryCode=0
"""

PROFILE_XML = """<VPNProfile>
  <AlwaysOn>true</AlwaysOn>
  <DeviceTunnel>true</DeviceTunnel>
  <DnsSuffix>corp.contoso.com</DnsSuffix>
  <NativeProfile>
    <Servers>vpn.contoso.com</Servers>
    <NativeProtocolType>IKEv2</NativeProtocolType>
    <DisableClassBasedDefaultRoute>true</DisableClassBasedDefaultRoute>
    <Authentication>
      <MachineMethod>Certificate</MachineMethod>
    </Authentication>
  </NativeProfile>
</VPNProfile>
"""


def event(computer, number, code):
    guid = f"{{0A1B2C3D-0000-4000-8000-{number:012X}}}"
    return {"TimeCreated": f"/Date({1780000000000 + number * 1000})/", "Id": 20227, "ProviderName": "RasClient",
            "MachineName": computer,
            "Message": f"CoId={guid}: The user SYSTEM dialed a connection named Contoso Device Tunnel which has failed. "
                       f"The error code returned on failure is {code}.",
            "Properties": [{"Value": value} for value in (guid, "SYSTEM", "Contoso Device Tunnel", str(code))]}


def vpn_device(name, my, code=None, profile=False):
    folder = machine(name, my)
    write(folder + "windows.json", windows("Windows 10 Enterprise", "22H2", "19045", 3803))
    write(folder + "rasphone.pbk", PHONEBOOK.replace("\n", "\r\n").encode())
    write(folder + "vpn-connections.xml", clixml("VpnConnection", [
        '<S N="Name">Contoso Device Tunnel</S>', '<S N="ServerAddress">vpn.contoso.com</S>',
        '<B N="AllUserConnection">true</B>', '<S N="TunnelType">Ikev2</S>',
        strings("AuthenticationMethod", 1, "MachineCertificate"), '<S N="EncryptionLevel">Required</S>',
        strings("MachineCertificateEKUFilter", 2), '<Nil N="MachineCertificateIssuerFilter" />']))
    if code:
        write(folder + "events.json", to_json([event(name + DOMAIN, 1, code), event(name + DOMAIN, 2, code)]))
    if profile:
        write(folder + "ProfileXML-1.xml", text(PROFILE_XML))


def named(name, **changes):
    return device(subject="CN=" + name + DOMAIN, san=(("dns", name + DOMAIN),), **changes)


def make():
    vpn_server("vpn01", [server(dates=("2025-01-01", "2026-07-01")), server()], 4)
    vpn_server("vpn02", [server(subject="CN=vpn02" + DOMAIN, san=(("dns", "vpn02" + DOMAIN),))], None)
    vpn_device("laptop-042", [named("laptop-042")], profile=True)
    vpn_device("laptop-043", [named("laptop-043", dates=PAST)], 13806)
    vpn_device("laptop-044", [named("laptop-044", issuer=OTHER_ROOT)], 13806)
    write(HERE + "pki/contoso-root.cer", root())
    write(HERE + "pki/contoso-ca.cer", ca(ROOT, CA))
    write(HERE + "pki/contoso-root.crl", revocation_list(ROOT))
    write(HERE + "pki/contoso-ca.crl", revocation_list(CA))
    write(HERE + "pki/notes.txt", b"Exported for the review of the VPN.\r\n")
