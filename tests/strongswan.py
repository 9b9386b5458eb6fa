"""Runs inside namespaces that tests/strongswan.sh made: each deployment of tests/strongswan.txt is set up twice, as files
for `ikelint predict` and as two strongSwan daemons that dial each other, and both must say what the table says.

    strongswan.py WORK IKELINT TABLE [CASE…]     WORK: an empty folder, /etc/swanctl inside the namespaces

A daemon has a network and a mount namespace of its own: /etc/strongswan.conf, /etc/swanctl and /run are those of its side
(the only places that AppArmor's profiles of charon and swanctl allow), so its pid file and its socket are its own, too.
Nothing outlives the namespaces: whatever is left running is ended by the kernel together with this process, their first.
"""

import concurrent.futures
import datetime
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "testdata" / "make"))

import der
import keys
from containers import element, key_provider, store
from output import pem
from x509 import (Authority, authority_info_access, authority_key_id, basic_constraints, certificate, certificate_policies, crl, distribution_points,
                  extended_key_usage, extension, key_usage, name_constraints, revoked, subject_alt_name, subject_key_id)

CHARON = "/usr/lib/ipsec/charon"
ADDRESSES = {"server": "192.0.2.1", "device": "192.0.2.2"}
SERVER_NAME, SERVER, DEVICE = "vpn.contoso.com", "vpn01.corp.contoso.com", "laptop-042.corp.contoso.com"
LANES = 2        # cases at a time
START = 10       # seconds until a daemon listens
DIAL = 8         # seconds until a connection stands or is refused
COMMAND = 20     # seconds that any one command may take
ALL = 120        # seconds after which no case is begun
KEYS_OF = {"leaf": "rsa.2048", "short": "rsa.1024", "shorter": "rsa.768", "p256": "ec.P-256", "p384": "ec.P-384", "p521": "ec.P-521"}

# -- certificates -----------------------------------------------------------------------------------------------------

NOW = datetime.datetime.now(datetime.timezone.utc)


def day(offset):
    return (NOW + datetime.timedelta(days=offset)).strftime("%Y-%m-%dT%H:%M:%S")


GOOD_DATES, PAST, FUTURE = (day(-30), day(700)), (day(-90), day(-2)), (day(2), day(90))
LONG_DATES, LONG_PAST = (day(-1500), day(1500)), (day(-1500), day(-2))
ARGUMENTS = {"public", "inner", "outer", "issuer_name", "algorithm", "signature"}


class Keys(dict):
    """Keys by name, made by openssl when they are first asked for."""

    def __missing__(self, name):
        self[name] = keys.load(f"{name}.{KEYS_OF.get(name.split('-')[-1], 'rsa.2048')}")
        return self[name]


KEYS = Keys()


def authority(common_name, key, algorithm="sha256"):
    return Authority("O=Contoso, CN=" + common_name, KEYS[key], algorithm)


def finish(issuer, subject, key, extensions, dates, changes):
    arguments = {name: value for name, value in changes.items() if name in ARGUMENTS}
    serial = changes.get("serial") or f"{issuer.subject} {subject} {dates} {sorted(changes)}"
    extensions |= {name: value for name, value in changes.items() if name not in ARGUMENTS | {"serial"}}
    return certificate(issuer, subject, key, extensions, serial=serial, dates=dates, **arguments)


def ca(issuer, subject, dates=LONG_DATES, path_len=None, **changes):
    return finish(issuer, subject.subject, subject.key, {
        "basic_constraints": basic_constraints(True, path_len),
        "key_usage": key_usage("key_cert_sign", "crl_sign"),
        "subject_key_id": subject_key_id(subject.key),
        "authority_key_id": authority_key_id(issuer.key) if issuer is not subject else None,
        "crl_distribution_points": (distribution_points("crl_distribution_points", ["http://pki.contoso.com/root.crl"])
                                    if issuer is not subject else None),
    }, dates, changes)


