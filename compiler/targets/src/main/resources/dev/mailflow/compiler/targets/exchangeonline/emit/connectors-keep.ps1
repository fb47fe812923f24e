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
