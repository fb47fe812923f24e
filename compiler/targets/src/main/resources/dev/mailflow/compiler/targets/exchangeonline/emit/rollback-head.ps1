[CmdletBinding(SupportsShouldProcess)]
param(
    # What connectors.ps1 kept before its first run.
    [string] $StateFile = (Join-Path -Path $PSScriptRoot -ChildPath 'state-before.clixml')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$before = Import-Clixml -LiteralPath $StateFile
$inbound = @(Get-InboundConnector -ResultSize Unlimited)
$outbound = @(Get-OutboundConnector -ResultSize Unlimited -IncludeTestModeConnectors $true)
foreach ($scoped in @(Get-OutboundConnector -ResultSize Unlimited -IsTransportRuleScoped $true)) {
    if (@($outbound | Where-Object { $_.Name -eq $scoped.Name }).Count -eq 0) {
        $outbound += $scoped
    }
}
$rules = @(Get-TransportRule -ResultSize Unlimited)

#include saved-settings.ps1

function Restore-Inbound {
    param([string] $Name, [string[]] $Properties)
    $now = Find-ByName -All $inbound -Name $Name
    $old = Find-ByName -All $before.Inbound -Name $Name
    if ($null -eq $now) {
        return
    }
    if ($null -eq $old) {
        Remove-InboundConnector -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    } else {
        $settings = Select-Settings -Object $old -Properties $Properties
        Set-InboundConnector -Identity $now.Identity @settings -WhatIf:$WhatIfPreference
    }
}

function Restore-Outbound {
    param([string] $Name, [string[]] $Properties)
    $now = Find-ByName -All $outbound -Name $Name
    $old = Find-ByName -All $before.Outbound -Name $Name
    if ($null -eq $now) {
        return
    }
    if ($null -eq $old) {
        Remove-OutboundConnector -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    } else {
        $settings = Select-Settings -Object $old -Properties $Properties
        Set-OutboundConnector -Identity $now.Identity @settings -WhatIf:$WhatIfPreference
    }
}

function Restore-Rule {
    param([string] $Name, [string[]] $Properties)
    $now = Find-ByName -All $rules -Name $Name
    $old = Find-ByName -All $before.Rules -Name $Name
    if ($null -eq $now) {
        return
    }
    if ($null -eq $old) {
        Remove-TransportRule -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    } else {
        $settings = Select-Settings -Object $old -Properties $Properties
        Set-TransportRule -Identity $now.Identity @settings -WhatIf:$WhatIfPreference
        if ($old.State -ne 'Enabled' -and $now.State -eq 'Enabled') {
            Disable-TransportRule -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
        }
    }
}

function Resume-Rule {
    param([string] $Name)
    # When its connector is back.
    $now = Find-ByName -All $rules -Name $Name
    $old = Find-ByName -All $before.Rules -Name $Name
    if ($null -ne $now -and $null -ne $old -and $old.State -eq 'Enabled' -and $now.State -ne 'Enabled') {
        Enable-TransportRule -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    }
}

function Restore-Accepted {
    param([string] $Name, [string[]] $Properties)
    $old = @($before.Accepted | Where-Object { [string] $_.DomainName -eq $Name })
    if ($old.Count -eq 1) {
        $settings = Select-Settings -Object $old[0] -Properties $Properties
        Set-AcceptedDomain -Identity $Name @settings -WhatIf:$WhatIfPreference
    }
}

#include rule-order.ps1

function Restore-Order {
    $names = @($before.Rules | Where-Object { $null -ne $_ } | Sort-Object -Property { [int] $_.Priority } | ForEach-Object { $_.Name })
    Move-Rule -Order $names
}
