#Requires -Version 5.1
# Send and Receive connectors of Exchange Server.
# Made by mailflow from a policy with SHA-256 0e945092b2fea20e717eb2f5cf80ecec830bd04291be9c573c9f57513c52897b, site onprem.
# Run it in the Exchange Management Shell. Try it first: ./connectors.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param(
    # The server whose Receive connectors these are.
    [string] $Server = $env:COMPUTERNAME,
    # The servers that send.
    [string[]] $SourceTransportServers = @($env:COMPUTERNAME),
    # Where the settings from before this run are kept for rollback.ps1.
    [string] $StateFile = (Join-Path -Path $PSScriptRoot -ChildPath 'state-before.clixml')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$send = @(Get-SendConnector)
$receive = @(Get-ReceiveConnector -Server $Server)

function Find-Certificate {
    param([string] $Pattern)
    # The newest certificate of that name that is still good; its issuer and subject are what the cmdlets take.
    $now = Get-Date
    $found = @(Get-ExchangeCertificate -Server $Server | Where-Object {
        $_.NotBefore -le $now -and $_.NotAfter -gt $now -and
        @($_.CertificateDomains | Where-Object { [string] $_ -like $Pattern }).Count -gt 0
    } | Sort-Object -Property NotAfter -Descending)
    if ($found.Count -eq 0) {
        throw "There is no certificate for '$Pattern' on this server, and the other end asks for it."
    }
    return "<I>$($found[0].Issuer)<S>$($found[0].Subject)"
}

function Update-Send {
    param([string] $Name, [hashtable] $Settings)
    $found = @($send | Where-Object { $_.Name -eq $Name })
    if ($found.Count -gt 1) {
        throw "There are several Send connectors with the name '$Name'. Nothing was changed there."
    }
    if ($found.Count -eq 0) {
        New-SendConnector -Name $Name @Settings -WhatIf:$WhatIfPreference | Out-Null
    } else {
        Set-SendConnector -Identity $found[0].Identity @Settings -WhatIf:$WhatIfPreference
    }
}

function Update-Frontend {
    param([string] $Capability)
    foreach ($frontend in @($receive | Where-Object { $_.Name -like 'Default Frontend*' })) {
        if (@($frontend.TlsDomainCapabilities | Where-Object { [string] $_ -eq $Capability }).Count -eq 0) {
            Set-ReceiveConnector -Identity $frontend.Identity -TlsDomainCapabilities @{ Add = $Capability } `
                -WhatIf:$WhatIfPreference
        }
    }
}

function Update-Receive {
    param([string] $Name, [hashtable] $Settings)
    $found = @($receive | Where-Object { $_.Name -eq $Name })
    if ($found.Count -gt 1) {
        throw "There are several Receive connectors with the name '$Name'. Nothing was changed there."
    }
    if ($found.Count -eq 0) {
        New-ReceiveConnector -Name $Name -Server $Server -TransportRole FrontendTransport -Custom `
            @Settings -WhatIf:$WhatIfPreference | Out-Null
    } else {
        Set-ReceiveConnector -Identity $found[0].Identity @Settings -WhatIf:$WhatIfPreference
    }
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

# Kept once: a second run must not overwrite what was there before the first.
if (-not (Test-Path -LiteralPath $StateFile)) {
    @{
        Send    = $send
        Receive = $receive
        Relay   = @($receive | Where-Object { Test-Relay -Connector $_ } | ForEach-Object { $_.Name })
    } | Export-Clixml -LiteralPath $StateFile -Depth 4 -WhatIf:$WhatIfPreference
}

# out: by the connector that takes every address

Update-Receive -Name 'scan' -Settings @{
    Enabled = $true
    Comment = '[mailflow]'
    Bindings = @('0.0.0.0:25', '[::]:25')
    RemoteIPRanges = @('203.0.113.64/26')
    AuthMechanism = 'Tls'
    PermissionGroups = 'AnonymousUsers'
    RequireTLS = $false
    TlsDomainCapabilities = $null
    MaxMessageSize = '20971520B'
}
Set-Relay -Name 'scan' -Allowed $false

Update-Send -Name 'in' -Settings @{
    Enabled = $true
    Comment = '[mailflow]'
    AddressSpaces = @('SMTP:*;1')
    DNSRoutingEnabled = $false
    SmartHosts = @('contoso.onmicrosoft.com')
    Port = 25
    SourceTransportServers = $SourceTransportServers
    RequireTLS = $false
    IgnoreSTARTTLS = $false
    TlsAuthLevel = $null
    TlsDomain = $null
    TlsCertificateName = $null
    CloudServicesMailEnabled = $false
}