def leaf(issuer, subject, key, usages, names, dates=GOOD_DATES, **changes):
    return finish(issuer, subject, KEYS[key], {
        "key_usage": key_usage("digital_signature"),
        "extended_key_usage": extended_key_usage(*usages),
        "subject_alt_name": subject_alt_name(*(("dns", name) for name in names)) if names else None,
        "subject_key_id": subject_key_id(KEYS[key]),
        "authority_key_id": authority_key_id(issuer.key),
        "crl_distribution_points": distribution_points("crl_distribution_points", ["http://pki.contoso.com/ca.crl"]),
    }, dates, changes)


def listed(issuer, *serials, next_update=None, **changes):
    extensions = {"authority_key_id": authority_key_id(changes["signer"] if "signer" in changes else issuer.key),
                  "crl_number": extension("crl_number", der.integer(7))}
    return crl(issuer, [revoked(serial, day(-3)) for serial in serials], extensions, this_update=day(-5),
               next_update=next_update or day(30), **changes)


def server(issuer=None, subject="CN=" + SERVER_NAME, key="server-leaf", names=(SERVER_NAME,), **changes):
    """What the server presents, with its key: a pair."""
    return leaf(issuer or SERVER_CA, subject, key, ("server_auth", "ike_intermediate"), names, **changes), key


def device(issuer=None, subject="CN=" + DEVICE, key="device-leaf", names=(DEVICE,), **changes):
    return leaf(issuer or DEVICE_CA, subject, key, ("client_auth",), names, **changes), key


def make_authorities():
    global ROOT, OTHER_ROOT, SERVER_CA, DEVICE_CA, LOWER_CA
    ROOT, OTHER_ROOT = authority("Root", "root"), authority("Other Root", "other-root")
    SERVER_CA, DEVICE_CA = authority("Server CA", "server-ca"), authority("Device CA", "device-ca")
    LOWER_CA = authority("Lower CA", "lower-ca")


# -- deployments ------------------------------------------------------------------------------------------------------

def good():
    """Two hosts that reach each other. Each case is this, changed. A store of None is the published one."""
    return {
        "server": server(), "device": device(), "server_has_key": True, "device_has_key": True,
        "roots": [ca(ROOT, ROOT)], "server_roots": None, "device_roots": None,
        "intermediates": [ca(ROOT, SERVER_CA), ca(ROOT, DEVICE_CA)], "server_cas": None, "device_cas": None,
        "crls": [listed(ROOT), listed(OTHER_ROOT), listed(SERVER_CA), listed(DEVICE_CA), listed(LOWER_CA)],
        "strict": True, "accepted": ca(ROOT, ROOT), "any_name": False,
    }


def crls_with(*lists):
    """The good CRLs, but these of some issuers in their places; a list is (issuer, octets)."""
    replaced = dict(lists)
    return [replaced.get(issuer) or listed(issuer) for issuer in (ROOT, OTHER_ROOT, SERVER_CA, DEVICE_CA, LOWER_CA)]


def server_ca(**changes):
    return {"intermediates": [ca(ROOT, SERVER_CA, **changes), ca(ROOT, DEVICE_CA)]}


def device_ca(**changes):
    return {"intermediates": [ca(ROOT, SERVER_CA), ca(ROOT, DEVICE_CA, **changes)]}


def below(path_len):
    """A server certificate of a CA below the Server CA."""
    return {"server": server(LOWER_CA),
            "intermediates": [ca(ROOT, SERVER_CA, path_len=path_len), ca(ROOT, DEVICE_CA), ca(SERVER_CA, LOWER_CA)]}


def requiring(policy):
    """The Server CA, which asks for this policy of all below it."""
    return ca(ROOT, SERVER_CA, certificate_policies=certificate_policies(policy),
              policy_constraints=extension("policy_constraints", der.sequence(der.implicit(0, b"\0")), critical=True))


