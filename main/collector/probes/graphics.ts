import { because, type CollectResult, defineCollector, jsonItem } from './define.ts';

export const graphics = defineCollector({
  id: 'graphics',
  title: 'Graphics and displays',
  purpose: 'Shows the graphics card, its driver and the displays, for problems with what you see on screen.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: 'none',
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['quick', 'standard', 'performance', 'full'],
  deadlineMs: 5000,
  byteCap: 512 * 1024,
  reads: {
    linux: ['Electron: the graphics card and the displays'],
    darwin: ['Electron: the graphics card and the displays'],
    win32: ['Electron: the graphics card and the displays'],
  },
  mayReveal: 'Graphics card, driver, and the size and place of displays.',
  async collect({ facts }): Promise<CollectResult> {
    const items = [
      ...(isEmpty(facts.graphics) ? [] : [jsonItem('graphics.json', facts.graphics)]),
      ...(isEmpty(facts.displays) ? [] : [jsonItem('displays.json', facts.displays)]),
    ];
    if (items.length === 2) return { items };
    if (items.length === 0) {
      return {
        status: 'unavailable',
        reason: because('Candor was started without a screen, so it knows nothing about graphics.'),
      };
    }
    return isEmpty(facts.displays)
      ? { status: 'partial', reason: because('No display is connected.'), items }
      : { status: 'partial', reason: because('The graphics card gave no answer.'), items };
  },
});

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
