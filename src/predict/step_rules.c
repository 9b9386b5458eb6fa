/* The table. Sources: Microsoft's "Troubleshooting IKEv2 VPN Connections", Set-VpnAuthProtocol, Set-VpnConnection;
 * Richard Hicks on 13801, 13806 and RootCertificateNameToAccept; rules/MODEL.md. */
#include "predict/step_rules.h"

#include <stdio.h>
#include <string.h>

#include "predict/codes.h"

#define CHOOSES  "13806 on the side that cannot choose"
#define REJECTS  "13801 on the client"
#define SET_ROOT "https://learn.microsoft.com/en-us/powershell/module/remoteaccess/set-vpnauthprotocol"
#define SET_VPN  "https://learn.microsoft.com/en-us/powershell/module/vpnclient/set-vpnconnection"
#define TUNNEL                                                                                               \
    "https://learn.microsoft.com/en-us/windows-server/remote/remote-access/vpn/vpn-device-tunnel-config"
#define EAP_TLS                                                                                              \
    "https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/"                              \
    "certificate-requirements-eap-tls-peap"

static const struct step_rule rows[] = {
    { "host/no-certificate", "There is no certificate to present", EVIDENCE_DOCUMENTED, 0, CHOOSES,
      "The export of the Personal store of the computer account is empty. A certificate in a user's store "
      "does not help.",
      "Enrol a certificate from the VPN's template into the Personal store of the computer account, with its "
      "private key.",
      NULL },
    { "host/private-key-missing", "The private key is missing", EVIDENCE_DOCUMENTED, 0,
      "13806 on the side that cannot choose, 13820 in the same family",
      "The export says that the certificate has no private key: a .cer was imported, or the key was lost.",
      "Enrol again on this machine, or import the PFX with its key into the computer account.", NULL },
    { "host/usage-taken-away", "Its store takes the usage away", EVIDENCE_INFERRED, 0, CHOOSES,
      "The certificate has the usage, and the store that it lies in says that it is not good for it: "
      "somebody limited its purposes.",
      "certlm.msc, Personal, Certificates, Properties of the certificate, tab General: \"Enable all purposes "
      "for this certificate\".",
      NULL },
    { "host/several-candidates", "Several certificates fit", EVIDENCE_REPORTED, 0, "13801, now and then",
      "More than one certificate of the Personal store fits, under different names or from different "
      "issuers, and nothing decides which one is presented. Old and renewed ones of one name and issuer are "
      "no such case.",
      "On the server: delete the one that is not meant, or leave IP security IKE intermediate to the other "
      "alone, or name it: Set-VpnAuthProtocol -TunnelAuthProtocolsAdvertised Certificates "
      "-CertificateAdvertised, then restart RemoteAccess. On the device: delete it, or set a filter that "
      "only the other one passes: Set-VpnConnection -MachineCertificateEKUFilter, or "
      "-MachineCertificateIssuerFilter where their CAs differ.",
      "https://directaccess.richardhicks.com/category/systems-management/" },
    { "profile/eku-filter", "No certificate has a usage of MachineCertificateEKUFilter", EVIDENCE_INFERRED, 0,
      CHOOSES,
      "The connection demands a usage of the device's certificate, and this certificate has none of them.",
      "Add the usage to the device's template and enrol again, or change the filter: Set-VpnConnection "
      "-MachineCertificateEKUFilter.",
      SET_VPN },
    { "profile/issuer-filter", "No certificate comes from the CA of MachineCertificateIssuerFilter",
      EVIDENCE_INFERRED, 0, CHOOSES,
      "The connection demands a certificate of one CA, and this one comes from another.",
      "Set-VpnConnection -MachineCertificateIssuerFilter with the CA that issues the device certificates.",
      SET_VPN },
    { "rras/root-to-accept-differs", "RootCertificateNameToAccept is another root", EVIDENCE_REPORTED, 0,
      "13801 for device tunnels, 13806 where the server's own certificate is of another root",
      "The server accepts certificates of one root, and this one leads to another. Its own certificate must "
      "lead there, too.",
      "Set-VpnAuthProtocol -RootCertificateNameToAccept with the root of the server's and the devices' "
      "certificates, then restart RemoteAccess.",
      SET_ROOT },
    { "rras/root-to-accept-other-copy", "RootCertificateNameToAccept is a namesake of the root",
      EVIDENCE_REPORTED, 0, "13801 on the client, or 13806 on the server",
      "Two root certificates have the same subject (a renewed root, a copy that a group policy published), "
      "and the setting holds the other one.",
      "Remove the copy that is not used, choose the root by its thumbprint (Get-ChildItem "
      "Cert:\\LocalMachine\\Root), and set RootCertificateNameToAccept again.",
      SET_ROOT },
    { "rras/eap-not-accepted", "The server accepts no EAP", EVIDENCE_INFERRED, 0,
      "13801 on the client, by inference: no source names the code",
      "UserAuthProtocolAccepted lacks EAP, which user tunnels use.",
      "Set-VpnAuthProtocol -UserAuthProtocolAccepted Certificate, EAP, then restart RemoteAccess.",
      SET_ROOT },
    { "rras/ekus-to-accept", "The device's certificate has no usage of CertificateEKUsToAccept",
      EVIDENCE_INFERRED, 0, REJECTS,
      "The server demands one of some usages of device certificates, and this one has none of them.",
      "Add the usage to the device's template and enrol again, or change it: Set-VpnAuthProtocol "
      "-CertificateEKUsToAccept.",
      SET_ROOT },
    { "rras/certificate-advertised-missing", "CertificateAdvertised is not in the Personal store",
      EVIDENCE_INFERRED, 0, "13806 on the server, 13801 on the client",
      "TunnelAuthProtocolsAdvertised is Certificates, and the certificate that the server is told to present "
      "is not in its Personal store: it was removed, or replaced when it was renewed.",
      "Set-VpnAuthProtocol -TunnelAuthProtocolsAdvertised Certificates -CertificateAdvertised with the "
      "certificate in use, then restart RemoteAccess.",
      SET_ROOT },
    { "profile/no-user-certificate", "The user has no certificate for EAP", EVIDENCE_DOCUMENTED, 798,
      "798 on the client", "EAP-TLS asks the user for a certificate, and the user's Personal store is empty.",
      "Let the user enrol from the template for users (certutil -user -pulse).", EAP_TLS },
    { "profile/eap-issuer-hashes", "No user certificate comes from a CA of the EAP settings",
      EVIDENCE_DOCUMENTED, 798, "798 on the client",
      "CAHashList of the profile's EAP settings names CAs, and this certificate comes from none of them.",
      "Put the thumbprint of the CA that issues the users' certificates into CAHashList/IssuerHash.",
      EAP_TLS },
    { "profile/eap-ekus", "No user certificate has a usage of the EAP settings", EVIDENCE_DOCUMENTED, 798,
      "798 on the client",
      "The profile's EAP settings filter certificates by usage, and this one has none of these usages.",
      "Add the usage to the users' template and enrol again, or change EKUMapping in the EAP settings.",
      EAP_TLS },
    { "profile/eap-trusted-roots", "The NPS certificate leads to no root of the EAP settings",
      EVIDENCE_DOCUMENTED, 853, "853 on the client",
      "TrustedRootCA of the profile's EAP settings names roots, and the certificate of the NPS leads to none "
      "of them.",
      "Put the thumbprint of the root of the NPS certificate into TrustedRootCA.", EAP_TLS },
    { "profile/eap-server-names", "The NPS is called otherwise than the EAP settings expect",
      EVIDENCE_REPORTED, 853, "853 on the client",
      "ServerNames of the profile's EAP settings names none of the names in the NPS certificate, letter for "
      "letter; Windows 11 minds the case.",
      "Spell the name in ServerNames as the certificate of the NPS does, upper and lower case included.",
      "https://directaccess.richardhicks.com/tag/certificate/" },
    { "nps/no-certificate", "The NPS has no certificate to present", EVIDENCE_DOCUMENTED, 853,
      "853 on the client",
      "No certificate of its Personal store is fit for Server Authentication: within its dates, with its "
      "private key, from a CA that it trusts.",
      "Enrol a certificate from RAS and IAS Server on the NPS, and choose it in the network policy.",
      EAP_TLS },
};

const struct step_rule *step_rule_at(size_t index)
{
    return index < COUNT_OF(rows) ? &rows[index] : NULL;
}

const struct step_rule *step_rule_find(const char *id)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].id, id) == 0 || strcmp(strchr(rows[i].id, '/') + 1, id) == 0)
            return &rows[i];
    return NULL;
}

bool step_rule_causes(const struct step_rule *rule, uint32_t code)
{
    char number[16];
    snprintf(number, sizeof number, "%u", (unsigned)code);
    for (const char *at = rule->codes; (at = strstr(at, number)) != NULL; at++) {
        bool begins = at == rule->codes || at[-1] == ' ';
        if (begins && !(at[strlen(number)] >= '0' && at[strlen(number)] <= '9'))
            return true;
    }
    return error_code_names(code, rule->id);
}
