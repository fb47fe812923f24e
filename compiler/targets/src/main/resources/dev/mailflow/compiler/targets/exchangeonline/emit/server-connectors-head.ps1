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

#include server-relay-right.ps1

# Kept once: a second run must not overwrite what was there before the first.
if (-not (Test-Path -LiteralPath $StateFile)) {
    @{
        Send    = $send
        Receive = $receive
        Relay   = @($receive | Where-Object { Test-Relay -Connector $_ } | ForEach-Object { $_.Name })
    } | Export-Clixml -LiteralPath $StateFile -Depth 4 -WhatIf:$WhatIfPreference
}
