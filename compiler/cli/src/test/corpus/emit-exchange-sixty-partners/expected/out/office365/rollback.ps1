#Requires -Version 5.1
# Takes back what connectors.ps1 did.
# Made by mailflow from a policy with SHA-256 8c29d7e3ee2812a052bda96a52da4e22a257f56f79311ce6c28967ec1f4cf5a8, site office365.
# Connect first: Connect-ExchangeOnline.
# Objects that were there get their old settings, the others are removed. Try it first: ./rollback.ps1 -WhatIf

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

function Restore-Order {
    $names = @($before.Rules | Where-Object { $null -ne $_ } | Sort-Object -Property { [int] $_.Priority } | ForEach-Object { $_.Name })
    Move-Rule -Order $names
}

Set-OrganizationConfig -RejectDirectSend ([bool] $before.Organization.RejectDirectSend) -WhatIf:$WhatIfPreference
Restore-Inbound -Name 'from-p9' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p8' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p7' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p60' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p6' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p59' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p58' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p57' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p56' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p55' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p54' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p53' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p52' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p51' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p50' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p5' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p49' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p48' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p47' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p46' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p45' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p44' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p43' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p42' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p41' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p40' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p4' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p39' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p38' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p37' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p36' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p35' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p34' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p33' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p32' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p31' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p30' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p3' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p29' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p28' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p27' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p26' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p25' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p24' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p23' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p22' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p21' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p20' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p2' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p19' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p18' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p17' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p16' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p15' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p14' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p13' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p12' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p11' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p10' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'from-p1' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Accepted -Name 'contoso.com' -Properties @('DomainType', 'MatchSubDomains')
