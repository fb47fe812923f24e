function Assert-Left {
    param([string] $Rule, [string] $Connector)
    # The service does not take a connector from rules, or switch it off, while a rule that is on sends by it.
    foreach ($there in @(Get-TransportRule -ResultSize Unlimited | Where-Object { $_.Name -eq $Rule })) {
        if ($there.State -eq 'Enabled' -and [string] $there.RouteMessageOutboundConnector -eq $Connector) {
            throw "'$Rule' sends by '$Connector', which the policy has no rule for. Remove the rule, or switch it off."
        }
    }
}
