/* What holds no certificate that could be read here, by how it begins: file formats, archives, texts in UTF-32, keys of
 * PGP, SSH and Windows.
 *
 * Most formats begin with a signature of their own. OpenPGP has none: its packets (RFC 9580, 4.2 and 5) are told by tag,
 * length, version and algorithm together. */
#include "read/foreign.h"
#include "read/pem.h"
#include "util/text.h"

static bool begins_with(struct span head, const char *octets, size_t length)
{
    return head.length >= length && memcmp(head.data, octets, length) == 0;
}
#define BEGINS_WITH(head, literal) begins_with((head), (literal), sizeof(literal) - 1)

/* -- texts in an encoding that is not read -------------------------------------------------------------------------- */

enum { SPOILED_HEAD = 64 /* octets in which control characters tell DER that became a text */ };

enum { UTF32_UNITS = 8 /* units of ASCII that tell UTF-32 without a mark */ };

static bool is_utf32_units(struct span head, bool little)
{
    if (head.length < 4 * UTF32_UNITS)
        return false;
    for (size_t i = 0; i < UTF32_UNITS; i++) {
        const uint8_t *unit = head.data + 4 * i;
        uint8_t octet = little ? unit[0] : unit[3];
        const uint8_t *zeros = little ? unit + 1 : unit;
        if (octet < '\t' || octet >= 0x7f || zeros[0] || zeros[1] || zeros[2])
            return false;
    }
    return true;
}

static bool is_utf32(struct span head)
{
    return BEGINS_WITH(head, "\xff\xfe\0\0") || BEGINS_WITH(head, "\0\0\xfe\xff") ||
           is_utf32_units(head, true) || is_utf32_units(head, false);
}

/* -- documents and system files ------------------------------------------------------------------------------------- */

static bool is_event_log(struct span head)
{
    return BEGINS_WITH(head, "ElfFile\0");
}

static bool is_zip(struct span head)
{
    return BEGINS_WITH(head, "PK\3\4") || BEGINS_WITH(head, "PK\5\6");
}

