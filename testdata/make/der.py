"""DER, written by hand: one small function for each ASN.1 type that X.509 uses.

It shares nothing with the C reader, so that a misunderstanding there does not pass its own test. Every function returns
octets; whatever is wrong on purpose is planted by the caller, who may write any octets in place of a value.
"""

UNIVERSAL = {
    "boolean": 0x01, "integer": 0x02, "bit_string": 0x03, "octet_string": 0x04, "null": 0x05, "oid": 0x06,
    "enumerated": 0x0A, "utf8": 0x0C, "sequence": 0x30, "set": 0x31, "printable": 0x13, "teletex": 0x14,
    "ia5": 0x16, "utc_time": 0x17, "generalized_time": 0x18, "visible": 0x1A, "universal": 0x1C, "bmp": 0x1E,
}


def length(count):
    """A definite length in its shortest form."""
    if count < 0x80:
        return bytes([count])
    octets = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets


def tlv(tag, *parts):
    """Tag (an octet or the name of a universal one), length, contents."""
    contents = b"".join(parts)
    octet = UNIVERSAL[tag] if isinstance(tag, str) else tag
    return bytes([octet]) + length(len(contents)) + contents


def sequence(*parts):
    return tlv("sequence", *parts)


def set_of(*parts):
    return tlv("set", *sorted(parts))


def integer(value):
    """Two's complement, in as few octets as hold it. Octets are taken as they are."""
    if isinstance(value, bytes):
        return tlv("integer", value)
    count = (value if value >= 0 else value + 1).bit_length() // 8 + 1
    return tlv("integer", value.to_bytes(count, "big", signed=True))


def enumerated(value):
    return tlv("enumerated", bytes([value]))


def boolean(value):
    return tlv("boolean", b"\xff" if value else b"\x00")


def null():
    return tlv("null")


def octet_string(*parts):
    return tlv("octet_string", *parts)


def bit_string(data, unused=0):
    return tlv("bit_string", bytes([unused]), data)


def named_bits(bits):
    """A BIT STRING of named bits without trailing zeros, as DER wants it: the numbers of the bits that are set."""
    if not bits:
        return bit_string(b"")
    count = max(bits) + 1
    octets = bytearray((count + 7) // 8)
    for bit in bits:
        octets[bit // 8] |= 0x80 >> bit % 8
    return bit_string(bytes(octets), len(octets) * 8 - count)


def base128(value):
    octets = [value & 0x7F]
    while value > 0x7F:
        value >>= 7
        octets.append(value & 0x7F | 0x80)
    return bytes(reversed(octets))


def oid(dotted):
    arcs = [int(arc) for arc in dotted.split(".")]
    return tlv("oid", b"".join(base128(arc) for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]))


def text(kind, value):
    encodings = {"bmp": "utf-16-be", "universal": "utf-32-be", "teletex": "latin-1", "utf8": "utf-8"}
    return tlv(kind, value.encode(encodings.get(kind, "ascii")))


def time(value):
    """RFC 5280, 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050. `value` is "2026-06-01" or "2026-06-01T12:00:00"."""
    date, _, clock = value.partition("T")
    digits = date.replace("-", "") + (clock or "00:00:00").replace(":", "")
    if 1950 <= int(digits[:4]) <= 2049:
        return text("utc_time", digits[2:] + "Z")
    return text("generalized_time", digits + "Z")


def explicit(number, *parts):
    """[number] EXPLICIT, or an IMPLICIT constructed type when the contents of it are given."""
    return tlv(0xA0 | number, *parts)


def implicit(number, *parts):
    """[number] IMPLICIT of a primitive type."""
    return tlv(0x80 | number, *parts)


def contents(octets):
    """What stands inside the one element `octets`, for IMPLICIT tags."""
    return parse(octets)[1]


def parse(octets):
    """The first element: its tag, its contents, and what follows. Only for DER that this recipe or openssl wrote."""
    count, start = octets[1], 2
    if count & 0x80:
        start += count & 0x7F
        count = int.from_bytes(octets[2:start], "big")
    return octets[0], octets[start:start + count], octets[start + count:]


def elements(octets):
    """All elements of the contents of a constructed value, each as (tag, contents)."""
    found = []
    while octets:
        tag, inner, octets = parse(octets)
        found.append((tag, inner))
    return found
