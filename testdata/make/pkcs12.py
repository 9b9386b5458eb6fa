"""PKCS#12 files (RFC 7292) with fixed salts: the derivation of keys in Python, the ciphers by the openssl command."""

import hashlib
import hmac
import subprocess

import der

DATA = "1.2.840.113549.1.7.1"
ENCRYPTED_DATA = "1.2.840.113549.1.7.6"
BAGS = "1.2.840.113549.1.12.10.1."
PBE = "1.2.840.113549.1.12.1."
ITERATIONS = 2000

# Schemes of appendix C: last arc, name of the cipher for openssl, octets of key and IV.
SCHEMES = {"3des": (3, "des-ede3-cbc", 24, 8), "rc2-40": (6, "rc2-40-cbc", 5, 8), "rc2-128": (5, "rc2-cbc", 16, 8),
           "rc4-40": (2, "rc4-40", 5, 0), "unknown": (9, "des-ede3-cbc", 24, 8)}

# Of PBES2: octets of key, name of the cipher for openssl, OID. Of PBES1: digest, OID of the scheme; the cipher is DES.
PBES2 = {"camellia-128": (16, "camellia-128-cbc", "1.2.392.200011.61.1.1.1.2"),
         "camellia-192": (24, "camellia-192-cbc", "1.2.392.200011.61.1.1.1.3"),
         "camellia-256": (32, "camellia-256-cbc", "1.2.392.200011.61.1.1.1.4")}
# AES with each PRF of RFC 8018, B.1.2: octets of key, name of the cipher, last arcs of cipher and PRF, name of the PRF's digest.
PRFS = {"aes-128-sha1": (16, "aes-128-cbc", 2, 7, "sha1"), "aes-192-sha224": (24, "aes-192-cbc", 22, 8, "sha224"),
        "aes-256-sha384": (32, "aes-256-cbc", 42, 10, "sha384"), "aes-128-sha512": (16, "aes-128-cbc", 2, 11, "sha512")}
PBES1 = {"md5-des": ("md5", "1.2.840.113549.1.5.3"), "sha1-des": ("sha1", "1.2.840.113549.1.5.10")}


def bmp(text):
    return text.encode("utf-16-be")


