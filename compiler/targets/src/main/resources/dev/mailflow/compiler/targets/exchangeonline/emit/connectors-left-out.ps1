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
