#Requires -Version 5.1
# Takes back what connectors.ps1 did.
# Made by mailflow from a policy with SHA-256 0e945092b2fea20e717eb2f5cf80ecec830bd04291be9c573c9f57513c52897b, site onprem.
# Run it in the Exchange Management Shell. Objects that were there get their old settings, the others are removed.
# Try it first: ./rollback.ps1 -WhatIf

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

function Select-Settings {
    param([object] $Object, [string[]] $Properties)
    $settings = @{}
    foreach ($property in $Properties) {
        $value = $Object.$property
        if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
            $value = @($value | ForEach-Object { [string] $_ })
            if ($value.Count -eq 0) {
                $value = $null
            }
        } elseif ($null -ne $value -and $value -isnot [bool]) {
            $value = [string] $value
        }
        $settings[$property] = $value
    }
    return $settings
}

function Find-ByName {
    param([object[]] $All, [string] $Name)
    $found = @($All | Where-Object { $null -ne $_ -and $_.Name -eq $Name })
    if ($found.Count -gt 1) {
        throw "There are several objects with the name '$Name'. Nothing was changed there."
    }
    if ($found.Count -eq 1) {
        return $found[0]
    }
    return $null
}

# Who may relay: the right that lets anonymous clients name any recipient.
$anonymous = 'NT AUTHORITY\ANONYMOUS LOGON'
$anyRecipient = 'ms-Exch-SMTP-Accept-Any-Recipient'

function Test-Relay {
    param([object] $Connector)
    $granted = @(Get-ADPermission -Identity $Connector.DistinguishedName -User $anonymous | Where-Object {
        -not $_.Deny -and @($_.ExtendedRights | Where-Object { [string] $_ -eq $anyRecipient }).Count -gt 0
    })
    return $granted.Count -gt 0
}

function Set-Relay {
    param([string] $Name, [bool] $Allowed)
    # In a trial run a new connector is not there.
    foreach ($connector in @(Get-ReceiveConnector -Server $Server | Where-Object { $_.Name -eq $Name })) {
        if ((Test-Relay -Connector $connector) -eq $Allowed) {
            continue
        }
        $right = @{
            Identity       = $connector.DistinguishedName
            User           = $anonymous
            ExtendedRights = $anyRecipient
            WhatIf         = $WhatIfPreference
        }
        if ($Allowed) {
            Add-ADPermission @right | Out-Null
        } else {
            Remove-ADPermission @right -Confirm:$false
        }
    }
}

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

Restore-Send -Name 'in' -Properties @('Enabled', 'Comment', 'AddressSpaces', 'DNSRoutingEnabled', 'SmartHosts', 'Port', 'SourceTransportServers', 'RequireTLS', 'IgnoreSTARTTLS', 'TlsAuthLevel', 'TlsDomain', 'TlsCertificateName', 'CloudServicesMailEnabled')
Restore-Receive -Name 'scan' -Properties @('Enabled', 'Comment', 'Bindings', 'RemoteIPRanges', 'AuthMechanism', 'PermissionGroups', 'RequireTLS', 'TlsDomainCapabilities', 'MaxMessageSize')
