import { describe, expect, test } from 'vitest';
import { collectOn } from '#tests/harness/collect-context.ts';
import { graphics } from '../collectors/graphics/collector.ts';
import { memory } from '../collectors/memory/collector.ts';
import { processor } from '../collectors/processor/collector.ts';
import { system } from '../collectors/system/collector.ts';

const meminfo = { '/proc/meminfo': 'MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\n' };
const model = {
  '/sys/class/dmi/id/sys_vendor': 'LENOVO',
  '/sys/class/dmi/id/product_name': 'ThinkPad T14',
};
const module = { slot: 'BANK 0', sizeBytes: 2 ** 34, type: 'DDR4' };

describe('what the library knows of the hardware', () => {
  test('stands in the item of the memory, beside what Candor read itself', async () => {
    const inventory = {
      memLayout: { status: 'success', facts: { modules: [module], emptySlots: 1 } },
    };
    const run = await collectOn({ platform: 'linux', files: meminfo, inventory }, memory);
    expect(run.status).toBe('success');
    expect(run.content('memory.json')).toMatchObject({
      totalBytes: 16_384_000_000,
      inventory: { status: 'success', modules: [module], emptySlots: 1 },
    });
  });

  test('stands in the items of the computer, the processor and the graphics', async () => {
    const inventory = {
      chassis: { status: 'success', facts: { type: 'Notebook', manufacturer: 'LENOVO' } },
      baseboard: { status: 'partial', facts: { manufacturer: 'LENOVO', model: '20XW004AGE' } },
      cpu: { status: 'success', facts: { socket: 'BGA1449' } },
      graphics: {
        status: 'success',
        facts: { adapters: [{ name: 'Apple M1' }], monitors: [{ name: 'Color LCD' }] },
      },
    };
    const computer = await collectOn({ platform: 'linux', files: model, inventory }, system);
    expect(computer.status).toBe('success');
    expect(computer.content('system.json')).toMatchObject({
      inventory: {
        chassis: { status: 'success', type: 'Notebook' },
        baseboard: { status: 'partial', model: '20XW004AGE' },
      },
    });
    const cores = await collectOn({ platform: 'linux', inventory }, processor);
    expect(cores.content('processor.json')).toMatchObject({
      inventory: { status: 'success', socket: 'BGA1449' },
    });
    const cards = await collectOn({ platform: 'darwin', inventory }, graphics);
    expect(cards.content('graphics.json')).toMatchObject({
      inventory: { adapters: [{ name: 'Apple M1' }], monitors: [{ name: 'Color LCD' }] },
    });
  });

  test.each(['unavailable', 'denied'] as const)(
    'that is %s is said in the item, and is no failure',
    async (status) => {
      const run = await collectOn(
        { platform: 'linux', files: meminfo, inventory: { memLayout: { status, facts: null } } },
        memory,
      );
      expect(run.status).toBe('success');
      expect(run.content('memory.json')).toMatchObject({ inventory: { status } });
    },
  );

  test.each(['timeout', 'fail'] as const)(
    'that ends in a %s makes the collector partial, with all else in place',
    async (status) => {
      const run = await collectOn(
        { platform: 'linux', files: meminfo, inventory: { memLayout: { status, facts: null } } },
        memory,
      );
      expect(run).toMatchObject({
        status: 'partial',
        reason: 'Some details of the hardware could not be read.',
      });
      expect(run.content('memory.json')).toMatchObject({
        totalBytes: 16_384_000_000,
        inventory: { status },
      });
    },
  );

  test('leaves no trace where a run does without the library', async () => {
    const run = await collectOn({ platform: 'linux', files: meminfo }, memory);
    expect(run.content('memory.json')).not.toHaveProperty('inventory');
  });
});