def cases():
    """Name → what differs from good(). The names are those of the table, which says what each is."""
    server_forger, device_forger = (Authority(subject, KEYS["forger"]) for subject in (SERVER_CA.subject, DEVICE_CA.subject))
    root_forger, self_signer = Authority(ROOT.subject, KEYS["forger"]), Authority("CN=" + SERVER_NAME, KEYS["server-leaf"])
    both_roots = [ca(ROOT, ROOT), ca(OTHER_ROOT, OTHER_ROOT)]
    past_root = ca(ROOT, ROOT, dates=LONG_PAST)
    server_cas = [ca(ROOT, SERVER_CA), ca(ROOT, DEVICE_CA)]
    device_revoked = {"device": device(serial=77), "crls": crls_with((DEVICE_CA, listed(DEVICE_CA, 77)))}
    device_crl_stale = {"crls": crls_with((DEVICE_CA, listed(DEVICE_CA, next_update=day(-1))))}
    other_name = {"server": server(subject="CN=vpn01.contoso.com", names=("vpn01.contoso.com",))}
    policy, other_policy = "1.3.6.1.4.1.311.999.2", "1.3.6.1.4.1.311.999.3"
    return {
        "good": {},

        "server-expired": {"server": server(dates=PAST)},
        "server-not-yet-valid": {"server": server(dates=FUTURE)},
        "device-expired": {"device": device(dates=PAST)},
        "device-not-yet-valid": {"device": device(dates=FUTURE)},
        "server-ca-expired": server_ca(dates=LONG_PAST),
        "device-ca-expired": device_ca(dates=LONG_PAST),
        "root-expired": {"roots": [past_root], "accepted": past_root},

        "server-root-untrusted": {"server": server(OTHER_ROOT), "roots": both_roots, "accepted": None,
                                  "device_roots": [ca(ROOT, ROOT)]},
        "device-root-untrusted": {"device": device(OTHER_ROOT), "roots": both_roots, "server_roots": [ca(ROOT, ROOT)]},
        "root-to-accept-differs": {"device": device(OTHER_ROOT), "roots": both_roots},
        "root-to-accept-of-device": {"device": device(OTHER_ROOT), "roots": both_roots, "accepted": ca(OTHER_ROOT, OTHER_ROOT)},
        "server-ca-missing": {"intermediates": [ca(ROOT, DEVICE_CA)]},
        "server-ca-fetchable": {"intermediates": [ca(ROOT, DEVICE_CA)], "server": server(authority_info_access=authority_info_access(
            ["http://pki.contoso.com/server-ca.cer"]))},
        "device-ca-missing": {"intermediates": [ca(ROOT, SERVER_CA)]},
        "server-ca-on-server-only": {"device_cas": [ca(ROOT, DEVICE_CA)]},
        "device-ca-on-device-only": {"server_cas": [ca(ROOT, SERVER_CA)]},
        "server-self-signed": {"server": server(self_signer)},
        "server-forged": {"server": server(server_forger, authority_key_id=authority_key_id(SERVER_CA.key))},
        "device-forged": {"device": device(device_forger, authority_key_id=authority_key_id(DEVICE_CA.key))},
        "server-ca-forged": {"intermediates": [ca(root_forger, SERVER_CA, authority_key_id=authority_key_id(ROOT.key)),
                                               ca(ROOT, DEVICE_CA)]},
        "server-from-root": {"server": server(ROOT)},
        "server-ca-renewed": {"intermediates": [ca(ROOT, authority("Server CA", "old-server-ca")), *server_cas]},
        "root-cross-signed": {"device_roots": [ca(OTHER_ROOT, OTHER_ROOT)], "device_cas": [*server_cas, ca(OTHER_ROOT, ROOT)]},

        "server-ca-no-ca": server_ca(basic_constraints=None),
        "device-ca-no-ca": device_ca(basic_constraints=basic_constraints(False)),
        "server-ca-signs-nothing": server_ca(key_usage=key_usage("digital_signature")),
        "path-length-met": below(1),
        "path-length-exceeded": below(0),
        "names-permitted": server_ca(name_constraints=name_constraints(permitted=(("dns", "contoso.com"),))),
        "names-not-permitted": server_ca(name_constraints=name_constraints(permitted=(("dns", "fabrikam.com"),))),
        "names-excluded": device_ca(name_constraints=name_constraints(excluded=(("dns", "corp.contoso.com"),))),
        "policy-met": {"server": server(certificate_policies=certificate_policies(policy)),
                       "intermediates": [requiring(policy), ca(ROOT, DEVICE_CA)]},
        "policy-other": below(None) | {
            "server": server(LOWER_CA, certificate_policies=certificate_policies(other_policy)),
            "intermediates": [requiring(policy), ca(ROOT, DEVICE_CA),
                              ca(SERVER_CA, LOWER_CA, certificate_policies=certificate_policies(policy))]},
        "policy-absent": {"intermediates": [requiring(policy), ca(ROOT, DEVICE_CA)]},
        "unknown-critical": {"server": server(unknown=extension("1.3.6.1.4.1.311.999.1", der.null(), critical=True))},

        "server-name": other_name,
        "server-name-unchecked": other_name | {"any_name": True},
        "server-name-in-san": {"server": server(subject="O=Contoso, OU=VPN")},
        "server-name-second": {"server": server(subject="CN=rras.contoso.com", names=("rras.contoso.com", SERVER_NAME))},
        "server-name-case": {"server": server(subject="CN=VPN.Contoso.COM", names=("VPN.Contoso.COM",))},
        "server-name-in-cn": {"server": server(names=())},
        "server-name-not-in-san": {"server": server(names=("rras.contoso.com",))},
        "server-name-wildcard": {"server": server(subject="CN=*.contoso.com", names=("*.contoso.com",))},

        "server-encipher": {"server": server(key_usage=key_usage("key_encipherment"))},
        "device-encipher": {"device": device(key_usage=key_usage("key_encipherment"))},
        "server-non-repudiation": {"server": server(key_usage=key_usage("content_commitment"))},
        "no-key-usage": {"server": server(key_usage=None), "device": device(key_usage=None)},
        "server-usage": {"server": server(extended_key_usage=extended_key_usage("client_auth", "ike_intermediate"))},
        "device-usage": {"device": device(extended_key_usage=extended_key_usage("server_auth"))},
        "server-ca-narrowed": server_ca(extended_key_usage=extended_key_usage("client_auth")),
        "no-usage": {"server": server(extended_key_usage=None), "device": device(extended_key_usage=None)},
        "server-is-a-ca": {"server": server(basic_constraints=basic_constraints(True))},

        "server-revoked": {"server": server(serial=78), "crls": crls_with((SERVER_CA, listed(SERVER_CA, 78)))},
        "device-revoked": device_revoked,
        "device-revoked-lax": device_revoked | {"strict": False},
        "device-ca-revoked": device_ca(serial=79) | {"crls": crls_with((ROOT, listed(ROOT, 79)))},
        "others-revoked": {"crls": crls_with((DEVICE_CA, listed(DEVICE_CA, 77, 78)))},
        "device-crl-expired": device_crl_stale,
        "device-crl-expired-lax": device_crl_stale | {"strict": False},
        "server-crl-expired": {"crls": crls_with((SERVER_CA, listed(SERVER_CA, next_update=day(-1))))},
        "device-crl-forged": {"crls": crls_with((DEVICE_CA, listed(DEVICE_CA, signer=KEYS["forger"])))},
        "device-ca-lists-nothing": device_ca(key_usage=key_usage("key_cert_sign")),

        "server-no-key": {"server_has_key": False},
        "device-no-key": {"device_has_key": False},
        "server-store-empty": {"server": None},
        "device-store-empty": {"device": None},
        "p256": {"server": server(key="server-p256"), "device": device(key="device-p256")},
        "p384": {"server": server(key="server-p384"), "device": device(key="device-p384")},
        "server-p521": {"server": server(key="server-p521")},
        "server-pss": {"server": server(algorithm="pss-sha256")},
        "server-sha1": {"server": server(algorithm="sha1"),
                        "intermediates": [ca(ROOT, SERVER_CA, algorithm="sha1"), ca(ROOT, DEVICE_CA)]},
        "server-md5": {"server": server(algorithm="md5")},
        "server-rsa-1024": {"server": server(key="server-short")},
        "device-rsa-1024": {"device": device(key="device-short")},
        "server-rsa-768": {"server": server(key="server-shorter")},
    }


