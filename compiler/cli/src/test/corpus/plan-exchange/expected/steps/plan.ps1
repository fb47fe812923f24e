#Requires -Version 5.1
# The steps from the exported tenant to the policy.
# Made by mailflow from a policy with SHA-256 86fc02ab1ed6c8e8a3b384011658cdc5a45d64afe48eba8e95e7cc206dbdc7b3.
# Connect first: Connect-ExchangeOnline.
# Try it first: ./plan.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$settings = @{
    ConnectorType = 'OnPremises'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $true
    SenderDomains = @('*')
    SenderIPAddresses = $null
    RequireTls = $true
    TlsSenderCertificateName = 'mail.contoso.com'
    RestrictDomainsToIPAddresses = $false
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}
New-InboundConnector -Name 'hybrid-in' @settings -WhatIf:$WhatIfPreference

$settings = @{
    RequireTls = $true
}
Set-InboundConnector -Identity 'bank-in' @settings -WhatIf:$WhatIfPreference

# Left as it is at 'bank-in', and nothing of it is in the policy: EFSkipLastIP.

Remove-InboundConnector -Identity 'old-partner' -Confirm:$false -WhatIf:$WhatIfPreference
