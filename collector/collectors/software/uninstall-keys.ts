/**
 * PowerShell statements that give each program under the registry's Uninstall keys: those of everyone, of 32-bit programs
 * and of this person. Value by value and key by key: Get-ItemProperty for all of them throws at one number of a wrong
 * length anywhere and then gives nothing. Where programs are allowed by list, methods may not be called and it serves
 * after all, for the values named. Never Win32_Product, which makes Windows check and repair every program.
 */
export const uninstallKeys = `foreach($k in 'HKLM:\\SOFTWARE','HKLM:\\SOFTWARE\\WOW6432Node','HKCU:\\SOFTWARE'){
foreach($p in (Get-ChildItem "$k\\Microsoft\\Windows\\CurrentVersion\\Uninstall" -ErrorAction SilentlyContinue)){try{
$r=@{};$names='DisplayName','DisplayVersion','Publisher','InstallDate','SystemComponent';
try{foreach($n in $names){try{$r[$n]=$p.GetValue($n)}catch [InvalidCastException]{}}}
catch{$i=Get-ItemProperty -LiteralPath $p.PSPath -Name $names -ErrorAction SilentlyContinue;foreach($n in $names){$r[$n]=$i.$n}}
if($r.DisplayName -and -not $r.SystemComponent){[pscustomobject]@{DisplayName="$($r.DisplayName)";DisplayVersion="$($r.DisplayVersion)";Publisher="$($r.Publisher)";InstallDate="$($r.InstallDate)"}}
}catch{}}}`;
