import { because, type CollectResult, defineCollector, jsonItem } from '../../toolkit/define.ts';

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
  byteCap: 256 * 1024,
  reads: {
    linux: ['nothing: it is what you typed'],
    darwin: ['nothing: it is what you typed'],
    win32: ['nothing: it is what you typed'],
  },
  mayReveal: 'Whatever you wrote.',
  async collect(context): Promise<CollectResult> {
    if (context.description) return { items: [jsonItem('description.json', context.description)] };
    return { status: 'skip', reason: because('The problem was not described.') };
  },
});
