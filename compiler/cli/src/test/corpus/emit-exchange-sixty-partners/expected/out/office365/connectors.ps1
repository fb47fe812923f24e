#Requires -Version 5.1
# Connectors of the tenant.
# Made by mailflow from a policy with SHA-256 8c29d7e3ee2812a052bda96a52da4e22a257f56f79311ce6c28967ec1f4cf5a8, site office365.
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

$inboundOfPolicy = @('from-p1', 'from-p10', 'from-p11', 'from-p12', 'from-p13', 'from-p14', 'from-p15', 'from-p16', 'from-p17', 'from-p18', 'from-p19', 'from-p2', 'from-p20', 'from-p21', 'from-p22', 'from-p23', 'from-p24', 'from-p25', 'from-p26', 'from-p27', 'from-p28', 'from-p29', 'from-p3', 'from-p30', 'from-p31', 'from-p32', 'from-p33', 'from-p34', 'from-p35', 'from-p36', 'from-p37', 'from-p38', 'from-p39', 'from-p4', 'from-p40', 'from-p41', 'from-p42', 'from-p43', 'from-p44', 'from-p45', 'from-p46', 'from-p47', 'from-p48', 'from-p49', 'from-p5', 'from-p50', 'from-p51', 'from-p52', 'from-p53', 'from-p54', 'from-p55', 'from-p56', 'from-p57', 'from-p58', 'from-p59', 'from-p6', 'from-p60', 'from-p7', 'from-p8', 'from-p9')
Assert-Accepted -Name 'contoso.com'
Assert-Inbound -Name 'from-p1' -Type 'Partner' -By 'SenderDomains' -Values @('p1.example', '*.p1.example')
Assert-Inbound -Name 'from-p10' -Type 'Partner' -By 'SenderDomains' -Values @('p10.example', '*.p10.example')
Assert-Inbound -Name 'from-p11' -Type 'Partner' -By 'SenderDomains' -Values @('p11.example', '*.p11.example')
Assert-Inbound -Name 'from-p12' -Type 'Partner' -By 'SenderDomains' -Values @('p12.example', '*.p12.example')
Assert-Inbound -Name 'from-p13' -Type 'Partner' -By 'SenderDomains' -Values @('p13.example', '*.p13.example')
Assert-Inbound -Name 'from-p14' -Type 'Partner' -By 'SenderDomains' -Values @('p14.example', '*.p14.example')
Assert-Inbound -Name 'from-p15' -Type 'Partner' -By 'SenderDomains' -Values @('p15.example', '*.p15.example')
Assert-Inbound -Name 'from-p16' -Type 'Partner' -By 'SenderDomains' -Values @('p16.example', '*.p16.example')
Assert-Inbound -Name 'from-p17' -Type 'Partner' -By 'SenderDomains' -Values @('p17.example', '*.p17.example')
Assert-Inbound -Name 'from-p18' -Type 'Partner' -By 'SenderDomains' -Values @('p18.example', '*.p18.example')
Assert-Inbound -Name 'from-p19' -Type 'Partner' -By 'SenderDomains' -Values @('p19.example', '*.p19.example')
Assert-Inbound -Name 'from-p2' -Type 'Partner' -By 'SenderDomains' -Values @('p2.example', '*.p2.example')
Assert-Inbound -Name 'from-p20' -Type 'Partner' -By 'SenderDomains' -Values @('p20.example', '*.p20.example')
Assert-Inbound -Name 'from-p21' -Type 'Partner' -By 'SenderDomains' -Values @('p21.example', '*.p21.example')
Assert-Inbound -Name 'from-p22' -Type 'Partner' -By 'SenderDomains' -Values @('p22.example', '*.p22.example')
Assert-Inbound -Name 'from-p23' -Type 'Partner' -By 'SenderDomains' -Values @('p23.example', '*.p23.example')
Assert-Inbound -Name 'from-p24' -Type 'Partner' -By 'SenderDomains' -Values @('p24.example', '*.p24.example')
Assert-Inbound -Name 'from-p25' -Type 'Partner' -By 'SenderDomains' -Values @('p25.example', '*.p25.example')
Assert-Inbound -Name 'from-p26' -Type 'Partner' -By 'SenderDomains' -Values @('p26.example', '*.p26.example')
Assert-Inbound -Name 'from-p27' -Type 'Partner' -By 'SenderDomains' -Values @('p27.example', '*.p27.example')
Assert-Inbound -Name 'from-p28' -Type 'Partner' -By 'SenderDomains' -Values @('p28.example', '*.p28.example')
Assert-Inbound -Name 'from-p29' -Type 'Partner' -By 'SenderDomains' -Values @('p29.example', '*.p29.example')
Assert-Inbound -Name 'from-p3' -Type 'Partner' -By 'SenderDomains' -Values @('p3.example', '*.p3.example')
Assert-Inbound -Name 'from-p30' -Type 'Partner' -By 'SenderDomains' -Values @('p30.example', '*.p30.example')
Assert-Inbound -Name 'from-p31' -Type 'Partner' -By 'SenderDomains' -Values @('p31.example', '*.p31.example')
Assert-Inbound -Name 'from-p32' -Type 'Partner' -By 'SenderDomains' -Values @('p32.example', '*.p32.example')
Assert-Inbound -Name 'from-p33' -Type 'Partner' -By 'SenderDomains' -Values @('p33.example', '*.p33.example')
Assert-Inbound -Name 'from-p34' -Type 'Partner' -By 'SenderDomains' -Values @('p34.example', '*.p34.example')
Assert-Inbound -Name 'from-p35' -Type 'Partner' -By 'SenderDomains' -Values @('p35.example', '*.p35.example')
Assert-Inbound -Name 'from-p36' -Type 'Partner' -By 'SenderDomains' -Values @('p36.example', '*.p36.example')
Assert-Inbound -Name 'from-p37' -Type 'Partner' -By 'SenderDomains' -Values @('p37.example', '*.p37.example')
Assert-Inbound -Name 'from-p38' -Type 'Partner' -By 'SenderDomains' -Values @('p38.example', '*.p38.example')
Assert-Inbound -Name 'from-p39' -Type 'Partner' -By 'SenderDomains' -Values @('p39.example', '*.p39.example')
Assert-Inbound -Name 'from-p4' -Type 'Partner' -By 'SenderDomains' -Values @('p4.example', '*.p4.example')
Assert-Inbound -Name 'from-p40' -Type 'Partner' -By 'SenderDomains' -Values @('p40.example', '*.p40.example')
Assert-Inbound -Name 'from-p41' -Type 'Partner' -By 'SenderDomains' -Values @('p41.example', '*.p41.example')
Assert-Inbound -Name 'from-p42' -Type 'Partner' -By 'SenderDomains' -Values @('p42.example', '*.p42.example')
Assert-Inbound -Name 'from-p43' -Type 'Partner' -By 'SenderDomains' -Values @('p43.example', '*.p43.example')
Assert-Inbound -Name 'from-p44' -Type 'Partner' -By 'SenderDomains' -Values @('p44.example', '*.p44.example')
Assert-Inbound -Name 'from-p45' -Type 'Partner' -By 'SenderDomains' -Values @('p45.example', '*.p45.example')
Assert-Inbound -Name 'from-p46' -Type 'Partner' -By 'SenderDomains' -Values @('p46.example', '*.p46.example')
Assert-Inbound -Name 'from-p47' -Type 'Partner' -By 'SenderDomains' -Values @('p47.example', '*.p47.example')
Assert-Inbound -Name 'from-p48' -Type 'Partner' -By 'SenderDomains' -Values @('p48.example', '*.p48.example')
Assert-Inbound -Name 'from-p49' -Type 'Partner' -By 'SenderDomains' -Values @('p49.example', '*.p49.example')
Assert-Inbound -Name 'from-p5' -Type 'Partner' -By 'SenderDomains' -Values @('p5.example', '*.p5.example')
Assert-Inbound -Name 'from-p50' -Type 'Partner' -By 'SenderDomains' -Values @('p50.example', '*.p50.example')
Assert-Inbound -Name 'from-p51' -Type 'Partner' -By 'SenderDomains' -Values @('p51.example', '*.p51.example')
Assert-Inbound -Name 'from-p52' -Type 'Partner' -By 'SenderDomains' -Values @('p52.example', '*.p52.example')
Assert-Inbound -Name 'from-p53' -Type 'Partner' -By 'SenderDomains' -Values @('p53.example', '*.p53.example')
Assert-Inbound -Name 'from-p54' -Type 'Partner' -By 'SenderDomains' -Values @('p54.example', '*.p54.example')
Assert-Inbound -Name 'from-p55' -Type 'Partner' -By 'SenderDomains' -Values @('p55.example', '*.p55.example')
Assert-Inbound -Name 'from-p56' -Type 'Partner' -By 'SenderDomains' -Values @('p56.example', '*.p56.example')
Assert-Inbound -Name 'from-p57' -Type 'Partner' -By 'SenderDomains' -Values @('p57.example', '*.p57.example')
Assert-Inbound -Name 'from-p58' -Type 'Partner' -By 'SenderDomains' -Values @('p58.example', '*.p58.example')
Assert-Inbound -Name 'from-p59' -Type 'Partner' -By 'SenderDomains' -Values @('p59.example', '*.p59.example')
Assert-Inbound -Name 'from-p6' -Type 'Partner' -By 'SenderDomains' -Values @('p6.example', '*.p6.example')
Assert-Inbound -Name 'from-p60' -Type 'Partner' -By 'SenderDomains' -Values @('p60.example', '*.p60.example')
Assert-Inbound -Name 'from-p7' -Type 'Partner' -By 'SenderDomains' -Values @('p7.example', '*.p7.example')
Assert-Inbound -Name 'from-p8' -Type 'Partner' -By 'SenderDomains' -Values @('p8.example', '*.p8.example')
Assert-Inbound -Name 'from-p9' -Type 'Partner' -By 'SenderDomains' -Values @('p9.example', '*.p9.example')

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
    DomainType = 'Authoritative'
    MatchSubDomains = $false
}

