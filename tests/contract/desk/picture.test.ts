import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureItemId, pictureLimits } from '#contract/bundle/picture.ts';
import { appError } from '#contract/errors/result.ts';
import { run } from '#desk/cli/run.ts';
import { chunk, pngOf } from '#tests/fixtures/png.ts';
import { makeBundle } from './bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { decisionOf, send } from './device.ts';

const address = `/api/incidents/INC-000001/items/${pictureItemId}`;
const size = { width: 20, height: 12 };
const picture = pngOf(size, (x) => [x * 10, 90, 30]);

async function received(desk: TestDesk, content: Uint8Array) {
  const device = await registeredDevice(desk);
  const engineer = await firstEngineer(desk);
  const submission = randomUUID();
  // As a hostile sender would: without the last look that the agent takes.
  const { sealed } = await makeBundle(desk, device, {
    extra: { [pictureItemId]: content },
    unscanned: true,
  });
  await send(device, desk, sealed, { submission });
  expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  return engineer;
}

test('a picture reaches the engineer byte for byte, as a picture that can run nothing', async () => {
  await using desk = await startTestDesk();
  const engineer = await received(desk, picture);
  const response = await engineer.call('GET', address);
  expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'content-disposition': 'inline',
    'cache-control': 'no-store',
  });
  const saved = await engineer.call('GET', `${address}?download=1`);
  expect(saved.headers.get('content-disposition')).toBe(
    'attachment; filename="INC-000001-screenshot-screen.png"',
  );
});

test.for<[string, Uint8Array]>([
  [
    'markup',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  ],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  [
    'a picture of a billion pixels',
    pngOf(size, () => [0, 0, 0], { header: { width: 1_000_000_000 } }),
  ],
  ['a picture that is a zip too', Buffer.concat([picture, Buffer.from('PK\u0005\u0006')])],
  [
    'a picture with words',
    pngOf(size, () => [0, 0, 0], { more: [chunk('iTXt', Buffer.from('x'))] }),
  ],
  ['too many bytes', Buffer.alloc(pictureLimits.bytes + 1)],
])('what is called a picture and is %s is handed out to nobody', async ([, content]) => {
  await using desk = await startTestDesk();
  const engineer = await received(desk, content);
  for (const asked of [address, `${address}?download=1`]) {
    const response = await engineer.call('GET', asked);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(appError.parse(await response.json()).code).toBe('bundle-invalid');
  }
  // The rest of the incident is as readable as ever.
  expect(
    (await engineer.call('GET', '/api/incidents/INC-000001/items/logs/system.log')).status,
  ).toBe(200);
});

test('candor inspect lists it like every item', async () => {
  await using desk = await startTestDesk();
  const device = await registeredDevice(desk);
  const { sealed } = await makeBundle(desk, device, {
    extra: { [pictureItemId]: picture },
    unsealed: true,
  });
  const folder = await mkdtemp(join(tmpdir(), 'candor-inspect-'));
  try {
    const file = join(folder, 'bundle.zip');
    await writeFile(file, sealed);
    const lines: string[] = [];
    expect(
      await run(['inspect', file], {
        out: (line) => void lines.push(line),
        err: (line) => void lines.push(line),
      }),
    ).toBe(0);
    expect(lines.join('\n')).toContain(pictureItemId);
  } finally {
    await rm(folder, { recursive: true });
  }
});
