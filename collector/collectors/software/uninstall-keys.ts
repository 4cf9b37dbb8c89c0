/**
 * PowerShell statements that return each program under the registry's Uninstall keys: those for everyone, for 32-bit
 * programs and for this person. They read value by value and key by key, because Get-ItemProperty throws at a single number
 * of the wrong length and then returns nothing. Under application control, scripts may not call methods, so there it is
 * used for the named values. Never Win32_Product, which makes Windows check and repair every program.
 */
export const uninstallKeys = `foreach($k in 'HKLM:\\SOFTWARE','HKLM:\\SOFTWARE\\WOW6432Node','HKCU:\\SOFTWARE'){
foreach($p in (Get-ChildItem "$k\\Microsoft\\Windows\\CurrentVersion\\Uninstall" -ErrorAction SilentlyContinue)){try{
$r=@{};$names='DisplayName','DisplayVersion','Publisher','InstallDate','SystemComponent';
try{foreach($n in $names){try{$r[$n]=$p.GetValue($n)}catch [InvalidCastException]{}}}
catch{$i=Get-ItemProperty -LiteralPath $p.PSPath -Name $names -ErrorAction SilentlyContinue;foreach($n in $names){$r[$n]=$i.$n}}
if($r.DisplayName -and -not $r.SystemComponent){[pscustomobject]@{DisplayName="$($r.DisplayName)";DisplayVersion="$($r.DisplayVersion)";Publisher="$($r.Publisher)";InstallDate="$($r.InstallDate)"}}
}catch{}}}`;
