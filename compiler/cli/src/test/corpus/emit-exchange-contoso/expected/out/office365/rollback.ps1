#Requires -Version 5.1
# Takes back what connectors.ps1 did.
# Made by mailflow from a policy with SHA-256 daf3dd825103585898570b69b4a022fda61cf9d39aff03c3f2278961a950510b, site office365.
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
Restore-Outbound -Name 'bank-out' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'RecipientDomains', 'AllAcceptedDomains', 'IsTransportRuleScoped', 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain', 'RouteAllMessagesViaOnPremises', 'SmtpDaneMode', 'MtaStsMode', 'TestMode')
Restore-Outbound -Name 'out' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'RecipientDomains', 'AllAcceptedDomains', 'IsTransportRuleScoped', 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain', 'RouteAllMessagesViaOnPremises', 'SmtpDaneMode', 'MtaStsMode', 'TestMode')
Restore-Rule -Name 'out-addresses [mailflow]' -Properties @('From', 'SenderDomainIs', 'SentTo', 'RecipientDomainIs', 'HeaderContainsMessageHeader', 'HeaderContainsWords', 'RecipientAddressType', 'ExceptIfHeaderContainsMessageHeader', 'ExceptIfHeaderContainsWords', 'ExceptIfHeaderMatchesMessageHeader', 'ExceptIfHeaderMatchesPatterns', 'Mode', 'StopRuleProcessing', 'RouteMessageOutboundConnector')
Restore-Rule -Name 'journal [mailflow]' -Properties @('From', 'SenderDomainIs', 'SentTo', 'RecipientDomainIs', 'HeaderContainsMessageHeader', 'HeaderContainsWords', 'SenderAddressLocation', 'RecipientAddressType', 'ExceptIfHeaderContainsMessageHeader', 'ExceptIfHeaderContainsWords', 'ExceptIfHeaderMatchesMessageHeader', 'ExceptIfHeaderMatchesPatterns', 'Mode', 'StopRuleProcessing', 'RouteMessageOutboundConnector')
Restore-Outbound -Name 'out-addresses' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'RecipientDomains', 'AllAcceptedDomains', 'IsTransportRuleScoped', 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain', 'RouteAllMessagesViaOnPremises', 'SmtpDaneMode', 'MtaStsMode', 'TestMode')
Restore-Outbound -Name 'journal' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'RecipientDomains', 'AllAcceptedDomains', 'IsTransportRuleScoped', 'UseMXRecord', 'SmartHosts', 'TlsSettings', 'TlsDomain', 'RouteAllMessagesViaOnPremises', 'SmtpDaneMode', 'MtaStsMode', 'TestMode')
Restore-Inbound -Name 'partners-1e02a2c7' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'tail-in' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'wood-in' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'bank-in-addresses' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'bank-in' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Inbound -Name 'in' -Properties @('ConnectorType', 'Enabled', 'Comment', 'CloudServicesMailEnabled', 'SenderDomains', 'SenderIPAddresses', 'RequireTls', 'TlsSenderCertificateName', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate', 'TreatMessagesAsInternal')
Restore-Accepted -Name 'legacy.contoso.com' -Properties @('DomainType', 'MatchSubDomains')
Restore-Accepted -Name 'contoso.com' -Properties @('DomainType', 'MatchSubDomains')
Resume-Rule -Name 'journal [mailflow]'
Resume-Rule -Name 'out-addresses [mailflow]'
Restore-Order