static bool is_compound(struct span head)
{
    return BEGINS_WITH(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
}

static bool is_pdf(struct span head)
{
    return BEGINS_WITH(head, "%PDF-");
}

static bool is_java_store(struct span head)
{
    return BEGINS_WITH(head, "\xfe\xed\xfe\xed\0\0\0") || BEGINS_WITH(head, "\xce\xce\xce\xce\0\0\0");
}

static bool is_registry_hive(struct span head)
{
    return BEGINS_WITH(head, "regf");
}

static bool is_picture(struct span head)
{
    return BEGINS_WITH(head, "\x89PNG\r\n") || BEGINS_WITH(head, "\xff\xd8\xff") || BEGINS_WITH(head, "GIF8");
}

static bool is_program(struct span head)
{
    return BEGINS_WITH(head, "MZ") || BEGINS_WITH(head, "\x7f"
                                                        "ELF");
}

/* PVK; PUBLICKEYBLOB and PRIVATEKEYBLOB of version 2, whose algorithm is one of RSA's two */
static bool is_key_blob(struct span head)
{
    return BEGINS_WITH(head, "\x1e\xf1\xb5\xb0") ||
           ((BEGINS_WITH(head, "\6\2\0\0") || BEGINS_WITH(head, "\7\2\0\0")) && head.length >= 12 &&
            begins_with(span_from(head, 8), "RSA", 3));
}

static bool is_sqlite(struct span head)
{
    return BEGINS_WITH(head, "SQLite format 3\0");
}

/* -- archives ------------------------------------------------------------------------------------------------------- */

static bool is_gzip(struct span head)
{
    return BEGINS_WITH(head, "\x1f\x8b");
}

static bool is_cabinet(struct span head)
{
    return BEGINS_WITH(head, "MSCF\0\0\0\0");
}

static bool is_7z(struct span head)
{
    return BEGINS_WITH(head, "7z\xbc\xaf\x27\x1c");
}

static bool is_rar(struct span head)
{
    return BEGINS_WITH(head, "Rar!\x1a\x07");
}

/* "BZh", the size of its blocks, and the mark of a block or of the end: a text may begin with "BZh", too. */
static bool is_bzip2(struct span head)
{
    return BEGINS_WITH(head, "BZh") && head.length >= 10 &&
           (begins_with(span_from(head, 4), "\x31\x41\x59\x26\x53\x59", 6) ||
            begins_with(span_from(head, 4), "\x17\x72\x45\x38\x50\x90", 6));
}

static bool is_xz(struct span head)
{
    return BEGINS_WITH(head, "\xfd"
                             "7zXZ\0");
}

static bool is_zstandard(struct span head)
{
    return BEGINS_WITH(head, "\x28\xb5\x2f\xfd");
}

/* POSIX and GNU both have "ustar" in the first header; what was written before them has no mark. */
static bool is_tar(struct span head)
{
    enum { MAGIC = 257 };
    return head.length >= MAGIC + 8 && begins_with(span_from(head, MAGIC), "ustar", 5);
}

/* -- OpenPGP -------------------------------------------------------------------------------------------------------- */

enum pgp_tag { PGP_SESSION_KEY = 1, PGP_SIGNATURE = 2, PGP_SECRET_KEY = 5, PGP_PUBLIC_KEY = 6 };

/* The first packet's tag, and its content from its version on, however much of it is here. */
static bool open_packet(struct span head, unsigned *tag, struct span *content)
{
    if (head.length < 8 || !(head.data[0] & 0x80))
        return false;
    size_t header;
    if (head.data[0] & 0x40) {
        *tag = head.data[0] & 0x3f;
        header = head.data[1] < 192 ? 2 : head.data[1] < 224 ? 3 : head.data[1] == 255 ? 6 : 0;
    } else {
        static const size_t headers[] = { 2, 3, 5, 0 };
        *tag = head.data[0] >> 2 & 0xf;
        header = headers[head.data[0] & 3];
    }
    if (header == 0)
        return false;
    *content = span_from(head, header);
    return true;
}

static bool is_public_algorithm(uint8_t algorithm)
{
    return (algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 19) || algorithm == 22 ||
           (algorithm >= 25 && algorithm <= 28);
}

/* Versions 3, 4 and 6; the algorithm stands behind the time in a key, behind type or key's id in the others. */
static bool is_pgp_packet(struct span head)
{
    unsigned tag;
    struct span content;
    if (!open_packet(head, &tag, &content) || content.length < 10)
        return false;
    const uint8_t *octets = content.data;
    switch (tag) {
    case PGP_SECRET_KEY:
    case PGP_PUBLIC_KEY:
        return (octets[0] == 4 || octets[0] == 6) && is_public_algorithm(octets[5]);
    case PGP_SIGNATURE:
        return (octets[0] == 4 || octets[0] == 6) && is_public_algorithm(octets[2]);
    case PGP_SESSION_KEY:
        return octets[0] == 3 && is_public_algorithm(octets[9]);
    default:
        return false;
    }
}

/* GnuPG's keybox begins with a blob of its own; "KBXf" is at its eighth octet. */
static bool is_pgp(struct span head)
{
    return is_pgp_packet(head) || (head.length >= 12 && begins_with(span_from(head, 8), "KBXf", 4));
}

/* -- texts ---------------------------------------------------------------------------------------------------------- */

static bool is_rich_text(struct span text)
{
    return BEGINS_WITH(text_trim(text), "{\\rtf");
}

/* A public key in a line (authorized_keys, .pub), RFC 4716's block, PuTTY's file. PEM blocks are for pem.c to tell. */
static bool is_ssh_key(struct span text)
{
    static const char *const starts[] = { "ssh-rsa",     "ssh-dss",        "ssh-ed25519",   "ssh-ed448",
                                          "ecdsa-sha2-", "sk-ssh-ed25519", "sk-ecdsa-sha2-" };
    struct span first = text_trim(text);
    if (pem_is(text))
        return false;
    if (BEGINS_WITH(first, "---- BEGIN SSH2 ") || BEGINS_WITH(first, "PuTTY-User-Key-File-"))
        return true;
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        struct span type, blob;
        if (text_is_at(first, 0, starts[i])) /* the blob begins with the length of the type's name */
            return span_split(first, ' ', &type, &blob) && text_is_at(blob, 0, "AAAA");
    }
    return false;
}