def derive(password, salt, purpose, size, hash_name="sha1", iterations=ITERATIONS):
    """Appendix B.2; a password of None is none at all."""
    new = getattr(hashlib, hash_name)
    block = new().block_size

    def stretched(octets):
        return (octets * block)[:-(-len(octets) // block) * block] if octets else b""
    secret = stretched(salt) + stretched(b"" if password is None else bmp(password) + b"\x00\x00")
    made = b""
    while len(made) < size:
        digest = new(bytes([purpose]) * block + secret).digest()
        for _ in range(iterations - 1):
            digest = new(digest).digest()
        made += digest
        added = int.from_bytes(stretched(digest)[:block], "big") + 1
        secret = b"".join(((int.from_bytes(secret[i:i + block], "big") + added) % (1 << 8 * block)).to_bytes(block, "big")
                          for i in range(0, len(secret), block))
    return made[:size]


def encrypt(cipher, key, iv, octets):
    legacy = ["-provider", "legacy", "-provider", "default"] if cipher.startswith(("rc", "des-cbc")) else []
    return subprocess.run(["openssl", "enc", "-e", "-" + cipher, "-K", key.hex(), *(["-iv", iv.hex()] if iv else []), *legacy],
                          input=octets, stdout=subprocess.PIPE, check=True).stdout


def encrypted(octets, password, scheme, iterations=ITERATIONS, kdf_oid="1.2.840.113549.1.5.12"):
    """AlgorithmIdentifier and ciphertext; more iterations than that are only claimed."""
    salt = hashlib.sha1(octets).digest()[:8]
    if scheme == "aes-256":
        key = hashlib.pbkdf2_hmac("sha256", (password or "").encode(), salt, ITERATIONS, 32)
        iv = hashlib.sha256(salt).digest()[:16]
        kdf = der.sequence(der.oid(kdf_oid), der.sequence(
            der.octet_string(salt), der.integer(iterations), der.sequence(der.oid("1.2.840.113549.2.9"), der.null())))
        cipher = der.sequence(der.oid("2.16.840.1.101.3.4.1.42"), der.octet_string(iv))
        return (der.sequence(der.oid("1.2.840.113549.1.5.13"), der.sequence(kdf, cipher)),
                encrypt("aes-256-cbc", key, iv, octets))
    if scheme in PBES2:
        key_size, name, arcs = PBES2[scheme]
        key = hashlib.pbkdf2_hmac("sha256", (password or "").encode(), salt, ITERATIONS, key_size)
        iv = hashlib.sha256(salt).digest()[:16]
        kdf = der.sequence(der.oid("1.2.840.113549.1.5.12"), der.sequence(
            der.octet_string(salt), der.integer(iterations), der.sequence(der.oid("1.2.840.113549.2.9"), der.null())))
        return (der.sequence(der.oid("1.2.840.113549.1.5.13"), der.sequence(
            kdf, der.sequence(der.oid(arcs), der.octet_string(iv)))), encrypt(name, key, iv, octets))
    if scheme in PRFS:
        key_size, name, arc, prf, hash_name = PRFS[scheme]
        key = hashlib.pbkdf2_hmac(hash_name, (password or "").encode(), salt, ITERATIONS, key_size)
        iv = hashlib.sha256(salt).digest()[:16]
        kdf = der.sequence(der.oid("1.2.840.113549.1.5.12"), der.sequence(
            der.octet_string(salt), der.integer(iterations), der.integer(key_size),
            der.sequence(der.oid(f"1.2.840.113549.2.{prf}"), der.null())))
        cipher = der.sequence(der.oid(f"2.16.840.1.101.3.4.1.{arc}"), der.octet_string(iv))
        return der.sequence(der.oid("1.2.840.113549.1.5.13"), der.sequence(kdf, cipher)), encrypt(name, key, iv, octets)
    if scheme in PBES1:
        hash_name, arcs = PBES1[scheme]
        derived = hashlib.new(hash_name, (password or "").encode() + salt).digest()
        for _ in range(ITERATIONS - 1):
            derived = hashlib.new(hash_name, derived).digest()
        return (der.sequence(der.oid(arcs), der.sequence(der.octet_string(salt), der.integer(iterations))),
                encrypt("des-cbc", derived[:8], derived[8:16], octets))
    arc, cipher, key_size, iv_size = SCHEMES[scheme]
    parameters = der.sequence(der.octet_string(salt), der.integer(iterations))
    key = derive(password, salt, 1, key_size)
    iv = derive(password, salt, 2, iv_size)
    return der.sequence(der.oid(PBE + str(arc)), parameters), encrypt(cipher, key, iv, octets)


def attributes(key_id=None, friendly_name=None, provider=None):
    found = []
    if key_id is not None:
        found.append(der.sequence(der.oid("1.2.840.113549.1.9.21"), der.set_of(der.octet_string(key_id))))
    if friendly_name is not None:
        found.append(der.sequence(der.oid("1.2.840.113549.1.9.20"), der.set_of(der.tlv("bmp", bmp(friendly_name)))))
    if provider is not None:
        found.append(der.sequence(der.oid("1.3.6.1.4.1.311.17.1"), der.set_of(der.tlv("bmp", bmp(provider)))))
    return der.set_of(*found) if found else b""


def bag(arc, value, **named):
    return der.sequence(der.oid(BAGS + str(arc)), der.explicit(0, value), attributes(**named))


def certificate(octets, **named):
    return bag(3, der.sequence(der.oid("1.2.840.113549.1.9.22.1"), der.explicit(0, der.octet_string(octets))), **named)


def sdsi(text):
    return bag(3, der.sequence(der.oid("1.2.840.113549.1.9.22.2"), der.explicit(0, der.tlv("ia5", text))))


def crl(octets):
    return bag(4, der.sequence(der.oid("1.2.840.113549.1.9.23.1"), der.explicit(0, der.octet_string(octets))))


def key(password, scheme, **named):
    """A key bag; the key in it is none: nothing here decrypts it."""
    algorithm, octets = encrypted(b"not a key", password, scheme)
    return bag(2, der.sequence(algorithm, der.octet_string(octets)), **named)


def plain(*bags):
    return der.sequence(der.oid(DATA), der.explicit(0, der.octet_string(der.sequence(*bags))))


def pbmac1(content, password):
    """RFC 9579: PBKDF2 and HMAC, both with SHA-256."""
    salt = hashlib.sha1(content).digest()
    with_sha256 = der.sequence(der.oid("1.2.840.113549.2.9"), der.null())
    kdf = der.sequence(der.oid("1.2.840.113549.1.5.12"), der.sequence(
        der.octet_string(salt), der.integer(ITERATIONS), der.integer(32), with_sha256))
    key_of_mac = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS, 32)
    info = der.sequence(der.sequence(der.oid("1.2.840.113549.1.5.14"), der.sequence(kdf, with_sha256)),
                        der.octet_string(hmac.new(key_of_mac, content, "sha256").digest()))
    return der.sequence(info, der.octet_string(salt), der.integer(1))


def sealed_in_pieces(password, scheme, *bags):
    """The same as BER has it: the ciphertext constructed, of two OCTET STRINGs."""
    algorithm, octets = encrypted(der.sequence(*bags), password, scheme)
    pieces = der.explicit(0, der.octet_string(octets[:100]), der.octet_string(octets[100:]))
    info = der.sequence(der.oid(DATA), algorithm, pieces)
    return der.sequence(der.oid(ENCRYPTED_DATA), der.explicit(0, der.sequence(der.integer(0), info)))


def sealed(password, scheme, *bags, **changes):
    algorithm, octets = encrypted(der.sequence(*bags), password, scheme, **changes)
    info = der.sequence(der.oid(DATA), algorithm, der.implicit(0, octets))
    return der.sequence(der.oid(ENCRYPTED_DATA), der.explicit(0, der.sequence(der.integer(0), info)))


def mac(content, password, hash_name, iterations=ITERATIONS):
    salt = hashlib.sha1(content).digest()
    oid = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1"}[hash_name]
    key_of_mac = derive(password, salt, 3, hashlib.new(hash_name).digest_size, hash_name)
    digest = hmac.new(key_of_mac, content, hash_name).digest()
    info = der.sequence(der.sequence(der.oid(oid), der.null()), der.octet_string(digest))
    return der.sequence(info, der.octet_string(salt), der.integer(iterations))


def pfx(password, *parts, hash_name="sha1", with_mac=True, iterations=ITERATIONS):
    content = der.sequence(*parts)
    return der.sequence(der.integer(3), der.sequence(der.oid(DATA), der.explicit(0, der.octet_string(content))),
                        mac(content, password, hash_name, iterations) if with_mac else b"")
