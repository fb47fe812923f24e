function Select-Settings {
    param([object] $Object, [string[]] $Properties)
    $settings = @{}
    foreach ($property in $Properties) {
        $value = $Object.$property
        if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
            $value = @($value | ForEach-Object { [string] $_ })
            if ($value.Count -eq 0) {
                $value = $null
            }
        } elseif ($null -ne $value -and $value -isnot [bool]) {
            $value = [string] $value
        }
        $settings[$property] = $value
    }
    return $settings
}

function Find-ByName {
    param([object[]] $All, [string] $Name)
    $found = @($All | Where-Object { $null -ne $_ -and $_.Name -eq $Name })
    if ($found.Count -gt 1) {
        throw "There are several objects with the name '$Name'. Nothing was changed there."
    }
    if ($found.Count -eq 1) {
        return $found[0]
    }
    return $null
}
