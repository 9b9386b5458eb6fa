"""Certificates of which only usages and names differ: by which profile they are judged when none is given."""

from contoso import device, leaf, server, user, ISSUING, USER_KEY

HERE = "profiles/"
BOTH = ("server_auth", "client_auth")


def make():
    server(HERE + "server.pem", usages=("server_auth",))
    device(HERE + "device.pem", usages=("client_auth",))
    user(HERE + "user.pem")
    leaf(HERE + "user-with-dns-name.pem", ISSUING, "CN=Ada Lovelace", USER_KEY, ("client_auth",),
         [("upn", "ada@corp.contoso.com"), ("dns", "laptop-042.corp.contoso.com")], "3")
    device(HERE + "computer.pem", usages=BOTH)
    device(HERE + "computer-with-ike-intermediate.pem", usages=(*BOTH, "ike_intermediate"))
    server(HERE + "computer-with-the-servers-name.pem", usages=BOTH)
    device(HERE + "any-usage.pem", usages=("any",))
    device(HERE + "no-usage.pem", extended_key_usage=None, application_policies=None)
    device(HERE + "another-usage.pem", usages=("email_protection",))
