/* In the order of the numbers, decimal ones first. */
#include "predict/codes.h"

#include "util/text.h"

static const char cipher_advice[] =
    "Compare the IPsec settings of both ends (VpnConnectionIPsecConfiguration on the client and on the "
    "server); Windows offers MODP-1024 unless told otherwise. Certificates are not the place to look.";

static const char network_advice[] = "Look at the network first: UDP 500 and 4500 between client and server, "
                                     "and IKE fragmentation for large certificates.";

static const char other_advice[] = "Certificates are not the place to look.";

static const char eap_advice[] =
    "This is the EAP authentication of a user tunnel, between the user's certificate and the NPS server. "
    "Look at event 6273 of the NPS server; it names a reason.";

static const char lint_advice[] =
    "Look for the faults behind 13801 and 13806: lint the certificate of each end "
    "with what the other end trusts.";

static const char crl_advice[] =
    "Look at the CRLs of every CA in the path: 'ikelint crls' says which are missing or have expired, and "
    "lint with --crl says what is wrong with them (the rules of certificate-revocation).";

static const char own_side[] =
    "The certificate meant is the one that this side presents. A file with the certificate alone does not "
    "show the private key: look with \"certutil -store -v My\".";

static const struct error_code codes[] = {
    { 691, "ERROR_AUTHENTICATION_FAILURE", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The user name or the password was refused, or the authentication protocol is not allowed.",
      "Look at event 6273 of the NPS server. Certificates have codes of their own: 853 to 866." },
    { 720, "ERROR_PPP_NO_PROTOCOLS_CONFIGURED", BLAME_OTHER, CONFIDENCE_INFERRED, SIDE_NONE,
      "The ends have agreed on no network protocol, or the client got no address. The authentication was "
      "over by then.",
      other_advice },
    { 786, "ERROR_OAKLEY_NO_CERT", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_OWN,
      "L2TP: there is no valid machine certificate on this side. Not an IKEv2 tunnel.", NULL },
    { 789, "ERROR_OAKLEY_GENERAL_PROCESSING", BLAME_SOMETIMES, CONFIDENCE_KNOWN, SIDE_EITHER,
      "L2TP: the security layer failed in the first negotiation with the server; a machine certificate or "
      "the preshared key can be why. Not an IKEv2 tunnel.",
      NULL },
    { 790, "ERROR_OAKLEY_NO_PEER_CERT", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_PEER,
      "L2TP: the other side has no valid machine certificate. Not an IKEv2 tunnel.", NULL },
    { 798, "ERROR_NO_EAPTLS_CERTIFICATE", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "No certificate was found that can be used with EAP: the user's own is missing, or lacks what EAP-TLS "
      "needs.",
      eap_advice },
    { 800, "ERROR_AUTOMATIC_VPN_FAILED", BLAME_SOMETIMES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "All tunnel types failed. Microsoft names the IKEv2 certificates as one thing among several to check.",
      "Set the connection to IKEv2 alone and dial again: then the code is the one of IKEv2." },
    { 801, "ERROR_VALIDATING_SERVER_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_SERVER,
      "The server's certificate could not be validated (EAP or L2TP).", eap_advice },
    { 809, "ERROR_VPN_TIMEOUT", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The server did not answer: UDP 500 or 4500 is blocked, or fragments of large IKE messages were "
      "dropped.",
      "Look at the network first: UDP 500 and 4500 between client and server. Of certificates only their "
      "size can matter: allow IKE fragmentation on the server (EnableServerFragmentation), and see the rule "
      "large-certificate." },
    { 810, "ERROR_VPN_BAD_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "A certificate could not be used (EAP or L2TP).", eap_advice },
    { 812, "ERROR_SERVER_POLICY", BLAME_SOMETIMES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "A policy of the NPS server refused the connection. With reason 258 the NPS server could not check "
      "revocation: the certificate has no CRL distribution point, or the CRL cannot be fetched.",
      eap_advice },
    { 827, "ERROR_IPSEC_SERVICE_STOPPED", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "A service that IPsec needs is not running on this side.",
      "Start \"IKE and AuthIP IPsec Keying Modules\" (IKEEXT) and \"Base Filtering Engine\" (BFE). "
      "Certificates are not the place to look." },
    { 835, "ERROR_INVALID_SERVER_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_SERVER,
      "L2TP: a field of the server's certificate could not be validated. Not an IKEv2 tunnel.", NULL },
    { 853, "ERROR_EAP_USER_CERT_INVALID", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The user's certificate is not valid for EAP. Since the update of February 2025 on domain controllers "
      "a certificate without a strong mapping (the SID extension 1.3.6.1.4.1.311.25.2, KB5014754) ends here: "
      "NPS event 6273 with reason 16, and event 39 of Kerberos-KDC on the domain controller. With reason 258 "
      "the NPS server could not check revocation. Windows 11 reports it too when the name of the NPS server "
      "is spelled in another case than in the profile.",
      eap_advice },
    { 854, "ERROR_EAP_USER_CERT_EXPIRED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The user's certificate has expired.", eap_advice },
    { 855, "ERROR_EAP_USER_CERT_REVOKED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The user's certificate is revoked.", eap_advice },
    { 856, "ERROR_EAP_USER_CERT_OTHER_ERROR", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "Something else is wrong with the user's certificate.", eap_advice },
    { 857, "ERROR_EAP_SERVER_CERT_INVALID", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The certificate of the NPS server is not valid for EAP.", eap_advice },
    { 858, "ERROR_EAP_SERVER_CERT_EXPIRED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The certificate of the NPS server has expired.", eap_advice },
    { 859, "ERROR_EAP_SERVER_CERT_REVOKED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The certificate of the NPS server is revoked.", eap_advice },
    { 860, "ERROR_EAP_SERVER_CERT_OTHER_ERROR", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "Something else is wrong with the certificate of the NPS server.", eap_advice },
    { 861, "ERROR_EAP_USER_ROOT_CERT_NOT_FOUND", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The root of the user's certificate was not found.", eap_advice },
    { 862, "ERROR_EAP_USER_ROOT_CERT_INVALID", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The root of the user's certificate is not valid.", eap_advice },
    { 863, "ERROR_EAP_USER_ROOT_CERT_EXPIRED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_USER,
      "The root of the user's certificate has expired.", eap_advice },
    { 864, "ERROR_EAP_SERVER_ROOT_CERT_NOT_FOUND", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The root of the NPS server's certificate was not found.", eap_advice },
    { 865, "ERROR_EAP_SERVER_ROOT_CERT_INVALID", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The root of the NPS server's certificate is not valid.", eap_advice },
    { 866, "ERROR_EAP_SERVER_ROOT_CERT_NAME_REQUIRED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_NPS,
      "The root of the NPS server's certificate has no name that could be compared.", eap_advice },
    { 868, "ERROR_DNSNAME_NOT_RESOLVABLE", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The name of the server did not resolve: without an address nobody was asked for a certificate.",
      "Look at DNS as the client sees it. Certificates are not the place to look." },
    { 1460, "ERROR_TIMEOUT", BLAME_OTHER, CONFIDENCE_KNOWN, SIDE_NONE, "The operation timed out.",
      network_advice },
    { 13801, "ERROR_IPSEC_IKE_AUTH_FAIL", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "\"IKE authentication credentials are unacceptable.\" A side has looked at the certificate that its "
      "peer presents and rejects it, or has been told that its own was rejected.\n\nThe code is logged where "
      "the connection was dialled (event 20227, source RasClient). Microsoft's list for it: the server's "
      "certificate has expired, its root is not trusted on the client, its name is not the one that was "
      "dialled, or Server Authentication is missing. The same faults can show as 13806, when they keep a "
      "side from choosing a certificate at all: so look at both codes.\n\nIn a user tunnel (EAP inside "
      "IKEv2) the client needs no machine certificate: only the server's can cause 13801. In a device tunnel "
      "both certificates count.",
      "Export the certificate that each end presents (certlm.msc, Personal, Certificates, All Tasks, Export, "
      "without the private key), and lint each with what the other end trusts." },
    { 13802, "ERROR_IPSEC_IKE_ATTRIB_FAIL", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The two ends have no IKE proposal in common.", cipher_advice },
    { 13803, "ERROR_IPSEC_IKE_NEGOTIATION_PENDING", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The negotiation is still going on.", other_advice },
    { 13804, "ERROR_IPSEC_IKE_GENERAL_PROCESSING_ERROR", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "IKE failed without a closer reason.", other_advice },
    { 13805, "ERROR_IPSEC_IKE_TIMED_OUT", BLAME_OTHER, CONFIDENCE_INFERRED, SIDE_NONE,
      "The negotiation timed out. Certificates matter only by their size: fragments that are dropped on the "
      "way.",
      network_advice },
    { 13806, "ERROR_IPSEC_IKE_NO_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_OWN,
      "IKE found no valid machine certificate. A side that can choose none of its own certificates reports "
      "this: there is none in the store \"Personal\" of the computer account, or none that "
      "suits.\n\nMicrosoft describes it for the server: no certificate there suits IKEv2, or its Key Usage "
      "lacks Digital Signature. In a device tunnel the client reports it too, for its own machine "
      "certificate. The same faults can show as 13801, when a certificate was chosen and the peer rejects "
      "it: so look at both codes.\n\nIn a user tunnel the client needs no machine certificate: then the "
      "server's is meant.",
      "Find out first which side reports it. Then look whether a certificate is there at all, with its "
      "private key (\"certutil -store -v My\" in an elevated prompt; a certificate in the store of the user "
      "does not count), and lint it with what this very side trusts." },
    { 13807, "ERROR_IPSEC_IKE_SA_DELETED", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The peer has deleted the security association.", other_advice },
    { 13808, "ERROR_IPSEC_IKE_SA_REAPED", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The security association ended without use.", other_advice },
    { 13809, "ERROR_IPSEC_IKE_MM_ACQUIRE_DROP", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "A waiting negotiation was dropped.", other_advice },
    { 13810, "ERROR_IPSEC_IKE_QM_ACQUIRE_DROP", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "A waiting negotiation was dropped.", other_advice },
    { 13811, "ERROR_IPSEC_IKE_QUEUE_DROP_MM", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "A waiting negotiation was dropped from the queue.", other_advice },
    { 13812, "ERROR_IPSEC_IKE_QUEUE_DROP_NO_MM", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "A waiting negotiation was dropped from the queue.", other_advice },
    { 13813, "ERROR_IPSEC_IKE_DROP_NO_RESPONSE", BLAME_OTHER, CONFIDENCE_INFERRED, SIDE_NONE,
      "The peer did not answer. Certificates matter only by their size: fragments that are dropped on the "
      "way.",
      network_advice },
    { 13814, "ERROR_IPSEC_IKE_MM_DELAY_DROP", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The negotiation took too long.", other_advice },
    { 13815, "ERROR_IPSEC_IKE_QM_DELAY_DROP", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "The negotiation took too long.", other_advice },
    { 13816, "ERROR_IPSEC_IKE_ERROR", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "IKE failed for an unknown reason.", other_advice },
    { 13817, "ERROR_IPSEC_IKE_CRL_FAILED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The revocation check of a certificate failed on this side.", crl_advice },
    { 13818, "ERROR_IPSEC_IKE_INVALID_KEY_USAGE", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The Key Usage of a certificate does not allow what IKE does with it: it signs, so Digital Signature "
      "is needed.",
      "See the rule digital-signature-missing." },
    { 13819, "ERROR_IPSEC_IKE_INVALID_CERT_TYPE", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "A certificate is of a kind that cannot be used.", lint_advice },
    { 13820, "ERROR_IPSEC_IKE_NO_PRIVATE_KEY", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_OWN,
      "There is a machine certificate, but no private key for it.", own_side },
    { 13826, "ERROR_IPSEC_IKE_INVALID_SIGNATURE", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "A signature is not valid.", lint_advice },
    { 13828, "ERROR_IPSEC_IKE_NO_PUBLIC_KEY", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "No public key was found.", lint_advice },
    { 13835, "ERROR_IPSEC_IKE_PROCESS_ERR_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_PEER,
      "The certificate payload of the peer could not be processed.", lint_advice },
    { 13836, "ERROR_IPSEC_IKE_PROCESS_ERR_CERT_REQ", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_PEER,
      "The certificate request of the peer could not be processed.", lint_advice },
    { 13847, "ERROR_IPSEC_IKE_NO_PEER_CERT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_PEER,
      "The peer sent no valid machine certificate.",
      "Look at the peer: it is the side that could choose none. 'ikelint explain 13806' lists why." },
    { 13848, "ERROR_IPSEC_IKE_PEER_CRL_FAILED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_PEER,
      "The revocation check of the peer's certificate failed.", crl_advice },
    { 13868, "ERROR_IPSEC_IKE_POLICY_MATCH", BLAME_OTHER, CONFIDENCE_DOCUMENTED, SIDE_NONE,
      "No proposal or policy matches: the two ends have no set of algorithms in common.",
      "Compare the IPsec settings of both ends (VpnConnectionIPsecConfiguration on the client and on the "
      "server); Windows offers MODP-1024 unless told otherwise. Certificates are not the place to look, but "
      "for a third-party gateway: rarely one answers so because it could not load its certificate, which its "
      "own log says." },
    { 13869, "ERROR_IPSEC_IKE_UNSUPPORTED_ID", BLAME_SOMETIMES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The identity of the peer is of a kind that is not supported.", NULL },
    { 13875, "ERROR_IPSEC_IKE_INVALID_SIG", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "A signature is not valid.", lint_advice },
    { 13887, "ERROR_IPSEC_IKE_CERT_CHAIN_POLICY_MISMATCH", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED,
      SIDE_EITHER, "The certificate chain does not meet the policy.", lint_advice },
    { 0x80070040, "ERROR_NETNAME_DELETED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_SERVER,
      "\"The specified network name is no longer available.\" Surprising, but Microsoft lists it for a "
      "server certificate without Server Authentication.",
      "See the rule server-auth-missing." },
    { 0x80092010, "CRYPT_E_REVOKED", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The certificate is revoked. With a device tunnel the connection fails with 13801; the CAPI2 log "
      "(event 41) has this code.",
      "See the rule revoked." },
    { 0x80092012, "CRYPT_E_NO_REVOCATION_CHECK", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The revocation check could not be made.", crl_advice },
    { 0x80092013, "CRYPT_E_REVOCATION_OFFLINE", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The CRL could not be fetched. Clients on the Internet cannot fetch it from LDAP; SSTP fails so.",
      "See the rules no-crl-distribution-point and crl-only-by-ldap." },
    { 0x800B0101, "CERT_E_EXPIRED", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_EITHER,
      "A certificate of the chain has expired or is not valid yet.",
      "See the rules expired and issuer-expired." },
    { 0x800B0109, "CERT_E_UNTRUSTEDROOT", BLAME_CERTIFICATES, CONFIDENCE_DOCUMENTED, SIDE_EITHER,
      "The chain ends in a root that is not trusted. Microsoft lists it for a client without the root of the "
      "server's certificate.",
      "See the rule root-not-trusted." },
    { 0x800B010A, "CERT_E_CHAINING", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_EITHER,
      "No chain to a trusted root could be built: an intermediate is missing.",
      "See the rule issuer-missing." },
    { 0x800B010C, "CERT_E_REVOKED", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_EITHER,
      "A certificate of the chain is revoked.", "See the rules revoked and issuer-revoked." },
    { 0x800B010F, "CERT_E_CN_NO_MATCH", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_SERVER,
      "The name dialled is not a name of the certificate.", "See the rule server-name-mismatch." },
    { 0x800B0110, "CERT_E_WRONG_USAGE", BLAME_CERTIFICATES, CONFIDENCE_KNOWN, SIDE_EITHER,
      "The certificate is not valid for what it is used for.",
      "See the rules server-auth-missing and client-auth-missing." },
};

/* Rules by the code that names what they find; each of these faults is logged as 13801 or 13806 as well. */
#define REVOKED "certificate-revocation/revoked", "certificate-revocation/issuer-revoked"
#define NO_LIST                                                                                              \
    "certificate-revocation/crl-expired", "certificate-revocation/no-crl-distribution-point",                \
        "certificate-revocation/issuer-without-crl-distribution-point",                                      \
        "certificate-revocation/crl-not-yet-valid", "certificate-revocation/crl-forged",                     \
        "certificate-revocation/crl-signer-not-allowed", "certificate-revocation/crl-not-in-scope",          \
        "certificate-revocation/crl-not-understood", "certificate-revocation/crl-malformed",                 \
        "certificate-revocation/crl-of-another-key"
enum { FAULTS_OF_A_CODE = 13 };
static const struct {
    uint32_t code;
    const char *rules[FAULTS_OF_A_CODE]; /* NULL behind the last */
} faults[] = {
    { 13817, { REVOKED, NO_LIST } },
    { 13818, { "vpn-server/digital-signature-missing", "device-tunnel/digital-signature-missing" } },
    { 13820, { "host/private-key-missing" } },
    { 13826, { "certificate-path/signature-invalid" } },
    { 13847, { "host/no-certificate" } },
    { 13848, { REVOKED, NO_LIST } },
    { 13875, { "certificate-path/signature-invalid" } },
    { 0x80070040, { "vpn-server/server-auth-missing" } },
    { 0x80092010, { REVOKED } },
    { 0x80092012, { NO_LIST } },
    { 0x80092013, { NO_LIST } },
    { 0x800B0101,
      { "certificate-validity/expired", "certificate-validity/not-yet-valid",
        "certificate-path/issuer-expired", "certificate-path/issuer-not-yet-valid" } },
    { 0x800B0109, { "certificate-path/root-not-trusted" } },
    { 0x800B010A, { "certificate-path/issuer-missing" } },
    { 0x800B010C, { REVOKED } },
    { 0x800B010F, { "vpn-server/server-name-mismatch", "vpn-server/server-address-not-a-dns-name" } },
    { 0x800B0110,
      { "vpn-server/server-auth-missing", "device-tunnel/client-auth-missing",
        "certificate-path/usage-narrowed" } },
};

const char *blame_name(enum blame blame)
{
    static const char *const names[] = { "yes", "sometimes", "no" };
    return names[blame];
}

const char *confidence_name(enum confidence confidence)
{
    static const char *const names[] = { "documented", "inferred", "known" };
    return names[confidence];
}

const char *error_side_text(enum error_side side)
{
    static const char *const texts[] = {
        [SIDE_NONE] = "",
        [SIDE_EITHER] = "It can be about the certificate of either end.",
        [SIDE_OWN] = "The side that reports it means its own certificate.",
        [SIDE_PEER] = "The side that reports it means the certificate of the other end.",
        [SIDE_SERVER] = "It is about the server's certificate.",
        [SIDE_USER] = "It is about the user's certificate, which the NPS server judges.",
        [SIDE_NPS] = "It is about the certificate of the NPS server, which the client judges.",
    };
    return texts[side];
}

const struct error_code *error_code_at(size_t index)
{
    return index < COUNT_OF(codes) ? &codes[index] : NULL;
}

const struct error_code *error_code_of(uint32_t code)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (codes[i].code == code)
            return &codes[i];
    return NULL;
}

bool error_code_names(uint32_t code, const char *rule)
{
    for (size_t i = 0; i < COUNT_OF(faults); i++)
        for (size_t k = 0; faults[i].code == code && k < FAULTS_OF_A_CODE && faults[i].rules[k]; k++)
            if (strcmp(faults[i].rules[k], rule) == 0)
                return true;
    return false;
}

/* A decimal number, signed or not, or a hexadecimal one, of 32 bits. */
static bool read_number(struct span text, uint32_t *out)
{
    bool negative = text.length && text.data[0] == '-';
    uint64_t number = 0;
    int base = 10;
    size_t at = negative;
    if (text.length > at + 2 && text.data[at] == '0' && text_lower_octet(text.data[at + 1]) == 'x') {
        base = 16;
        at += 2;
    }
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        int digit = text_hex_digit(text.data[at]);
        if (digit < 0 || digit >= base)
            return false;
        number = number * (unsigned)base + (unsigned)digit;
        if (number > UINT32_MAX)
            return false;
    }
    *out = negative ? (uint32_t)(0 - number) : (uint32_t)number;
    return true;
}

bool error_code_is_number(struct span text)
{
    uint32_t number;
    return read_number(text, &number);
}

/* The whole symbol, or what stands behind a prefix that all of a family share. */
static bool names(struct span text, const char *symbol)
{
    static const char *const prefixes[] = { "", "ERROR_IPSEC_IKE_", "ERROR_" };
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(symbol, prefixes[i], length) == 0 &&
            text_equal_ignoring_case(text, span_of_text(symbol + length)))
            return true;
    }
    return false;
}

const struct error_code *error_code_find(struct span text)
{
    uint32_t number = 0;
    bool is_number = read_number(text, &number);
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (is_number ? codes[i].code == number : names(text, codes[i].symbol))
            return &codes[i];
    return NULL;
}

bool error_code_read(struct span text, uint32_t *out)
{
    const struct error_code *code = error_code_find(text);
    if (code)
        *out = code->code;
    return code || read_number(text, out);
}
