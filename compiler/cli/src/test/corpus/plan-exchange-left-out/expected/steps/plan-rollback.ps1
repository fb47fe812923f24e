#Requires -Version 5.1
# Takes back what plan.ps1 did.
# Made by mailflow from a policy with SHA-256 50c3bbdd80292179dc54d1ecc3147f373c57d029addea09e21ff6652593184bf.
# Connect first: Connect-ExchangeOnline.
# Try it first: ./plan-rollback.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$settings = @{
    Comment = 'since 2019'
}
Set-InboundConnector -Identity 'Shop in' @settings -WhatIf:$WhatIfPreference
