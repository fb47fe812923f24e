#Requires -Version 5.1
# The steps from the exported tenant to the policy.
# Made by mailflow from a policy with SHA-256 32102f08a2815a645c2808b2f45ab684cef19345cf29a5f8aecc719d17968cdb.
# Connect first: Connect-ExchangeOnline.
# Try it first: ./plan.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# Left as it is at 'contoso.com', and nothing of it is in the policy: CatchAllRecipientID.

$settings = @{
    ExceptIfSubjectContainsWords = $null
}
Set-TransportRule -Identity 'to-bank [mailflow]' @settings -WhatIf:$WhatIfPreference

# Left as it is at 'to-bank [mailflow]', and nothing of it is in the policy: BlindCopyTo.

function Move-Rule {
    param([string[]] $Order)
    # The first rule that takes a message decides. One that stands too early is moved behind the one before it: all others keep their order.
    $all = @(Get-TransportRule -ResultSize Unlimited)
    $last = $null
    foreach ($name in $Order) {
        $rule = @($all | Where-Object { $_.Name -eq $name })
        if ($rule.Count -ne 1) {
            continue
        }
        $previous = @($all | Where-Object { $_.Name -eq $last })
        if ($previous.Count -eq 1 -and [int] $rule[0].Priority -lt [int] $previous[0].Priority) {
            Set-TransportRule -Identity $rule[0].Identity -Priority ([int] $previous[0].Priority) -WhatIf:$WhatIfPreference
            # Whatever stood between the two has another number now.
            $all = @(Get-TransportRule -ResultSize Unlimited)
        }
        $last = $name
    }
}

Move-Rule -Order @('to-vault [mailflow]', 'to-bank [mailflow]')
