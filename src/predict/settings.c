/* The rules about settings, one row each, and the builds of Windows of January 2022.
 *
 * CVE-2022-21849 (IKE, remote code execution) was fixed on 11 January 2022; that update broke IPsec with gateways that
 * send a Vendor ID until an out-of-band update some days later (Microsoft's release notes of KB5009543 and KB5010793).
 * Out-of-band builds that are not known are 0, and families above the table came later. */
#include "predict/settings.h"

static const struct {
    int64_t build, fixed, good;
} january_2022[] = {
    { 22000, 434, 438 },     { 20348, 469, 473 },   { 19042, 1466, 1469 }, { 19043, 1466, 1469 },
    { 19044, 1466, 1469 },   { 18363, 2037, 2039 }, { 17763, 2452, 2458 }, { 14393, 4886, 4889 },
    { 10240, 19177, 19179 }, { 9600, 20246, 0 },    { 9200, 23584, 0 },    { 7601, 25829, 0 },
};

enum { NEWEST_IN_TABLE = 22000, FIRST_19045 = 19045 };

static enum answer compare_build(const struct settings *host, bool regressed)
{
    const struct setting *build = setting_of(host, HOST_BUILD), *ubr = setting_of(host, HOST_UBR);
    if (build->state != SETTING_SET)
        return ANSWER_UNKNOWN;
    if (build->integer > NEWEST_IN_TABLE || build->integer == FIRST_19045)
        return ANSWER_NO;
    for (size_t i = 0; i < COUNT_OF(january_2022); i++) {
        if (january_2022[i].build != build->integer)
            continue;
        if (ubr->state != SETTING_SET)
            return ANSWER_UNKNOWN;
        if (!regressed)
            return ubr->integer < january_2022[i].fixed ? ANSWER_YES : ANSWER_NO;
        if (ubr->integer < january_2022[i].fixed)
            return ANSWER_NO;
        return january_2022[i].good == 0             ? ANSWER_UNKNOWN
               : ubr->integer < january_2022[i].good ? ANSWER_YES
                                                     : ANSWER_NO;
    }
    return ANSWER_UNKNOWN;
}

static enum answer is_vulnerable(const struct settings *host)
{
    return compare_build(host, false);
}

static enum answer is_regressed(const struct settings *host)
{
    return compare_build(host, true);
}

static enum answer root_is_unset(const struct settings *rras)
{
    enum setting_state state = setting_of(rras, RRAS_ROOT_TO_ACCEPT)->state;
    return state == SETTING_UNSET ? ANSWER_YES : state == SETTING_SET ? ANSWER_NO : ANSWER_UNKNOWN;
}

static enum answer flags_do_nothing(const struct settings *rras)
{
    const struct setting *flags = setting_of(rras, RRAS_CERT_AUTH_FLAGS);
    if (flags->state != SETTING_SET)
        return ANSWER_UNKNOWN;
    return (flags->integer & 4) ? root_is_unset(rras) : ANSWER_NO;
}

static enum answer checks_are_off(const struct settings *profile)
{
    const struct setting *skips = setting_of(profile, PROFILE_SKIPS_NAME_AND_EKU);
    return skips->state == SETTING_SET && skips->boolean ? ANSWER_YES : ANSWER_NO;
}

static const struct setting_rule rules[] = {
    { "rras/root-to-accept-unset", OBJECT_RRAS, SEVERITY_WARNING,
      "RootCertificateNameToAccept is not set: the server accepts device certificates of every root that it "
      "trusts",
      "Set-VpnAuthProtocol -RootCertificateNameToAccept with the root of the device certificates.",
      root_is_unset },
    { "rras/revocation-without-root", OBJECT_RRAS, SEVERITY_WARNING,
      "CertAuthFlags is 4, but RootCertificateNameToAccept is not set: revocation is not enforced",
      "Set RootCertificateNameToAccept, and restart RemoteAccess.", flags_do_nothing },
    { "profile/name-check-disabled", OBJECT_PROFILE, SEVERITY_WARNING,
      "DisableIKENameEkuCheck is 1: the device takes any server whose certificate leads to a trusted root",
      "Set DisableIKENameEkuCheck to 0, and give the server a certificate with the name and Server "
      "Authentication.",
      checks_are_off },
    { "host/ike-cve-2022-21849", OBJECT_HOST, SEVERITY_WARNING,
      "the build lacks the IKE fixes of 11 January 2022 (CVE-2022-21849, CVE-2022-21843 and others)",
      "Install a current cumulative update.", is_vulnerable },
    { "host/ike-vendor-id-2022", OBJECT_HOST, SEVERITY_WARNING,
      "the build has the update of 11 January 2022 without its out-of-band fix: IPsec with gateways of other "
      "vendors, which send a Vendor ID, fails",
      "Install a current cumulative update.", is_regressed },
};

size_t setting_rule_count(void)
{
    return COUNT_OF(rules);
}

const struct setting_rule *setting_rule_at(size_t index)
{
    return &rules[index];
}
