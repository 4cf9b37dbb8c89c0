/** Where electron-builder's WiX template closes the list of installed components. */
const end = '</ComponentGroup>';

const component = `
      <Component Id="candorProtocol" Guid="C0A6A0C4-6A0E-4C5E-8B39-6F0D2E9A41B7">
        <RegistryKey Root="HKLM" Key="Software\\Classes\\candor">
          <RegistryValue Type="string" Value="URL:Candor" KeyPath="yes"/>
          <RegistryValue Name="URL Protocol" Type="string" Value=""/>
          <RegistryValue Key="DefaultIcon" Type="string" Value="[#mainExecutable],0"/>
          <RegistryValue Key="shell\\open\\command" Type="string" Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"/>
        </RegistryKey>
      </Component>
    `;

/**
 * The WiX project with candor:// registered, which electron-builder does not do for an MSI. `mainExecutable` is the
 * template's own name for Candor.exe.
 * @throws Error when the template changed: a link that does nothing is found out by people, not by the build.
 */
export function withProtocol(project: string): string {
  if (project.split(end).length !== 2 || !project.includes('Id="mainExecutable"')) {
    throw new Error(
      'electron-builder’s MSI template has changed; look at scripts/package/msi-protocol.ts',
    );
  }
  return project.replace(end, () => `${component}${end}`);
}
