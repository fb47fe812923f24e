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

function Assert-Connector {
    param([object[]] $All, [string] $Name)
    $found = Find-Existing -All $All -Name $Name
    if ($null -ne $found) {
        Assert-OfPolicy -Found $found
    }
}

function Assert-Inbound {
    param([string] $Name)
    Assert-Connector -All $inbound -Name $Name
}

function Assert-Outbound {
    param([string] $Name)
    Assert-Connector -All $outbound -Name $Name
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
    # The service does not take a connector from rules, or switch it off, while a rule sends by it.
    foreach ($rule in $script:rules) {
        $route = [string] $rule.RouteMessageOutboundConnector
        if ($route -ne '' -and $Names -contains $route -and $Rules -notcontains $rule.Name) {
            throw "'$($rule.Name)' sends by '$route', which the policy has no rule for. Remove the rule, or use 'mailflow plan exchange-online'."
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
    $subject = $there -replace '^.*<S>', ''
    $common = $null
    if ($subject -match '(?:^|[,;/+])\s*CN\s*=\s*"?([^,;/+"=<]+)') {
        $common = $Matches[1].Trim()
    }
    if ($asked -ne '' -and $asked -eq $common) {
        $changes.Remove('TlsSenderCertificateName')
        Write-Warning "'$($Found.Name)' keeps the certificate $there, which is more than the policy asks for."
    } elseif ($asked -ne '' -and ($null -ne $common -or $there -like '*<I>*')) {
        Write-Warning "'$($Found.Name)' asked for the certificate $there, and does for $asked by the policy."
    }
    return $changes
}

function Update-Inbound {
    param([string] $Name, [hashtable] $Settings)
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
    param([string] $Name, [hashtable] $Settings)
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

Assert-Accepted -Name 'contoso.com'
Assert-Inbound -Name 'from-p1'
Assert-Inbound -Name 'from-p10'
Assert-Inbound -Name 'from-p11'
Assert-Inbound -Name 'from-p12'
Assert-Inbound -Name 'from-p13'
Assert-Inbound -Name 'from-p14'
Assert-Inbound -Name 'from-p15'
Assert-Inbound -Name 'from-p16'
Assert-Inbound -Name 'from-p17'
Assert-Inbound -Name 'from-p18'
Assert-Inbound -Name 'from-p19'
Assert-Inbound -Name 'from-p2'
Assert-Inbound -Name 'from-p20'
Assert-Inbound -Name 'from-p21'
Assert-Inbound -Name 'from-p22'
Assert-Inbound -Name 'from-p23'
Assert-Inbound -Name 'from-p24'
Assert-Inbound -Name 'from-p25'
Assert-Inbound -Name 'from-p26'
Assert-Inbound -Name 'from-p27'
Assert-Inbound -Name 'from-p28'
Assert-Inbound -Name 'from-p29'
Assert-Inbound -Name 'from-p3'
Assert-Inbound -Name 'from-p30'
Assert-Inbound -Name 'from-p31'
Assert-Inbound -Name 'from-p32'
Assert-Inbound -Name 'from-p33'
Assert-Inbound -Name 'from-p34'
Assert-Inbound -Name 'from-p35'
Assert-Inbound -Name 'from-p36'
Assert-Inbound -Name 'from-p37'
Assert-Inbound -Name 'from-p38'
Assert-Inbound -Name 'from-p39'
Assert-Inbound -Name 'from-p4'
Assert-Inbound -Name 'from-p40'
Assert-Inbound -Name 'from-p41'
Assert-Inbound -Name 'from-p42'
Assert-Inbound -Name 'from-p43'
Assert-Inbound -Name 'from-p44'
Assert-Inbound -Name 'from-p45'
Assert-Inbound -Name 'from-p46'
Assert-Inbound -Name 'from-p47'
Assert-Inbound -Name 'from-p48'
Assert-Inbound -Name 'from-p49'
Assert-Inbound -Name 'from-p5'
Assert-Inbound -Name 'from-p50'
Assert-Inbound -Name 'from-p51'
Assert-Inbound -Name 'from-p52'
Assert-Inbound -Name 'from-p53'
Assert-Inbound -Name 'from-p54'
Assert-Inbound -Name 'from-p55'
Assert-Inbound -Name 'from-p56'
Assert-Inbound -Name 'from-p57'
Assert-Inbound -Name 'from-p58'
Assert-Inbound -Name 'from-p59'
Assert-Inbound -Name 'from-p6'
Assert-Inbound -Name 'from-p60'
Assert-Inbound -Name 'from-p7'
Assert-Inbound -Name 'from-p8'
Assert-Inbound -Name 'from-p9'

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
