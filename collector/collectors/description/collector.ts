import {
  because,
  type CollectResult,
  defineCollector,
  jsonItem,
  textItem,
} from '#collector/toolkit/define.ts';
import { descriptionLimits } from '#contract/text/description-limits.ts';

export const description = defineCollector({
  id: 'description',
  title: 'What you wrote',
  purpose: 'Your own words about the problem, for the engineer who helps you.',
  category: 'description',
  sensitivity: 'personal',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'network', 'performance', 'full'],
  deadlineMs: 5000,
  // Enough for the longest text that can be attached, in UTF-8.
  byteCap: 3 * descriptionLimits.attachedText,
  items: ['description.json', 'attached-text.txt'],
  reads: {
    linux: ['nothing: it is what you typed'],
    darwin: ['nothing: it is what you typed'],
    win32: ['nothing: it is what you typed'],
  },
  mayReveal: 'Whatever you wrote or attached.',
  async collect(context): Promise<CollectResult> {
    if (!context.description)
      return { status: 'skip', reason: because('The problem was not described.') };
    const { attachedText, ...words } = context.description;
    const attached = attachedText ? [textItem('attached-text.txt', attachedText)] : [];
    return { items: [jsonItem('description.json', words), ...attached] };
  },
});
