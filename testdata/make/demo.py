"""The demonstration of the README: what an administrator exports on a Monday morning when Always On VPN is down for some.

Four VPN servers stand behind vpn.contoso.com and four laptops dial in; one of each is as it should be. README.md beside this
folder's output tells who they are.
"""

from contoso import (ISSUING, QUARTERLY, ROOT, USERS, base_crl, ca, device, in_order, root, routine_entries, server)
from output import write_base64_cer, write_crl
from x509 import extended_key_usage, revoked, subject_alt_name

HERE = "demo/"


def make():
    root(HERE + "roots/contoso-root-ca.cer", ROOT, serial="pki/roots/contoso.pem")
    ca(HERE + "intermediates/contoso-issuing-ca.cer", ROOT, ISSUING, serial="pki/intermediates/issuing.pem")
    ca(HERE + "intermediates/contoso-users-ca.cer", ROOT, USERS,
       extended_key_usage=extended_key_usage("client_auth", "smartcard_logon", "email_protection"))
    write_crl(HERE + "crls/contoso-root-ca.crl", base_crl(ROOT, routine_entries(2, "root routine"), **QUARTERLY))
    write_crl(HERE + "crls/contoso-issuing-ca.crl", base_crl(ISSUING, in_order(routine_entries(12) + [
        revoked(HERE + "certificates/laptop-133.cer", "2026-05-27T16:05:00", "key_compromise")])))
    write_crl(HERE + "crls/contoso-users-ca.crl", base_crl(USERS, number=11))

    def vpn(number, **changes):
        server(f"{HERE}certificates/vpn{number}.cer", **changes)

    def laptop(number, **changes):
        host = f"laptop-{number}.corp.contoso.com"
        device(f"{HERE}certificates/laptop-{number}.cer", **{"subject": "CN=" + host, "dns": (host,), **changes})

    vpn("01")
    vpn("02", usages=("server_auth",))
    vpn("03", subject="CN=vpn03.corp.contoso.com", dns=("vpn03.corp.contoso.com",), writer=write_base64_cer)
    vpn("04", issuer=USERS)
    laptop("017", writer=write_base64_cer)
    laptop("042", subject="", subject_alt_name=subject_alt_name(("dns", "laptop-042.corp.contoso.com"), critical=True))
    laptop("088", dates=("2025-05-14T07:31:02", "2026-05-14T07:31:02"))
    laptop("133")