def write(path, octets):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(octets if isinstance(octets, bytes) else octets.encode())


# -- what ikelint predicts --------------------------------------------------------------------------------------------

PROVIDER = "Microsoft Software Key Storage Provider"


def my(pair, has_key):
    named = {"key": key_provider("te-1f", PROVIDER)} if has_key else {}
    return store(element(pair[0], **named)) if pair else store()


def write_deployment(folder, title, values):
    def files(kind, certificates):
        for number, octets in enumerate(certificates):
            write(folder / f"{kind}-{number}.cer", octets)
        return "[" + ", ".join(f"{kind}-{number}.cer" for number in range(len(certificates))) + "]"

    def stores(side):
        own = [("my", f"[{side}.sst]")]
        own += [(key, files(f"{side}-{key}", values[f"{side}_{what}"])) for key, what in (("root", "roots"), ("ca", "cas"))
                if values[f"{side}_{what}"] is not None]
        return "    stores: { " + ", ".join(f"{key}: {value}" for key, value in own) + " }\n"

    for side in ("server", "device"):
        write(folder / f"{side}.sst", my(values[side], values[f"{side}_has_key"]))
    if values["accepted"]:
        write(folder / "accepted.cer", values["accepted"])
    path = folder / "deployment.yaml"
    write(path, f"deployment: {title}\nserver_name: {SERVER_NAME}\n"
          f"pki:\n  roots: {files('root', values['roots'])}\n  intermediates: {files('ca', values['intermediates'])}\n"
          f"  crls: {files('crl', values['crls'])}\n"
          f"servers:\n  - name: {SERVER}\n{stores('server')}    auth_protocol:\n"
          "      user_auth_protocol_accepted: [Certificate]\n"
          f"      root_certificate_name_to_accept: {'accepted.cer' if values['accepted'] else 'none'}\n"
          f"    cert_auth_flags: {4 if values['strict'] else 0}\n    os: {{ build: 20348, ubr: 2700 }}\n"
          f"devices:\n  - name: {DEVICE}\n{stores('device')}"
          f"    disable_ike_name_eku_check: {'true' if values['any_name'] else 'false'}\n"
          "    os: { build: 19045, ubr: 3803 }\n")
    return path


