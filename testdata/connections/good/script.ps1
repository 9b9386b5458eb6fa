<# <VPNProfile>
</VPNProfile> #>
# <VPNProfile></VPNProfile>
$ProfileXML = @'
<VPNProfile>
 <AlwaysOn>true</AlwaysOn>
 <NativeProfile>
  <Servers>vpn.contoso.com;vpn.contoso.com</Servers>
  <NativeProtocolType>IKEv2</NativeProtocolType>
  <Authentication><UserMethod>Eap</UserMethod>
   <Eap><Configuration><EapHostConfig xmlns="http://www.microsoft.com/provisioning/EapHostConfig">
<EapMethod><Type xmlns="http://www.microsoft.com/provisioning/EapCommon">13</Type><VendorId xmlns="http://www.microsoft.com/provisioning/EapCommon">0</VendorId></EapMethod>
<Config xmlns="http://www.microsoft.com/provisioning/EapHostConfig">
<Eap xmlns="http://www.microsoft.com/provisioning/BaseEapConnectionPropertiesV1"><Type>13</Type>
 <EapType xmlns="http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV1">
  <CredentialsSource><CertificateStore><SimpleCertSelection>true</SimpleCertSelection></CertificateStore></CredentialsSource>
  <ServerValidation>
   <DisableUserPromptForServerValidation>true</DisableUserPromptForServerValidation>
   <ServerNames>nps01.corp.contoso.com</ServerNames>
   <TrustedRootCA>06 24 25 d9 eb f2 22 5b 41 3e db 10 57 24 0a db b2 ab b7 b1 </TrustedRootCA>
  </ServerValidation>
  <DifferentUsername>false</DifferentUsername>
  <PerformServerValidation xmlns="http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV2">true</PerformServerValidation><AcceptServerName xmlns="http://www.microsoft.com/provisioning/EapTlsConnectionPropertiesV2">true</AcceptServerName>
 </EapType></Eap>
</Config></EapHostConfig></Configuration></Eap></Authentication>
  <RoutingPolicyType>SplitTunnel</RoutingPolicyType>
 </NativeProfile>
</VPNProfile>
'@
$Escaped = '&lt;VPNProfile&gt;
 &lt;DeviceTunnel&gt;true&lt;/DeviceTunnel&gt;
 &lt;AlwaysOn&gt;true&lt;/AlwaysOn&gt;
 &lt;NativeProfile&gt;
  &lt;Servers&gt;vpn.contoso.com;vpn.contoso.com&lt;/Servers&gt;
  &lt;NativeProtocolType&gt;IKEv2&lt;/NativeProtocolType&gt;
  &lt;Authentication&gt;&lt;MachineMethod&gt;Certificate&lt;/MachineMethod&gt;&lt;/Authentication&gt;
  &lt;RoutingPolicyType&gt;SplitTunnel&lt;/RoutingPolicyType&gt;
 &lt;/NativeProfile&gt;
&lt;/VPNProfile&gt;
'
Set-VpnProfile $ProfileXML
