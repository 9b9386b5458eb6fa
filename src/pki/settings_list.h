/* The settings that bear on certificates, one line each: SETTING(symbol, object kind, form, name of the fact, help).
 *
 * Included where a list of them is needed, with SETTING defined; so there is no include guard. The names in Microsoft's
 * exports stand in the readers. */

/* Get-VpnAuthProtocol, and the registry below RemoteAccess\Parameters\Ikev2 */
SETTING(RRAS_USER_AUTH, RRAS, TEXTS, "rras.user_auth_protocol_accepted",
        "UserAuthProtocolAccepted: EAP, MsChapv2, Certificate, PreSharedKey (Get-VpnAuthProtocol)")
SETTING(RRAS_TUNNEL_AUTH, RRAS, TEXT, "rras.tunnel_auth_protocols_advertised",
        "TunnelAuthProtocolsAdvertised: Certificates or PreSharedKey (Get-VpnAuthProtocol)")
SETTING(RRAS_ROOT_TO_ACCEPT, RRAS, CERTIFICATE, "rras.root_certificate_name_to_accept",
        "RootCertificateNameToAccept: subject of the root that device certificates must lead to")
SETTING(RRAS_CERTIFICATE_ADVERTISED, RRAS, CERTIFICATE, "rras.certificate_advertised",
        "CertificateAdvertised: subject of the certificate that the server is told to present")
SETTING(RRAS_EKUS_TO_ACCEPT, RRAS, OIDS, "rras.certificate_ekus_to_accept",
        "CertificateEKUsToAccept: usages of which a device certificate must have one")
SETTING(
    RRAS_CERT_AUTH_FLAGS, RRAS, INTEGER, "rras.cert_auth_flags",
    "CertAuthFlags: 4 makes the server check revocation strictly (registry, RemoteAccess\\Parameters\\Ikev2)")
SETTING(RRAS_SERVER_FRAGMENTATION, RRAS, BOOLEAN, "rras.server_fragmentation",
        "EnableServerFragmentation: IKEv2 fragmentation (registry, RemoteAccess\\Parameters\\Ikev2)")

/* ProfileXML (VPNv2 CSP), rasphone.pbk, Get-VpnConnection */
SETTING(PROFILE_SERVERS, PROFILE, TEXTS, "profile.servers",
        "Servers, PhoneNumber or ServerAddress: the names that are dialled, the first one first")
SETTING(PROFILE_PROTOCOL, PROFILE, TEXT, "profile.protocol",
        "NativeProtocolType, VpnStrategy or TunnelType: IKEv2, Automatic, SSTP, L2TP, PPTP, ProtocolList")
SETTING(PROFILE_ALL_USERS, PROFILE, BOOLEAN, "profile.all_user_connection",
        "AllUserConnection: whether it is there for all users of the device (Get-VpnConnection)")
SETTING(PROFILE_DEVICE_TUNNEL, PROFILE, BOOLEAN, "profile.device_tunnel", "DeviceTunnel: whether it is one")
SETTING(PROFILE_MACHINE_METHOD, PROFILE, TEXT, "profile.machine_method",
        "MachineMethod: Certificate or EAP, how the machine authenticates")
SETTING(PROFILE_USER_METHOD, PROFILE, TEXT, "profile.user_method",
        "UserMethod: EAP or MSChapv2, how the user authenticates")
SETTING(PROFILE_EKU_FILTER, PROFILE, OIDS, "profile.machine_certificate_eku_filter",
        "MachineCertificateEKUFilter: usages that the device's own certificate must have (Set-VpnConnection)")
SETTING(PROFILE_ISSUER_FILTER, PROFILE, CERTIFICATE, "profile.machine_certificate_issuer_filter",
        "MachineCertificateIssuerFilter: subject of the CA that its own certificate must come from")
/* Fields of rasphone.pbk as they stand there: what they mean for certificates is inferred (MS-RRASM names them). */
SETTING(PROFILE_AUTH_RESTRICTIONS, PROFILE, INTEGER, "profile.auth_restrictions",
        "AuthRestrictions of rasphone.pbk: 128 EAP, 512 MSCHAPv2; a machine certificate is probably 2048")
SETTING(PROFILE_EKU_FILTER_COUNT, PROFILE, INTEGER, "profile.eku_filter_count",
        "NumEku of rasphone.pbk: probably how many usages MachineCertificateEKUFilter names")
