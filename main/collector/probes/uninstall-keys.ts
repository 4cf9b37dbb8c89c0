/**
 * PowerShell statements that give each program under the registry's Uninstall keys: those of everyone, of 32-bit programs
 * and of this person. By `GetValue`, not Get-ItemProperty, which throws at one number of a wrong length anywhere in a key
 * and then gives nothing at all; and never Win32_Product, which makes Windows check and repair every program.
 */
export const uninstallKeys = `foreach($k in 'HKLM:\\SOFTWARE','HKLM:\\SOFTWARE\\WOW6432Node','HKCU:\\SOFTWARE'){
foreach($p in (Get-ChildItem "$k\\Microsoft\\Windows\\CurrentVersion\\Uninstall" -ErrorAction SilentlyContinue)){
try{$n=$p.GetValue('DisplayName');if($n){$s=$false;try{$s=[bool]$p.GetValue('SystemComponent')}catch{};
if(-not $s){[pscustomobject]@{DisplayName="$n";DisplayVersion="$($p.GetValue('DisplayVersion'))";Publisher="$($p.GetValue('Publisher'))";InstallDate="$($p.GetValue('InstallDate'))"}}}}catch{}}}`;
