"""Keys and signatures that come out the same on every run.

The private keys under keys/ are made once by openssl and committed: they are worthless, they sign nothing but test data.
RSA PKCS#1 v1.5 is deterministic by nature; ECDSA takes its nonce from the key and the digest (RFC 6979), RSASSA-PSS its
salt from the digest, so no random number is used anywhere.
"""

import base64
import hashlib
import hmac
import pathlib
import subprocess

import der

FOLDER = pathlib.Path(__file__).parent / "keys"

# How openssl makes each kind of key, should one be missing (a key that is made anew changes the test data).
RECIPES = {
    "rsa": "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:{0}",
    "ec": "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{0} -pkeyopt ec_param_enc:named_curve",
    "ed25519": "genpkey -algorithm ED25519",
    "ed448": "genpkey -algorithm ED448",
}

HASHES = {
    "md5": "1.2.840.113549.2.5", "sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2", "sha512": "2.16.840.1.101.3.4.2.3",
}
RSA = "1.2.840.113549.1.1."
RSA_WITH = {"md5": RSA + "4", "sha1": RSA + "5", "sha256": RSA + "11", "sha384": RSA + "12", "sha512": RSA + "13"}
ECDSA_WITH = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3"}


def rsa_public(modulus, exponent):
    """SubjectPublicKeyInfo of an RSA key (RFC 3279, 2.3.1)."""
    key = der.sequence(der.integer(modulus), der.integer(exponent))
    return der.sequence(der.sequence(der.oid(RSA + "1"), der.null()), der.bit_string(key))


class RsaKey:
    def __init__(self, exponent, p, q):
        self.modulus, self.exponent, self.p, self.q = p * q, exponent, p, q
        self.private = pow(exponent, -1, (p - 1) * (q - 1))
        self.public = rsa_public(self.modulus, exponent)
        self.size = (self.modulus.bit_length() + 7) // 8

    def raw(self, block):
        """The private operation, by the Chinese remainder theorem: four times as fast."""
        number = int.from_bytes(block, "big")
        of_p = pow(number, self.private % (self.p - 1), self.p)
        of_q = pow(number, self.private % (self.q - 1), self.q)
        return (of_q + (of_p - of_q) * pow(self.q, -1, self.p) % self.p * self.q).to_bytes(self.size, "big")

    def algorithm(self, name):
        if name.startswith("pss-"):
            hash_name = name[4:]
            hash_id = der.sequence(der.oid(HASHES[hash_name]), der.null())
            mgf = der.sequence(der.oid(RSA + "8"), hash_id)
            salt = hashlib.new(hash_name).digest_size
            return der.sequence(der.oid(RSA + "10"), der.sequence(
                der.explicit(0, hash_id), der.explicit(1, mgf), der.explicit(2, der.integer(salt))))
        return der.sequence(der.oid(RSA_WITH[name]), der.null())

    def sign(self, name, message):
        if name.startswith("pss-"):
            return self.raw(self.pss(name[4:], message))
        digest = hashlib.new(name, message).digest()
        info = der.sequence(der.sequence(der.oid(HASHES[name]), der.null()), der.octet_string(digest))
        return self.raw(b"\x00\x01" + b"\xff" * (self.size - len(info) - 3) + b"\x00" + info)

    def pss(self, hash_name, message):
        """EMSA-PSS (RFC 8017, 9.1.1); the salt is a digest of the digest."""
        def digest_of(data):
            return hashlib.new(hash_name, data).digest()
        digest = digest_of(message)
        salt = digest_of(digest)
        check = digest_of(bytes(8) + digest + salt)
        block = bytes(self.size - 2 * len(salt) - 2) + b"\x01" + salt
        mask = b"".join(digest_of(check + i.to_bytes(4, "big")) for i in range(len(block) // len(check) + 1))
        masked = bytearray(a ^ b for a, b in zip(block, mask))
        masked[0] &= 0x7F
        return bytes(masked) + check + b"\xbc"


# Curves in short Weierstrass form with a = -3: prime, b, order, generator (FIPS 186-4, D.1.2).
CURVES = {
    "1.2.840.10045.3.1.7": (
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
         0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)),
    "1.3.132.0.34": (
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        (0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
         0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F)),
}


class EcKey:
    def __init__(self, curve, private, public):
        self.prime, _, self.order, self.generator = CURVES[curve]
        self.private = private
        self.public = public

    def add(self, left, right):
        if left is None or right is None:
            return left or right
        if left[0] == right[0] and (left[1] + right[1]) % self.prime == 0:
            return None
        if left == right:
            slope = 3 * (left[0] * left[0] - 1) * pow(2 * left[1], -1, self.prime)
        else:
            slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, self.prime)
        x = (slope * slope - left[0] - right[0]) % self.prime
        return x, (slope * (left[0] - x) - left[1]) % self.prime

    def multiply(self, factor, point):
        total = None
        while factor:
            if factor & 1:
                total = self.add(total, point)
            point = self.add(point, point)
            factor >>= 1
        return total

    def algorithm(self, name):
        return der.sequence(der.oid(ECDSA_WITH[name]))

    def nonce(self, name, digest):
        """RFC 6979, 3.2, for the curves whose order is as long as the digest or longer."""
        size = (self.order.bit_length() + 7) // 8
        seed = self.private.to_bytes(size, "big") + (self.number(digest) % self.order).to_bytes(size, "big")
        value, key = b"\x01" * len(digest), bytes(len(digest))

        def mac(data):
            return hmac.new(key, data, name).digest()
        for marker in (b"\x00", b"\x01"):
            key = mac(value + marker + seed)
            value = mac(value)
        while True:
            stream = b""
            while len(stream) < size:
                value = mac(value)
                stream += value
            candidate = self.number(stream[:size])
            if 0 < candidate < self.order:
                return candidate
            key = mac(value + b"\x00")
            value = mac(value)

    def number(self, octets):
        excess = len(octets) * 8 - self.order.bit_length()
        return int.from_bytes(octets, "big") >> max(excess, 0)

    def sign(self, name, message):
        digest = hashlib.new(name, message).digest()
        nonce = self.nonce(name, digest)
        r = self.multiply(nonce, self.generator)[0] % self.order
        s = pow(nonce, -1, self.order) * (self.number(digest) + r * self.private) % self.order
        return der.sequence(der.integer(r), der.integer(s))