# Inbound connectors

Update-Inbound -Name 'from-p1' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p1.example', '*.p1.example')
    SenderIPAddresses = @('198.51.1.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p10' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p10.example', '*.p10.example')
    SenderIPAddresses = @('198.51.10.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p11' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p11.example', '*.p11.example')
    SenderIPAddresses = @('198.51.11.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p12' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p12.example', '*.p12.example')
    SenderIPAddresses = @('198.51.12.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p13' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p13.example', '*.p13.example')
    SenderIPAddresses = @('198.51.13.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p14' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p14.example', '*.p14.example')
    SenderIPAddresses = @('198.51.14.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p15' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p15.example', '*.p15.example')
    SenderIPAddresses = @('198.51.15.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p16' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p16.example', '*.p16.example')
    SenderIPAddresses = @('198.51.16.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p17' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p17.example', '*.p17.example')
    SenderIPAddresses = @('198.51.17.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p18' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p18.example', '*.p18.example')
    SenderIPAddresses = @('198.51.18.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p19' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p19.example', '*.p19.example')
    SenderIPAddresses = @('198.51.19.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p2' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p2.example', '*.p2.example')
    SenderIPAddresses = @('198.51.2.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p20' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p20.example', '*.p20.example')
    SenderIPAddresses = @('198.51.20.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p21' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p21.example', '*.p21.example')
    SenderIPAddresses = @('198.51.21.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p22' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p22.example', '*.p22.example')
    SenderIPAddresses = @('198.51.22.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p23' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p23.example', '*.p23.example')
    SenderIPAddresses = @('198.51.23.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p24' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p24.example', '*.p24.example')
    SenderIPAddresses = @('198.51.24.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p25' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p25.example', '*.p25.example')
    SenderIPAddresses = @('198.51.25.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p26' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p26.example', '*.p26.example')
    SenderIPAddresses = @('198.51.26.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p27' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p27.example', '*.p27.example')
    SenderIPAddresses = @('198.51.27.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p28' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p28.example', '*.p28.example')
    SenderIPAddresses = @('198.51.28.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p29' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p29.example', '*.p29.example')
    SenderIPAddresses = @('198.51.29.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p3' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p3.example', '*.p3.example')
    SenderIPAddresses = @('198.51.3.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p30' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p30.example', '*.p30.example')
    SenderIPAddresses = @('198.51.30.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p31' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p31.example', '*.p31.example')
    SenderIPAddresses = @('198.51.31.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p32' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p32.example', '*.p32.example')
    SenderIPAddresses = @('198.51.32.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p33' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p33.example', '*.p33.example')
    SenderIPAddresses = @('198.51.33.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p34' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p34.example', '*.p34.example')
    SenderIPAddresses = @('198.51.34.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p35' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p35.example', '*.p35.example')
    SenderIPAddresses = @('198.51.35.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p36' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p36.example', '*.p36.example')
    SenderIPAddresses = @('198.51.36.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p37' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p37.example', '*.p37.example')
    SenderIPAddresses = @('198.51.37.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p38' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p38.example', '*.p38.example')
    SenderIPAddresses = @('198.51.38.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p39' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p39.example', '*.p39.example')
    SenderIPAddresses = @('198.51.39.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p4' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p4.example', '*.p4.example')
    SenderIPAddresses = @('198.51.4.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p40' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p40.example', '*.p40.example')
    SenderIPAddresses = @('198.51.40.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p41' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p41.example', '*.p41.example')
    SenderIPAddresses = @('198.51.41.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p42' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p42.example', '*.p42.example')
    SenderIPAddresses = @('198.51.42.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p43' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p43.example', '*.p43.example')
    SenderIPAddresses = @('198.51.43.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p44' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p44.example', '*.p44.example')
    SenderIPAddresses = @('198.51.44.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p45' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p45.example', '*.p45.example')
    SenderIPAddresses = @('198.51.45.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p46' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p46.example', '*.p46.example')
    SenderIPAddresses = @('198.51.46.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p47' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p47.example', '*.p47.example')
    SenderIPAddresses = @('198.51.47.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p48' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p48.example', '*.p48.example')
    SenderIPAddresses = @('198.51.48.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p49' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p49.example', '*.p49.example')
    SenderIPAddresses = @('198.51.49.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p5' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p5.example', '*.p5.example')
    SenderIPAddresses = @('198.51.5.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p50' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p50.example', '*.p50.example')
    SenderIPAddresses = @('198.51.50.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p51' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p51.example', '*.p51.example')
    SenderIPAddresses = @('198.51.51.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p52' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p52.example', '*.p52.example')
    SenderIPAddresses = @('198.51.52.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p53' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p53.example', '*.p53.example')
    SenderIPAddresses = @('198.51.53.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p54' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p54.example', '*.p54.example')
    SenderIPAddresses = @('198.51.54.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p55' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p55.example', '*.p55.example')
    SenderIPAddresses = @('198.51.55.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p56' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p56.example', '*.p56.example')
    SenderIPAddresses = @('198.51.56.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p57' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p57.example', '*.p57.example')
    SenderIPAddresses = @('198.51.57.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p58' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p58.example', '*.p58.example')
    SenderIPAddresses = @('198.51.58.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p59' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p59.example', '*.p59.example')
    SenderIPAddresses = @('198.51.59.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p6' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p6.example', '*.p6.example')
    SenderIPAddresses = @('198.51.6.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p60' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p60.example', '*.p60.example')
    SenderIPAddresses = @('198.51.60.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p7' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p7.example', '*.p7.example')
    SenderIPAddresses = @('198.51.7.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p8' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p8.example', '*.p8.example')
    SenderIPAddresses = @('198.51.8.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

Update-Inbound -Name 'from-p9' -Settings @{
    ConnectorType = 'Partner'
    Enabled = $true
    Comment = '[mailflow]'
    CloudServicesMailEnabled = $false
    SenderDomains = @('p9.example', '*.p9.example')
    SenderIPAddresses = @('198.51.9.0/24')
    RequireTls = $true
    TlsSenderCertificateName = $null
    RestrictDomainsToIPAddresses = $true
    RestrictDomainsToCertificate = $false
    TreatMessagesAsInternal = $false
}

# The organization

if ((Get-OrganizationConfig).RejectDirectSend) {
    Write-Warning 'RejectDirectSend was on, and is switched off by the policy.'
}
Set-OrganizationConfig -RejectDirectSend $false -WhatIf:$WhatIfPreference
