[CmdletBinding(SupportsShouldProcess)]
param(
    # The server whose Receive connectors these are.
    [string] $Server = $env:COMPUTERNAME,
    # What connectors.ps1 kept before its first run.
    [string] $StateFile = (Join-Path -Path $PSScriptRoot -ChildPath 'state-before.clixml')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$before = Import-Clixml -LiteralPath $StateFile
$send = @(Get-SendConnector)
$receive = @(Get-ReceiveConnector -Server $Server)

#include saved-settings.ps1

#include server-relay-right.ps1

function Restore-Send {
    param([string] $Name, [string[]] $Properties)
    $now = Find-ByName -All $send -Name $Name
    $old = Find-ByName -All $before.Send -Name $Name
    if ($null -eq $now) {
        return
    }
    if ($null -eq $old) {
        Remove-SendConnector -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    } else {
        $settings = Select-Settings -Object $old -Properties $Properties
        Set-SendConnector -Identity $now.Identity @settings -WhatIf:$WhatIfPreference
    }
}

function Restore-Receive {
    param([string] $Name, [string[]] $Properties)
    $now = Find-ByName -All $receive -Name $Name
    $old = Find-ByName -All $before.Receive -Name $Name
    if ($null -eq $now) {
        return
    }
    if ($null -eq $old) {
        Remove-ReceiveConnector -Identity $now.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    } else {
        $settings = Select-Settings -Object $old -Properties $Properties
        Set-ReceiveConnector -Identity $now.Identity @settings -WhatIf:$WhatIfPreference
        Set-Relay -Name $Name -Allowed (@($before.Relay) -contains $Name)
    }
}

function Restore-Frontend {
    param([string] $Capability)
    foreach ($frontend in @($receive | Where-Object { $_.Name -like 'Default Frontend*' })) {
        $old = Find-ByName -All $before.Receive -Name $frontend.Name
        $was = $null -ne $old -and @($old.TlsDomainCapabilities | Where-Object { [string] $_ -eq $Capability }).Count -gt 0
        $is = @($frontend.TlsDomainCapabilities | Where-Object { [string] $_ -eq $Capability }).Count -gt 0
        if ($is -and -not $was) {
            Set-ReceiveConnector -Identity $frontend.Identity -TlsDomainCapabilities @{ Remove = $Capability } `
                -WhatIf:$WhatIfPreference
        }
    }
}
