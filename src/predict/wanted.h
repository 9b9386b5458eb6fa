/* What a step needs to be known, with a command to export it: said where something is unknown. The keys are those of the
 * deployment file. */
#ifndef IKELINT_PREDICT_WANTED_H
#define IKELINT_PREDICT_WANTED_H

#define WANTED_STORE(store, file)                                                                            \
    "Get-ChildItem Cert:\\LocalMachine\\" store " | Export-Certificate -Type SST -FilePath " file

#define WANTED_MY "stores: my, an export of its Personal store: " WANTED_STORE("My", "my.sst")
#define WANTED_PASSWORD                                                                                      \
    "stores: my, of which not all could be read without the password: give it with --password-file"
#define WANTED_KEY                                                                                           \
    "whether it has the private key, which an .sst or .reg of its Personal store shows: " WANTED_STORE(      \
        "My", "my.sst")
#define WANTED_ROOTS         "pki: roots, or the host's own root store: " WANTED_STORE("Root", "root.sst")
#define WANTED_INTERMEDIATES "pki: intermediates, or the host's own CA store: " WANTED_STORE("CA", "ca.sst")
#define WANTED_AUTH          "Get-VpnAuthProtocol | Export-Clixml auth.xml"
#define WANTED_FLAGS                                                                                         \
    "cert_auth_flags, 0 where it is not set: reg export "                                                    \
    "HKLM\\SYSTEM\\CurrentControlSet\\Services\\RemoteAccess\\Parameters\\Ikev2 ikev2.reg"
#define WANTED_CONNECTION                                                                                    \
    "Get-VpnConnection -AllUserConnection | Export-Clixml connections.xml, as vpn_connection"
#define WANTED_BUILD "os: build and ubr (CurrentBuildNumber and UBR): cmd /c ver > version.txt"
/* Where the build alone is known. */
#define WANTED_REVISION                                                                                      \
    "os: ubr, the number behind the build: UBR of HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
/* Of this build the revision does not tell what the updates of January 2022 did to it. */
#define WANTED_UPDATES                                                                                       \
    "os: a list of its updates, because the revision of this build does not tell what those of January "     \
    "2022 did: systeminfo > systeminfo.txt"

#endif
