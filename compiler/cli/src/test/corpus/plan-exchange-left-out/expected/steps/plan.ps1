#Requires -Version 5.1
# The steps from the exported tenant to the policy.
# Made by mailflow from a policy with SHA-256 50c3bbdd80292179dc54d1ecc3147f373c57d029addea09e21ff6652593184bf.
# Connect first: Connect-ExchangeOnline.
# Try it first: ./plan.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$settings = @{
    Comment = '[mailflow]'
}
Set-InboundConnector -Identity 'Shop in' @settings -WhatIf:$WhatIfPreference

# 'News' relays more than the policy says, and no policy made it. Remove it by hand:
# Remove-InboundConnector -Identity 'News'

# Left as it is at 'Default', and nothing of it is in the policy: AutoForwardEnabled.
