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
