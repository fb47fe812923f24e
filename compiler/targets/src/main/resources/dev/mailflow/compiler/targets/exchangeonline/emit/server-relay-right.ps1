# Who may relay: the right that lets anonymous clients name any recipient.
$anonymous = 'NT AUTHORITY\ANONYMOUS LOGON'
$anyRecipient = 'ms-Exch-SMTP-Accept-Any-Recipient'

function Test-Relay {
    param([object] $Connector)
    $granted = @(Get-ADPermission -Identity $Connector.DistinguishedName -User $anonymous | Where-Object {
        -not $_.Deny -and @($_.ExtendedRights | Where-Object { [string] $_ -eq $anyRecipient }).Count -gt 0
    })
    return $granted.Count -gt 0
}

function Set-Relay {
    param([string] $Name, [bool] $Allowed)
    # In a trial run a new connector is not there.
    foreach ($connector in @(Get-ReceiveConnector -Server $Server | Where-Object { $_.Name -eq $Name })) {
        if ((Test-Relay -Connector $connector) -eq $Allowed) {
            continue
        }
        $right = @{
            Identity       = $connector.DistinguishedName
            User           = $anonymous
            ExtendedRights = $anyRecipient
            WhatIf         = $WhatIfPreference
        }
        if ($Allowed) {
            Add-ADPermission @right | Out-Null
        } else {
            Remove-ADPermission @right -Confirm:$false
        }
    }
}
