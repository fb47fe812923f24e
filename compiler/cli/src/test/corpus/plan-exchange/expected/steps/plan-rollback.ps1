#Requires -Version 5.1
# Takes back what plan.ps1 did.
# Made by mailflow from a policy with SHA-256 86fc02ab1ed6c8e8a3b384011658cdc5a45d64afe48eba8e95e7cc206dbdc7b3.
# Connect first: Connect-ExchangeOnline.
# Try it first: ./plan-rollback.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$settings = @{
    ConnectorType = 'Partner'
    Comment = '[mailflow]'
    SenderDomains = @('gone.example')
    RequireTls = $true
}
New-InboundConnector -Name 'old-partner' @settings -WhatIf:$WhatIfPreference

$settings = @{
    RequireTls = $false
}
Set-InboundConnector -Identity 'bank-in' @settings -WhatIf:$WhatIfPreference

Remove-InboundConnector -Identity 'hybrid-in' -Confirm:$false -WhatIf:$WhatIfPreference