def predict(ikelint, path):
    """ "connects", "at-risk RULE", "fails CODE SIDE RULE", as the table has it."""
    ran = subprocess.run([ikelint, "predict", "--format", "json", "--fail-on", "never", path], capture_output=True, text=True,
                         timeout=COMMAND, check=False)
    if ran.returncode != 0:
        return f"exit code {ran.returncode}: {ran.stderr.strip()}"
    connection = json.loads(ran.stdout)["connections"][0]
    words = [connection["verdict"]]
    if connection["verdict"] == "fails":
        words += [str(connection["code"]), connection["seen_by"]]
    words += [cause["rule"] for cause in connection["causes"][:1]]
    return " ".join(words)


# -- what strongSwan does ---------------------------------------------------------------------------------------------

PLUGINS = ("random nonce x509 revocation constraints pubkey pkcs1 pkcs8 pem openssl aes md5 sha1 sha2 mgf1 gmp hmac kdf "
           "kernel-netlink socket-default vici")
STRONGSWAN_CONF = f"""
charon {{
    load_modular = no
    load = {PLUGINS}
    threads = 8
    install_routes = no
    install_virtual_ip = no
    retransmit_timeout = 1.0
    retransmit_tries = 2
    filelog {{
        stderr {{
            default = 1
            flush_line = yes
        }}
    }}
}}
swanctl {{
    load = random x509 pubkey pkcs1 pkcs8 pem openssl gmp
}}
"""


