import type { RedactionCount, TextType } from '#contract/collector/collector.ts';

/** Maximum characters of an item that secretlint reads; our own rules read all of it. */
const mostUnits = 4 * 1024 * 1024;
const ours = /\[secret:|^[a-z]+-\d/;
const hidden = '[secret:secretlint]';

/**
 * Also replaces what secretlint's recommended rules still find in redacted text. Loaded at the
 * first call.
 * @throws Error when the result would not be valid JSON: the text must not be used then
 */
export async function secondOpinion(
  text: string,
  type: TextType,
): Promise<{ text: string; redactions: RedactionCount[] }> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const { messages } = await lintSource({
    source: {
      filePath: 'item.txt',
      content: text.slice(0, mostUnits),
      ext: '.txt',
      contentType: 'text',
    },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
      maskSecrets: true,
    },
  });
  const counts = new Map<string, number>();
  let result = '';
  let done = 0;
  for (const { ruleId, range } of [...messages].sort((a, b) => a.range[0] - b.range[0])) {
    const [start, end] = range;
    if (start < done || ours.test(text.slice(start, end))) continue;
    result += text.slice(done, start) + hidden;
    done = end;
    const rule = `secretlint-${ruleId.replace(/^@secretlint\/secretlint-rule-/, '')}`.slice(0, 80);
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  if (done === 0) return { text, redactions: [] };
  result += text.slice(done);
  if (type === 'application/json') JSON.parse(result);
  return {
    text: result,
    redactions: [...counts].map(([rule, count]) => ({ rule, kind: 'secret', count })),
  };
}
