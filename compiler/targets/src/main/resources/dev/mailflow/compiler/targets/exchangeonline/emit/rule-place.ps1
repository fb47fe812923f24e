function Set-RulePlace {
    param([string] $Name, [int] $Priority)
    # Without the rules that are gone since, its number could lie beyond the last one, which is refused.
    $all = @(Get-TransportRule -ResultSize Unlimited)
    $rule = @($all | Where-Object { $_.Name -eq $Name })
    if ($rule.Count -eq 1) {
        $place = [Math]::Min($Priority, $all.Count - 1)
        Set-TransportRule -Identity $rule[0].Identity -Priority $place -WhatIf:$WhatIfPreference
    }
}