def write_side(folder, side, values):
    peer = "device" if side == "server" else "server"
    roots = values[f"{side}_roots"] if values[f"{side}_roots"] is not None else values["roots"]
    cas = values[f"{side}_cas"] if values[f"{side}_cas"] is not None else values["intermediates"]
    for place in ("x509", "x509ca", "x509crl", "private"):
        (folder / "swanctl" / place).mkdir(parents=True)
    write(folder / "strongswan.conf", STRONGSWAN_CONF)
    for number, octets in enumerate(roots + cas):
        write(folder / f"swanctl/x509ca/{number}.pem", pem(octets))
    for number, octets in enumerate(values["crls"]):
        write(folder / f"swanctl/x509crl/{number}.pem", pem(octets, "X509 CRL"))
    own = "id = %any" if side == "server" and not values["any_name"] else ""
    if values[side]:
        octets, key = values[side]
        write(folder / "swanctl/x509/own.pem", pem(octets))
        own += "\n            certs = own.pem"
        if values[f"{side}_has_key"]:
            name = f"{key}.{KEYS_OF[key.split('-')[-1]]}.pem"
            shutil.copyfile(keys.FOLDER / name, folder / "swanctl/private/own.pem")
    if side == "server":
        other = "id = %any\n revocation = " + ("strict" if values["strict"] and values["accepted"] else "relaxed")
        if values["accepted"]:
            write(folder / "swanctl/x509ca/accepted.pem", pem(values["accepted"]))
            other += "\n cacerts = accepted.pem"
    else:
        other = "id = %any" if values["any_name"] else f"id = {SERVER_NAME}"
    write(folder / "swanctl/swanctl.conf", f"""
connections {{
    vpn {{
        version = 2
        local_addrs = {ADDRESSES[side]}
        remote_addrs = {ADDRESSES[peer]}
        proposals = aes128-sha256-modp2048
        childless = force
        mobike = no
        local {{
            auth = pubkey
            {own}
        }}
        remote {{
            auth = pubkey
            {other}
        }}
    }}
}}
""")


class Daemon:
    """charon in namespaces of its own; waits for its end of the cable before it starts."""

    ENTER = ('mount -t tmpfs -o size=1m none /run && mount --bind "$1/strongswan.conf" /etc/strongswan.conf && '
             'mount --bind "$1/swanctl" /etc/swanctl && echo ready && read -r plugged && ip link set lo up && '
             'ip address add "$2/24" dev ike0 && ip link set ike0 up && exec "$3"')

    def __init__(self, folder, side):
        self.side, self.lines = side, []
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", self.ENTER, "sh", str(folder), ADDRESSES[side], CHARON],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait(lambda: "ready" in self.lines)

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def wait(self, come):
        until = time.monotonic() + START
        while not come():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the daemon of the {self.side} does not start: " + " / ".join(self.lines[-5:]))
            time.sleep(0.01)

    def start(self):
        self.process.stdin.write("plugged\n")
        self.process.stdin.flush()
        self.wait(lambda: any("worker threads" in line for line in self.lines))

    def swanctl(self, *words):
        return subprocess.run(["nsenter", "--net", "--mount", "--target", str(self.process.pid), "swanctl", *words],
                              capture_output=True, text=True, errors="replace", timeout=COMMAND, check=False)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(1)

    def log(self):
        return "\n".join(self.lines)


def plug(one, other):
    subprocess.run(["ip", "link", "add", "ike0", "netns", str(one.process.pid), "type", "veth",
                    "peer", "name", "ike0", "netns", str(other.process.pid)],
                   check=True, capture_output=True, timeout=COMMAND)


def outcome(server, client):
    """Of both logs: "established", or who refuses or cannot start; and the log that says why."""
    for who, log in (("client", client), ("server", server)):
        if "added vici connection: vpn" not in log or "no private key found" in log:
            return f"{who} cannot start", log
    if "IKE_SA vpn[1] established" in server and "IKE_SA vpn[1] established" in client:
        return "established", client
    if "received AUTHENTICATION_FAILED" in client:
        return "server refuses", server
    if "N(AUTH_FAILED)" in client:
        return "client refuses", client
    return "neither established nor refused", ""


