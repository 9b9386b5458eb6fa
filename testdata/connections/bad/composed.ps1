$Servers = "vpn.contoso.com"
$ProfileXML = @"
<VPNProfile>
 <DeviceTunnel>true</DeviceTunnel>
 <AlwaysOn>true</AlwaysOn>
 <NativeProfile>
  <Servers>$Servers</Servers>
  <NativeProtocolType>IKEv2</NativeProtocolType>
  <Authentication><MachineMethod>Certificate</MachineMethod></Authentication>
  <RoutingPolicyType>SplitTunnel</RoutingPolicyType>
 </NativeProfile>
</VPNProfile>
"@
