function Move-Rule {
    param([string[]] $Order)
    # The first rule that takes a message decides. One that stands too early is moved behind the one before it: all others keep their order.
    $last = $null
    foreach ($name in $Order) {
        $all = @(Get-TransportRule -ResultSize Unlimited)
        $rule = @($all | Where-Object { $_.Name -eq $name })
        if ($rule.Count -ne 1) {
            continue
        }
        $before = @($all | Where-Object { $_.Name -eq $last })
        if ($before.Count -eq 1 -and [int] $rule[0].Priority -lt [int] $before[0].Priority) {
            Set-TransportRule -Identity $rule[0].Identity -Priority ([int] $before[0].Priority) -WhatIf:$WhatIfPreference
        }
        $last = $name
    }
}