def dial(folder, values):
    """What came of it, the log that says why, and all that was said."""
    daemons, said = [], ""
    try:
        for side in ("server", "device"):
            write_side(folder / side, side, values)
            daemons.append(Daemon(folder / side, side))
        plug(*daemons)
        for daemon in daemons:
            daemon.start()
        for daemon in daemons:
            loaded = daemon.swanctl("--load-all", "--noprompt")
            said += f"-- swanctl --load-all, {daemon.side}\n{loaded.stdout}{loaded.stderr}"
        dialled = daemons[1].swanctl("--initiate", "--ike", "vpn", "--timeout", str(DIAL))
        said += f"-- swanctl --initiate\n{dialled.stdout}{dialled.stderr}"
    finally:
        for daemon in daemons:
            daemon.stop()
    server_log, client = (daemon.log() for daemon in daemons)
    said += f"-- charon of the server\n{server_log}\n-- charon of the device\n{client}\n"
    return *outcome(server_log, client), said


# -- both, against the table ------------------------------------------------------------------------------------------

class Row:
    """name | what ikelint predicts | what strongSwan does: its words | relation: what it is, or why both differ"""

    def __init__(self, place, line):
        self.place = place
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4 or ": " not in parts[3]:
            sys.exit(f"{place}: four columns are wanted, parted by |, the last of them 'agree: …', 'differ: …' or 'open: …'")
        self.name, self.predicted, done, last = parts
        self.done, _, self.words = done.partition(": ")
        self.relation, _, self.why = last.partition(": ")
        if self.relation != self.relation_meant():
            sys.exit(f"{place}: {self.name}: by its columns this row is '{self.relation_meant()}', not '{self.relation}'")

    def relation_meant(self):
        """What the two columns say themselves: a risk or a gap in what was exported claims nothing."""
        verdict = self.predicted.split()[0]
        if verdict in ("at-risk", "unknown"):
            return "open"
        return "agree" if (verdict == "connects") == (self.done == "established") else "differ"


def read_table(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Row(f"{path.name}:{number}", line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def try_row(work, ikelint, row, changes, deadline):
    """What is wrong, as lines; none: all is as the table says."""
    if time.monotonic() > deadline:
        return ["not tried: the time is up"]
    folder, values, faults = work / row.name, good() | changes, []
    predicted, done, log, said = "", "", "", ""
    try:
        predicted = predict(ikelint, write_deployment(folder / "exports", row.name, values))
        done, log, said = dial(folder, values)
    except (RuntimeError, subprocess.SubprocessError, OSError, ValueError, LookupError) as error:
        faults.append(f"did not run: {type(error).__name__}: {error}")
    shutil.rmtree(folder, ignore_errors=True)
    if predicted != row.predicted:
        faults.append(f"ikelint predicts '{predicted}', the table says '{row.predicted}'")
    if done != row.done:
        faults.append(f"strongSwan: '{done}', the table says '{row.done}'\n{said}")
    elif row.words not in log:
        faults.append(f"strongSwan: '{done}' without the words '{row.words}'\n{said}")
    return faults


def main(work, ikelint, table, *only):
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1)) # and with this process all others of its namespace
    begun, work = time.monotonic(), pathlib.Path(work)
    keys.FOLDER = work / "keys"
    make_authorities()
    changes, rows = cases(), read_table(pathlib.Path(table))
    if [row.name for row in rows] != list(changes):
        odd = [f"{row.name} / {name}" for row, name in zip(rows, changes) if row.name != name]
        sys.exit(f"the cases of {table} and of {__file__} are not the same: {(odd or ['one has more'])[0]}")
    if only:
        rows = [row for row in rows if row.name in only]
    with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
        results = lanes.map(lambda row: try_row(work, ikelint, row, changes[row.name], begun + ALL), rows)
        failed, count = 0, {"agree": 0, "differ": 0, "open": 0}
        for row, faults in zip(rows, results):
            failed += bool(faults)
            count[row.relation] += not faults
            for fault in faults:
                print(f"{row.place}: {row.name}: {fault}", flush=True)
    print(f"{len(rows) - failed} passed, {failed} failed: ikelint and strongSwan agree on {count['agree']} deployments, differ "
          f"as listed on {count['differ']}, and {count['open']} are open; {time.monotonic() - begun:.0f} s")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
