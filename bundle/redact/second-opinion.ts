import type { Leak } from './leak-scan.ts';

/** Beyond this secretlint takes seconds an item; our own scan sees all of it. */
const mostUnits = 4 * 1024 * 1024;

/**
 * What secretlint's recommended rules find in an item that is redacted already. It is loaded at the first call (it takes some
 * 0.3 s and 30 MB, which nobody pays who sends nothing). Hits in what Candor itself wrote are dropped. A hit names item and
 * rule, never the value.
 */
export async function secondOpinion(item: string, text: string): Promise<Leak[]> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const { messages } = await lintSource({
    source: { filePath: item, content: text.slice(0, mostUnits), ext: '.txt', contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] }, maskSecrets: true },
  });
  return messages
    .filter(({ range }) => !/\[secret:|^[a-z]+-\d/.test(text.slice(range[0], range[1])))
    .map(({ ruleId, range }) => ({
      item,
      rule: `secretlint-${ruleId.replace(/^@secretlint\/secretlint-rule-/, '')}`,
      kind: 'secret',
      offset: range[0],
    }));
}
