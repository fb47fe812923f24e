#Requires -Version 5.1
# Connectors of the tenant.
# Made by mailflow from a policy with SHA-256 0e945092b2fea20e717eb2f5cf80ecec830bd04291be9c573c9f57513c52897b, site office365.
# Connect first: Connect-ExchangeOnline.
# Makes what is missing and sets what is there. Try it first: ./connectors.ps1 -WhatIf

[CmdletBinding(SupportsShouldProcess)]
param(
    # Where the settings from before this run are kept for rollback.ps1.
    [string] $StateFile = (Join-Path -Path $PSScriptRoot -ChildPath 'state-before.clixml'),
    # Also change connectors that the Hybrid Configuration Wizard made.
    [switch] $IncludeHybridWizard
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# A Get cmdlet that is asked for an unknown name answers with every object, so the whole list is read once and searched here.
$inbound = @(Get-InboundConnector -ResultSize Unlimited)
$outbound = @(Get-OutboundConnector -ResultSize Unlimited -IncludeTestModeConnectors $true)
foreach ($scoped in @(Get-OutboundConnector -ResultSize Unlimited -IsTransportRuleScoped $true)) {
    if (@($outbound | Where-Object { $_.Name -eq $scoped.Name }).Count -eq 0) {
        $outbound += $scoped
    }
}
$accepted = @(Get-AcceptedDomain -ResultSize Unlimited)
$rules = @(Get-TransportRule -ResultSize Unlimited)

# The names that the policy has for connectors.
$inboundOfPolicy = @()
$outboundOfPolicy = @()

function Find-Existing {
    param([object[]] $All, [string] $Name)
    $found = @($All | Where-Object { $_.Name -eq $Name })
    if ($found.Count -gt 1) {
        throw "There are several objects with the name '$Name'. Nothing was changed there."
    }
    if ($found.Count -eq 1) {
        return $found[0]
    }
    # The same name in another spelling is most likely the same connector. Which it is, is not guessed.
    $plain = ($Name -replace '[^A-Za-z0-9_]+', '-').Trim('-')
    $near = @($All | Where-Object { ($_.Name -replace '[^A-Za-z0-9_]+', '-').Trim('-') -eq $plain })
    if ($near.Count -gt 0) {
        throw "'$($near[0].Name)' looks like '$Name'. Rename one of them, or use 'mailflow plan exchange-online'."
    }
    return $null
}

function Assert-OfPolicy {
    param([object] $Found)
    if ($Found.ConnectorSource -eq 'HybridWizard' -and -not $IncludeHybridWizard) {
        throw "'$($Found.Name)' was made by the Hybrid Configuration Wizard. Use -IncludeHybridWizard to change it."
    }
}

# What stops the script is asked for all objects before the first of them is changed.

function Test-Marked {
    param([object] $Found)
    return ([string] $Found.Comment).EndsWith('[mailflow]')
}

function Test-ByHand {
    # Whether somebody has made one that is called so: what a policy made has its mark.
    param([object[]] $All, [string[]] $Names)
    return @($All | Where-Object { $Names -contains $_.Name -and -not (Test-Marked -Found $_) }).Count -gt 0
}

function Test-Apart {
    # Whether somebody has made a connector for each of a group by hand. A shared one beside them would be the same twice.
    param([object[]] $All, [string] $Name, [string[]] $Members)
    if (@($All | Where-Object { $_.Name -eq $Name }).Count -gt 0) {
        return $false
    }
    return Test-ByHand -All $All -Names $Members
}

function Get-CommonName {
    # Of a certificate that is written as a subject, perhaps behind its issuer. One written as a host has none.
    param([string] $Certificate)
    $subject = $Certificate -replace '^.*<S>', ''
    if ($subject -match '(?:^|[,;/+])\s*CN\s*=\s*"?([^,;/+"=<]+)') {
        return $Matches[1].Trim()
    }
    return $null
}

function Assert-New {
    # What somebody has made for the same mail under another name is not made a second time.
    param([object[]] $All, [string[]] $OfPolicy, [string] $Name, [string] $Type, [string] $By, [string[]] $Values)
    foreach ($other in $All) {
        if (-not $other.Enabled -or $OfPolicy -contains $other.Name -or (Test-Marked -Found $other)) {
            continue
        }
        if ([string] $other.ConnectorType -ne $Type) {
            continue
        }
        # No mail goes by its domains.
        if ($By -eq 'RecipientDomains' -and ($other.TestMode -or $other.IsTransportRuleScoped)) {
            continue
        }
        # One thing is written in several ways: a domain as an address space, an address as a network, a host as a subject.
        $there = @($other.$By | Where-Object { $null -ne $_ } | ForEach-Object {
            $plain = ([string] $_) -replace '^smtp:', '' -replace ';[0-9]+$', '' -replace '/32$', ''
            $common = if ($By -eq 'TlsSenderCertificateName') { Get-CommonName -Certificate $plain } else { $null }
            if ($null -eq $common) { $plain } else { $common }
        })
        if (@($Values | Where-Object { $there -contains $_ }).Count -gt 0) {
            throw "'$($other.Name)' is for mail of '$Name' already. Use 'mailflow plan exchange-online', which sets that one."
        }
    }
}

function Assert-Connector {
    param(
        [object[]] $All, [string[]] $OfPolicy, [string] $Name, [string] $Type, [string] $By,
        [string[]] $Values = @(), [string[]] $Members = @()
    )
    $found = Find-Existing -All $All -Name $Name
    if ($null -ne $found) {
        Assert-OfPolicy -Found $found
        return
    }
    foreach ($member in $Members) {
        $own = Find-Existing -All $All -Name $member
        if ($null -ne $own) {
            Assert-OfPolicy -Found $own
        }
    }
    Assert-New -All $All -OfPolicy $OfPolicy -Name $Name -Type $Type -By $By -Values $Values
}

function Assert-Inbound {
    param([string] $Name, [string] $Type, [string] $By, [string[]] $Values = @(), [string[]] $Members = @())
    Assert-Connector -All $inbound -OfPolicy $inboundOfPolicy @PSBoundParameters
}

function Assert-Outbound {
    param([string] $Name, [string] $Type, [string] $By, [string[]] $Values = @(), [string[]] $Members = @())
    Assert-Connector -All $outbound -OfPolicy $outboundOfPolicy @PSBoundParameters
}

function Select-Member {
    # The settings of one of a group. What was made by hand keeps its comment: by that the next run knows that they stay apart.
    param([object[]] $All, [hashtable] $Settings, [hashtable] $Member)
    $own = $Settings.Clone()
    foreach ($key in @($Member.Keys | Where-Object { $_ -ne 'Name' })) {
        $own[$key] = $Member[$key]
    }
    if (Test-ByHand -All $All -Names $Member['Name']) {
        $own.Remove('Comment')
    }
    return $own
}

function Show-Shared {
    # What an earlier script made for one of a group has no work beside the shared connector.
    param([object[]] $All, [string] $Name, [string[]] $Members)
    foreach ($left in @($All | Where-Object { $Members -contains $_.Name })) {
        Write-Warning "'$($left.Name)' is part of '$Name' now. Remove it, or use 'mailflow plan exchange-online'."
    }
}

function Assert-Accepted {
    param([string] $Name)
    if (@($accepted | Where-Object { [string] $_.DomainName -eq $Name }).Count -ne 1) {
        throw "The domain '$Name' is not in this tenant. Add it in the admin center first."
    }
}

function Assert-Rule {
    param([string] $Name, [string] $Route)
    if ($null -ne (Find-Existing -All $rules -Name $Name)) {
        return
    }
    $others = @($rules | Where-Object { [string] $_.RouteMessageOutboundConnector -eq $Route })
    if ($others.Count -gt 0) {
        throw "'$($others[0].Name)' sends by '$Route' already. Use 'mailflow plan exchange-online', which sets that rule."
    }
}

function Assert-Free {
    param([string[]] $Names, [string[]] $Rules)
    # The service does not take a connector from rules, or switch it off, while a rule that is on sends by it.
    foreach ($rule in @($script:rules | Where-Object { $_.State -eq 'Enabled' })) {
        $route = [string] $rule.RouteMessageOutboundConnector
        if ($route -ne '' -and $Names -contains $route -and $Rules -notcontains $rule.Name) {
            throw "'$($rule.Name)' sends by '$route', which the policy has no rule for. Remove the rule, switch it off, or use 'mailflow plan exchange-online'."
        }
    }
}

function Show-Weaker {
    param([object] $Found, [hashtable] $Settings)
    foreach ($flag in 'RequireTls', 'RestrictDomainsToIPAddresses', 'RestrictDomainsToCertificate') {
        if ($Found.$flag -and -not $Settings[$flag]) {
            Write-Warning "'$($Found.Name)' had $flag, and does without by the policy."
        }
    }
}

function Select-Certificate {
    param([object] $Found, [hashtable] $Settings)
    # A whole subject, perhaps with its issuer, is more than a policy has words for: where it names the policy's host, it
    # stays.
    $changes = $Settings.Clone()
    $there = [string] $Found.TlsSenderCertificateName
    $asked = [string] $Settings['TlsSenderCertificateName']
    $common = Get-CommonName -Certificate $there
    if ($asked -ne '' -and $asked -eq $common) {
        $changes.Remove('TlsSenderCertificateName')
        Write-Warning "'$($Found.Name)' keeps the certificate $there, which is more than the policy asks for."
    } elseif ($asked -ne '' -and ($null -ne $common -or $there -like '*<I>*')) {
        Write-Warning "'$($Found.Name)' asked for the certificate $there, and does for $asked by the policy."
    }
    return $changes
}

function Update-Inbound {
    param([string] $Name, [hashtable] $Settings, [hashtable[]] $Members = @())
    $names = @($Members | ForEach-Object { $_['Name'] })
    if (Test-Apart -All $inbound -Name $Name -Members $names) {
        foreach ($member in $Members) {
            Update-Inbound -Name $member['Name'] -Settings (Select-Member -All $inbound -Settings $Settings -Member $member)
        }
        return
    }
    Show-Shared -All $inbound -Name $Name -Members $names
    $found = Find-Existing -All $inbound -Name $Name
    if ($null -eq $found) {
        New-InboundConnector -Name $Name @Settings -WhatIf:$WhatIfPreference | Out-Null
    } else {
        Show-Weaker -Found $found -Settings $Settings
        $changes = Select-Certificate -Found $found -Settings $Settings
        Set-InboundConnector -Identity $found.Identity @changes -WhatIf:$WhatIfPreference
    }
}

function Select-Tls {
    param([object] $Found, [hashtable] $Settings)
    # What is set in the tenant is never made weaker in silence. A policy has no words for CertificateValidation, which
    # asks for all that its 'require tls' asks for: there it stays.
    $changes = $Settings.Clone()
    $levels = @('', 'EncryptionOnly', 'CertificateValidation', 'DomainValidation')
    $there = [string] $Found.TlsSettings
    $asked = [string] $Settings['TlsSettings']
    if ($there -eq 'CertificateValidation' -and $asked -eq 'EncryptionOnly') {
        $changes.Remove('TlsSettings')
        Write-Warning "'$($Found.Name)' keeps TlsSettings $there, which is more than the policy asks for."
    } elseif ([array]::IndexOf($levels, $asked) -lt [array]::IndexOf($levels, $there)) {
        $weaker = if ($asked -eq '') { 'none' } else { $asked }
        Write-Warning "'$($Found.Name)' had TlsSettings $there, and gets $weaker by the policy."
    }
    return $changes
}

function Update-Outbound {
    param([string] $Name, [hashtable] $Settings, [hashtable[]] $Members = @())
    $names = @($Members | ForEach-Object { $_['Name'] })
    if (Test-Apart -All $outbound -Name $Name -Members $names) {
        foreach ($member in $Members) {
            Update-Outbound -Name $member['Name'] -Settings (Select-Member -All $outbound -Settings $Settings -Member $member)
        }
        return
    }
    Show-Shared -All $outbound -Name $Name -Members $names
    $found = Find-Existing -All $outbound -Name $Name
    if ($null -eq $found) {
        New-OutboundConnector -Name $Name @Settings -WhatIf:$WhatIfPreference | Out-Null
    } else {
        $changes = Select-Tls -Found $found -Settings $Settings
        Set-OutboundConnector -Identity $found.Identity @changes -WhatIf:$WhatIfPreference
    }
}

function Update-Accepted {
    param([string] $Name, [hashtable] $Settings)
    $found = @($accepted | Where-Object { [string] $_.DomainName -eq $Name })
    Set-AcceptedDomain -Identity $found[0].Identity @Settings -WhatIf:$WhatIfPreference
}

function Suspend-Rule {
    param([string] $Name)
    # A connector cannot be switched off while a rule that sends by it is on.
    $found = Find-Existing -All $rules -Name $Name
    if ($null -ne $found -and $found.State -eq 'Enabled') {
        Disable-TransportRule -Identity $found.Identity -Confirm:$false -WhatIf:$WhatIfPreference
    }
}

function Update-Rule {
    param([string] $Name, [hashtable] $Settings)
    $found = Find-Existing -All $rules -Name $Name
    $enabled = $Settings.Enabled
    $changes = $Settings.Clone()
    # Enabled is a parameter of New-TransportRule alone.
    $changes.Remove('Enabled')
    if ($null -eq $found) {
        # What is not asked for is left out of a new rule; in one that is there it is cleared.
        foreach ($key in @($changes.Keys | Where-Object { $null -eq $Settings[$_] })) {
            $changes.Remove($key)
        }
        New-TransportRule -Name $Name -Enabled $enabled @changes -WhatIf:$WhatIfPreference | Out-Null
        return
    }
    Set-TransportRule -Identity $found.Identity @changes -WhatIf:$WhatIfPreference
    if ($enabled -and $found.State -ne 'Enabled') {
        Enable-TransportRule -Identity $found.Identity -Confirm:$false -WhatIf:$WhatIfPreference
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

# Before the first change

$inboundOfPolicy = @('in')
$outboundOfPolicy = @('out')
Assert-Accepted -Name 'contoso.com'
Assert-Inbound -Name 'in' -Type 'OnPremises' -By 'SenderIPAddresses' -Values @('203.0.113.0/29')
Assert-Outbound -Name 'out'
Assert-Rule -Name 'out [mailflow]' -Route 'out'

# Kept once: a second run must not overwrite what was there before the first.
if (-not (Test-Path -LiteralPath $StateFile)) {
    @{
        Inbound      = $inbound
        Outbound     = $outbound
        Accepted     = $accepted
        Rules        = $rules
        Organization = Get-OrganizationConfig
    } | Export-Clixml -LiteralPath $StateFile -Depth 4 -WhatIf:$WhatIfPreference
}

# Accepted domains

Update-Accepted -Name 'contoso.com' -Settings @{
    DomainType = 'InternalRelay'
    MatchSubDomains = $false
}

# Inbound connectors

Update-Inbound -Name 'in' -Settings @{
    ConnectorType = 'OnPremises'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('*')
    SenderIPAddresses = @('203.0.113.0/29')
    RequireTls = $false
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $false
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

# Inbound connectors that this script does not make: they would relay more than the policy says (MF6064), or the policy
# chooses them by what no inbound connector asks for (MF6031) or can hold (MF6032). One of such a name that is in the
# tenant all the same, from an earlier script or made by hand, keeps its right to relay.

function Show-LeftOut {
    param([string] $Name)
    $plain = ($Name -replace '[^A-Za-z0-9_]+', '-').Trim('-')
    $own = @($inbound | Where-Object { [string] $_.ConnectorType -eq 'OnPremises' })
    $named = @($own | Where-Object { ($_.Name -replace '[^A-Za-z0-9_]+', '-').Trim('-') -eq $plain })
    foreach ($left in @($named | Where-Object { $_.Enabled })) {
        Write-Warning "'$($left.Name)' relays more than the policy says. Remove it: Remove-InboundConnector"
    }
}

# To be removed by hand, if it is there: Remove-InboundConnector -Identity 'shop'
Show-LeftOut -Name 'shop'

# Outbound connectors for mail flow rules

Update-Outbound -Name 'out' -Settings @{
    ConnectorType = 'OnPremises'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    RecipientDomains = $null
    AllAcceptedDomains = $false
    IsTransportRuleScoped = $true
    UseMXRecord = $false
    SmartHosts = @('mail.contoso.com')
    TlsSettings = $null
    TlsDomain = $null
    RouteAllMessagesViaOnPremises = $false
    SmtpDaneMode = 'Opportunistic'
    MtaStsMode = 'Opportunistic'
    TestMode = $false
}

# Mail flow rules

Update-Rule -Name 'out [mailflow]' -Settings @{
    Enabled = $true
    From = $null
    SenderDomainIs = $null
    SentTo = @('john@contoso.com')
    RecipientDomainIs = $null
    HeaderContainsMessageHeader = $null
    HeaderContainsWords = $null
    RecipientAddressType = 'Original'
    ExceptIfHeaderContainsMessageHeader = $null
    ExceptIfHeaderContainsWords = $null
    ExceptIfHeaderMatchesMessageHeader = $null
    ExceptIfHeaderMatchesPatterns = $null
    Mode = 'Enforce'
    StopRuleProcessing = $false
    RouteMessageOutboundConnector = 'out'
}

# The organization

if ((Get-OrganizationConfig).RejectDirectSend) {
    Write-Warning 'RejectDirectSend was on, and is switched off by the policy.'
}
Set-OrganizationConfig -RejectDirectSend $false -WhatIf:$WhatIfPreference