SETTING(PROFILE_USES_MACHINE_ROOT, PROFILE, BOOLEAN, "profile.uses_machine_root",
        "UseMachineRootCert of rasphone.pbk: probably whether MachineCertificateIssuerFilter is set")
SETTING(PROFILE_SKIPS_NAME_AND_EKU, PROFILE, BOOLEAN, "profile.disable_ike_name_eku_check",
        "DisableIKENameEkuCheck: neither name nor usage of the server's certificate is checked (MS-RRASM)")
SETTING(PROFILE_NO_FRAGMENTATION, PROFILE, BOOLEAN, "profile.disable_ikev2_fragmentation",
        "DisableIKEv2Fragmentation: large certificates end in a timeout (809)")
SETTING(PROFILE_EAP_TYPE, PROFILE, INTEGER, "profile.eap.type",
        "EapMethod/Type or CustomAuthKey: 13 EAP-TLS, 25 PEAP, 21 TTLS, 26 MSCHAPv2")
SETTING(PROFILE_EAP_INNER_TYPE, PROFILE, INTEGER, "profile.eap.inner.type",
        "Type of the method inside PEAP or TTLS")
SETTING(PROFILE_EAP_SERVER_NAMES, PROFILE, TEXTS, "profile.eap.server_names",
        "ServerNames: what the NPS must be called, names or regular expressions")
SETTING(PROFILE_EAP_TRUSTED_ROOTS, PROFILE, TEXTS, "profile.eap.trusted_roots",
        "TrustedRootCA: SHA-1 of the roots that the NPS certificate may lead to, lower-case hex")
SETTING(PROFILE_EAP_VALIDATES_SERVER, PROFILE, BOOLEAN, "profile.eap.validates_server",
        "PerformServerValidation: whether the NPS certificate is checked")
SETTING(PROFILE_EAP_INNER_SERVER_NAMES, PROFILE, TEXTS, "profile.eap.inner.server_names",
        "ServerNames of the method inside PEAP or TTLS")
SETTING(PROFILE_EAP_INNER_TRUSTED_ROOTS, PROFILE, TEXTS, "profile.eap.inner.trusted_roots",
        "TrustedRootCA of the method inside PEAP or TTLS")
SETTING(PROFILE_EAP_INNER_VALIDATES_SERVER, PROFILE, BOOLEAN, "profile.eap.inner.validates_server",
        "PerformServerValidation of the method inside PEAP or TTLS")
SETTING(PROFILE_EAP_SIMPLE_SELECTION, PROFILE, BOOLEAN, "profile.eap.simple_certificate_selection",
        "SimpleCertSelection: whether Windows chooses among the user's certificates by itself")
SETTING(PROFILE_EAP_ISSUER_HASHES, PROFILE, TEXTS, "profile.eap.issuer_hashes",
        "IssuerHash: of a CAHashList that counts, SHA-1 of the CAs that the user's certificate may come "
        "from, lower-case hex")
SETTING(PROFILE_EAP_EKUS, PROFILE, OIDS, "profile.eap.ekus",
        "EKUOID: usages that ClientAuthEKUList or AnyPurposeEKUList want of the user's certificate")
SETTING(PROFILE_EAP_UNDEFINED_EKUS, PROFILE, TEXTS, "profile.eap.undefined_ekus",
        "EKUName: names in ClientAuthEKUList or AnyPurposeEKUList that EKUMapping does not define")
SETTING(PROFILE_SSO_EKUS, PROFILE, OIDS, "profile.sso.ekus",
        "DeviceCompliance/Sso/Eku: usage of the certificate for single sign-on")
SETTING(PROFILE_SSO_ISSUER_HASH, PROFILE, TEXT, "profile.sso.issuer_hash",
        "DeviceCompliance/Sso/IssuerHash: SHA-1 of the CA of that certificate, lower-case hex")

/* Registry, ver, systeminfo, Get-ComputerInfo, Get-HotFix */
SETTING(HOST_BUILD, HOST, INTEGER, "host.build", "CurrentBuildNumber: 20348")
SETTING(HOST_UBR, HOST, INTEGER, "host.ubr", "UBR, the update build revision: 473")
SETTING(HOST_HOTFIXES, HOST, TEXTS, "host.hotfixes", "updates that are listed as installed: KB5009555")
SETTING(HOST_PRODUCT, HOST, TEXT, "host.product", "ProductName or OS Name, as the export says it")
