#Requires -Version 5.1
#Requires -RunAsAdministrator

<#
.SYNOPSIS
Exports what ikelint needs to predict whether IKEv2 connects: run it on a VPN server (RRAS) or on a device.

.DESCRIPTION
Writes one folder, named after the computer, with what 'ikelint predict --init' reads:

  My.json, Root.json, CA.json, Disallowed.json  the certificates of the computer's stores
  windows.json                                  the build of Windows
  auth-protocol.xml, ikev2.json                 servers: Get-VpnAuthProtocol, and the registry below RemoteAccess
  vpn-connections.xml, rasphone.pbk             devices: the connections that all users share
  ProfileXML-1.xml ...                          devices: their ProfileXML
  events.json                                   devices: the last failures to connect, for 'ikelint diagnose'

Private keys stay where they are: certificates are written, and of each whether there is a private key for it.
What cannot be exported is said in a warning, and the rest goes on. Nothing on the computer is changed.

This script was never run on Windows: it was written from Microsoft's documentation. Read it before you run it.

.PARAMETER Path
The folder in which the computer's folder is made; where it is not said, the current one.

.EXAMPLE
.\Export-IkelintInventory.ps1 -Path C:\Exports

Makes C:\Exports\COMPUTER.DOMAIN and lists the files in it. Copy the folders of all computers into one, and there:
ikelint predict --init .

.NOTES
Windows shows the ProfileXML of a device tunnel to the system account only. Run the script as that account to get it;
rasphone.pbk and vpn-connections.xml say most of it, too.
#>
[CmdletBinding()]
[OutputType([System.IO.FileInfo])]
param(
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path = '.'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Runs what writes one file, and shows the file; what goes wrong is a warning.
function Export-Part {
    [CmdletBinding()]
    [OutputType([System.IO.FileInfo])]
    param(
        [Parameter(Mandatory = $true)]
        [string] $Name,

        [Parameter(Mandatory = $true)]
        [scriptblock] $Command
    )
    $file = Join-Path -Path $folder -ChildPath $Name
    try {
        & $Command
        Get-Item -LiteralPath $file
    }
    catch {
        Write-Warning -Message "${Name} was not written: $($_.Exception.Message)"
    }
}

# A folder that is there already stays as it is: the script ends here.
$system = Get-CimInstance -ClassName Win32_ComputerSystem
$computer = $system.DNSHostName
if ($system.PartOfDomain) {
    $computer = "$computer.$($system.Domain)"
}
$folder = (New-Item -ItemType Directory -Path (Join-Path -Path $Path -ChildPath $computer)).FullName

# -- every computer

foreach ($store in 'My', 'Root', 'CA', 'Disallowed') {
    Export-Part -Name "$store.json" -Command {
        $rawData = @{ Name = 'RawData'; Expression = { [System.Convert]::ToBase64String($_.RawData) } }
        $certificates = Get-ChildItem -Path "Cert:\LocalMachine\$store" |
            Select-Object -Property 'PSParentPath', 'Thumbprint', 'HasPrivateKey', 'FriendlyName', $rawData
        ConvertTo-Json -InputObject @($certificates) | Set-Content -LiteralPath $file -Encoding UTF8
    }
}

Export-Part -Name 'windows.json' -Command {
    Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' |
        Select-Object -Property 'ProductName', 'DisplayVersion', 'CurrentBuildNumber', 'UBR' |
        ConvertTo-Json | Set-Content -LiteralPath $file -Encoding UTF8
}

# -- servers

if (Get-Command -Name Get-VpnAuthProtocol -ErrorAction SilentlyContinue) {
    Export-Part -Name 'auth-protocol.xml' -Command {
        Get-VpnAuthProtocol | Export-Clixml -LiteralPath $file
    }

    Export-Part -Name 'ikev2.json' -Command {
        Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\RemoteAccess\Parameters\Ikev2' |
            Select-Object -Property 'CertAuthFlags', 'EnableServerFragmentation' |
            ConvertTo-Json | Set-Content -LiteralPath $file -Encoding UTF8
    }
}

# -- devices

$phonebook = Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Network\Connections\Pbk\rasphone.pbk'
if (Test-Path -LiteralPath $phonebook) {
    Export-Part -Name 'rasphone.pbk' -Command {
        Copy-Item -LiteralPath $phonebook -Destination $file
    }

    Export-Part -Name 'vpn-connections.xml' -Command {
        Get-VpnConnection -AllUserConnection | Export-Clixml -LiteralPath $file
    }

    Export-Part -Name 'events.json' -Command {
        $filter = @{ LogName = 'Application'; ProviderName = 'RasClient'; Id = 20221, 20222, 20227 }
        $records = Get-WinEvent -FilterHashtable $filter -MaxEvents 1000 |
            Select-Object -Property 'TimeCreated', 'Id', 'ProviderName', 'MachineName', 'Message', 'Properties'
        ConvertTo-Json -InputObject @($records) -Depth 4 | Set-Content -LiteralPath $file -Encoding UTF8
    }
}

$profiles = @()
try {
    $profiles = @(Get-CimInstance -Namespace 'root\cimv2\mdm\dmmap' -ClassName 'MDM_VPNv2_01' |
            Where-Object -Property ProfileXML)
}
catch {
    Write-Warning -Message "No ProfileXML was asked for: $($_.Exception.Message)"
}
for ($number = 1; $number -le $profiles.Count; $number++) {
    Export-Part -Name "ProfileXML-$number.xml" -Command {
        Set-Content -LiteralPath $file -Value $profiles[$number - 1].ProfileXML -Encoding UTF8
    }
}
