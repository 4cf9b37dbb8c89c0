import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withProtocol } from '#scripts/package/msi-protocol.ts';

test('the MSI registers candor:// among its components, once', () => {
  const project = withProtocol('<ComponentGroup><File Id="mainExecutable"/></ComponentGroup>');
  expect(project.match(/Software\\Classes\\candor"/g)).toHaveLength(1);
  expect(project).toContain('Value="&quot;[#mainExecutable]&quot; &quot;%1&quot;"');
  expect(project.endsWith('</ComponentGroup>')).toBe(true);
});

test('a changed template fails the build instead of shipping a dead link', () => {
  expect(() => withProtocol('<Package/>')).toThrow('has changed');
});

test('the installed electron-builder still has the template that the hook expects', () => {
  const template = readFileSync(
    join(import.meta.dirname, '../../../node_modules/app-builder-lib/templates/msi/template.xml'),
    'utf8',
  );
  expect(() => withProtocol(`${template}<!-- Id="mainExecutable" -->`)).not.toThrow();
});