/* -- the tables ----------------------------------------------------------------------------------------------------- */

#define UNPACK "unpack it first, and give the folder"

static const struct read_kind octet_rows[] = {
    { "UTF-32 text", "save it as UTF-8 or UTF-16: Out-File -Encoding utf8", is_utf32, NULL },
    { "Windows event log (EVTX)",
      "export the events as XML: wevtutil qe Application /q:\"*[System[Provider[@Name='RasClient']]]\" "
      "/f:xml /e:Events",
      is_event_log, NULL },
    { "ZIP or Office file", "unpack it, or save what it shows as text", is_zip, NULL },
    { "Office file or Windows Installer package", "save what it shows as text", is_compound, NULL },
    { "PDF", GIVE_CERTIFICATE, is_pdf, NULL },
    { "gzip archive", UNPACK, is_gzip, NULL },
    { "cabinet (.cab)", "unpack it first: expand -F:* FILE.cab FOLDER", is_cabinet, NULL },
    { "7-Zip archive", UNPACK, is_7z, NULL },
    { "RAR archive", UNPACK, is_rar, NULL },
    { "bzip2 archive", UNPACK, is_bzip2, NULL },
    { "xz archive", UNPACK, is_xz, NULL },
    { "Zstandard archive", UNPACK, is_zstandard, NULL },
    { "tar archive", UNPACK ": tar -xf FILE.tar", is_tar, NULL },
    { "Java key store",
      "convert it: keytool -importkeystore -srckeystore FILE -destkeystore store.p12 -deststoretype pkcs12",
      is_java_store, NULL },
    { "registry hive",
      "export the key as text: reg export HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\ROOT root.reg",
      is_registry_hive, NULL },
    { "key of Windows (PVK, PUBLICKEYBLOB, PRIVATEKEYBLOB)",
      "it is not needed; " GIVE_CERTIFICATE " that belongs to it", is_key_blob, NULL },
    { "SQLite database",
      "of NSS (cert9.db)? give a certificate of it: certutil -L -d sql:FOLDER -n NAME -a > certificate.pem",
      is_sqlite, NULL },
    { "PGP key ring, message or signature", "it has no X.509 certificate; " GIVE_CERTIFICATE, is_pgp, NULL },
    { "picture", GIVE_CERTIFICATE, is_picture, NULL },
    { "program", GIVE_CERTIFICATE, is_program, NULL },
};

/* DER that a program took for text: 30 82 became a digit and a letter or U+FFFD, and control characters follow. */
static bool is_spoiled(struct span text)
{
    static const char *const seconds[] = {
        "\xc2\x80",     "\xc2\x81",     "\xc2\x82", "\xc2\x83", "\xc2\x84",
        "\xe2\x80\x9a", "\xef\xbf\xbd", "\xc3\xa9", "\xc3\xbc", "\xc6\x92",
    };
    bool found = false;
    size_t controls = 0;
    for (size_t i = 0; i < COUNT_OF(seconds) && text.length && text.data[0] == '0'; i++)
        found |= text_is_at(text, 1, seconds[i]);
    for (size_t i = 0; i < text.length && i < SPOILED_HEAD; i++)
        controls += text.data[i] < 0x09;
    return found && controls > 1;
}

static const struct read_kind text_rows[] = {
    { "certificate or other DER that was saved as text",
      "that changes its octets: copy it as a file (Copy-Item, copy /b), not through an editor or "
      "Get-Content; or export it as Base-64 "
      "encoded X.509",
      is_spoiled, NULL },
    { "RTF document", "save it as plain text (.txt)", is_rich_text, NULL },
    { "SSH key", "it has no X.509 certificate; " GIVE_CERTIFICATE, is_ssh_key, NULL },
};

const struct read_kinds foreign_octets = { octet_rows, COUNT_OF(octet_rows) };
const struct read_kinds foreign_texts = { text_rows, COUNT_OF(text_rows) };