class PublicKey:
    """A key that only stands in a certificate and signs nothing."""

    def __init__(self, public):
        self.public = public


def load(name):
    """The key `name`, for instance "root.rsa.3072": what it is for, its kind and the kind's parameters."""
    path = FOLDER / (name + ".pem")
    if not path.exists():
        make(name, path)
    body = path.read_text().split("-----")[2]
    return from_pkcs8(base64.b64decode(body), path)


def from_pkcs8(octets, path):
    _, algorithm, private = (value for _, value in der.elements(der.contents(octets)))
    (_, kind), *parameters = der.elements(algorithm)
    if der.tlv("oid", kind) == der.oid(RSA + "1"):
        numbers = [int.from_bytes(value, "big") for _, value in der.elements(der.contents(private))]
        _, _, exponent, _, p, q = numbers[:6]
        return RsaKey(exponent, p, q)
    public = public_of(path)
    for curve in CURVES:
        if parameters and der.tlv("oid", parameters[0][1]) == der.oid(curve):
            number = der.elements(der.contents(private))[1][1]
            return EcKey(curve, int.from_bytes(number, "big"), public)
    return PublicKey(public)


def public_of(path):
    """SubjectPublicKeyInfo as openssl reads it off the private key."""
    made = subprocess.run(["openssl", "pkey", "-in", str(path), "-pubout", "-outform", "DER"], check=True, capture_output=True)
    return made.stdout


def make(name, path):
    _, kind, *parameters = name.split(".")
    command = ["openssl"] + RECIPES[kind].format(*parameters).split()
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    path.parent.mkdir(exist_ok=True)
    path.write_text("TEST KEY, worthless: it is published with the source and signs nothing but test data.\n" + made.stdout)


def random_number(bits, seed):
    """Exactly so many bits, the upper two of them ones, that are always the same for one seed."""
    stream = b"".join(hashlib.sha512(f"{seed} {i}".encode()).digest() for i in range(bits // 512 + 1))
    return int.from_bytes(stream, "big") % (1 << bits) | 3 << bits - 2


def random_prime(bits, seed, residue=None):
    """A prime that is always the same for one seed. With `residue` = (modulus, value) it is congruent to that value."""
    counter = 0
    while True:
        number = random_number(bits, f"{seed} {counter}") | 1
        if residue:
            number += residue[1] - number % residue[0]
        if number.bit_length() == bits and is_prime(number):
            return number
        counter += 1


def is_prime(number):
    if any(number % small == 0 for small in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    return all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7))


def roca_public(bits):
    """An RSA key with the shape of CVE-2017-15361: each prime is 65537^a modulo a product of small primes.

    The chips that made such keys took the first 39 primes for 512 bits, 71 for 1024 and 126 for 2048.
    """
    count = {512: 39, 1024: 71, 2048: 126}[bits]
    primes = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    product = 1
    for prime in primes:
        product *= prime
    p = random_prime(bits // 2, "roca p", (product, pow(65537, 4711, product)))
    q = random_prime(bits // 2, "roca q", (product, pow(65537, 1234, product)))
    return PublicKey(rsa_public(p * q, 65537))


def rsa_with(modulus_of, exponent):
    """The modulus of a key with another exponent; it need not work, it only stands in a certificate."""
    return PublicKey(rsa_public(modulus_of.modulus, exponent))


def small_rsa(bits, seed="small"):
    """An RSA key that is made here, also one that is too short for openssl to make."""
    p, q = (random_prime(bits // 2, f"{seed} {which} {bits}") for which in "pq")
    return RsaKey(65537, p, q)


def dsa_public():
    """A DSA key of 2048 bits in shape; its numbers are made up, for nothing is ever signed or checked with it."""
    def number(bits, seed):
        return random_number(bits, seed) | 1
    parameters = der.sequence(der.integer(number(2048, "dsa p")), der.integer(number(256, "dsa q")), der.integer(number(2047, "dsa g")))
    algorithm = der.sequence(der.oid("1.2.840.10040.4.1"), parameters)
    return PublicKey(der.sequence(algorithm, der.bit_string(der.integer(number(2046, "dsa y")))))
