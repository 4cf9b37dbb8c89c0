import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { encodeDocument, encodeManifest } from '#bundle/manifest.ts';
import { createLeakScanner } from '#bundle/redact/leak-scan.ts';
import { writeBundle } from '#bundle/write.ts';
import { appError } from '#contract/errors/result.ts';
import { consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { deviceRoutes } from '#contract/http/device-api.ts';
import { makeBundle, sealBytes } from './bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk, type TestDesk } from './desk.ts';
import { callAs, decisionOf, send, type TestDevice } from './device.ts';

async function decided(desk: TestDesk, device: TestDevice, sealed: Uint8Array) {
  const submission = randomUUID();
  await send(device, desk, sealed, { submission });
  return decisionOf(device, desk, submission);
}

/** A well-made bundle but for its receipt: a few kB of zip, and one complaint of the parser for each of its objects. */
async function receiptOf(objects: number): Promise<Buffer> {
  const findings = encodeDocument({ findings: [], failed: [] });
  const redactions = encodeDocument({ items: [] });
  const hashOf = (bytes: Uint8Array) => ({ bytes: bytes.length, sha256: sha256Hex(bytes) });
  const manifest = encodeManifest({
    format: 'candor-bundle',
    version: 1,
    bundle: randomUUID(),
    createdAt: new Date().toISOString(),
    agent: { version: '0.1.0', platform: 'linux', architecture: 'x64' },
    preset: 'standard',
    collectors: [],
    items: [],
    leftOut: [],
    findings: hashOf(findings),
    redactions: hashOf(redactions),
  });
  const receipt = Buffer.from(`{"receipt":{"items":[${Array(objects).fill('{}').join(',')}]}}`);
  return buffer(
    writeBundle({
      manifest,
      findings,
      redactions,
      receipt,
      items: [],
      scan: createLeakScanner([]),
    }) as Readable,
  );
}

describe('a bundle made to exhaust the desk', () => {
  test.for([
    { objects: 1_000_000, detail: '1000002 objects, 100000 allowed' },
    // Few enough to be parsed. Each makes a complaint, and all of them fit into the memory of a small check process.
    { objects: 95_000, detail: expect.stringMatching(/^\[\s+\{\s+"code": "invalid_value"/) },
  ])(
    'by a document of $objects empty objects is refused for its content, and the next one is taken',
    async (expected) => {
      await using desk = await startTestDesk({ limits: { checkMemoryMiB: 100 } });
      const device = await registeredDevice(desk);
      const answer = await decided(
        desk,
        device,
        await sealBytes(desk, await receiptOf(expected.objects)),
      );
      expect(answer).toMatchObject({
        state: 'refused',
        problem: { code: 'bundle-invalid', detail: expected.detail },
      });
      expect((await decided(desk, device, (await makeBundle(desk, device)).sealed)).state).toBe(
        'accepted',
      );
    },
  );

  test('by needing more memory than a check may have ends the check and not the desk', async () => {
    // Too little for any bundle: what a document may need is bounded before, so that none of them fills a larger heap.
    await using desk = await startTestDesk({ limits: { checkMemoryMiB: 12 } });
    const device = await registeredDevice(desk);
    const answer = await decided(desk, device, (await makeBundle(desk, device)).sealed);
    expect(answer).toMatchObject({
      state: 'refused',
      // V8 ends a process with a full heap by one of these.
      problem: {
        code: 'bundle-invalid',
        detail: expect.stringMatching(/^the check ended with SIG(ABRT|TRAP|ILL)$/),
      },
    });
    expect((await fetch(`${desk.address}${deviceRoutes.desk}`)).status).toBe(200);
  });

  test('by a check that takes too long is refused', async () => {
    await using desk = await startTestDesk({ limits: { checkMs: 1 } });
    const device = await registeredDevice(desk);
    const answer = await decided(desk, device, (await makeBundle(desk, device)).sealed);
    expect(answer).toMatchObject({ state: 'refused', problem: { code: 'bundle-invalid' } });
  });

  test.for(['description/description.json', 'disks/filesystems.json'])(
    'by a huge %s is accepted, and that item is only not looked into',
    async (item) => {
      await using desk = await startTestDesk({ limits: { checkMemoryMiB: 100 } });
      const device = await registeredDevice(desk);
      const extra = { [item]: `[${'{},'.repeat(6_000_000)}{}]` };
      expect(
        (await decided(desk, device, (await makeBundle(desk, device, { extra })).sealed)).state,
      ).toBe('accepted');
      const engineer = await firstEngineer(desk);
      const detail = incidentDetail.parse(
        await (await engineer.call('GET', '/api/incidents/INC-000001')).json(),
      );
      expect(detail.manifest.items.map(({ id }) => id)).toContain(item);
      if (item.startsWith('description')) expect(detail.description).toBeNull();
      else expect(detail.failedAnalyzers).toContain('disk-space');
    },
  );
});

describe('a device', () => {
  const begin = (
    desk: TestDesk,
    device: TestDevice,
    submission: string,
    headers: Record<string, string> = {},
  ) =>
    callAs(device, desk, 'POST', '/v1/uploads', {
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '1000',
        'upload-metadata': `submission ${btoa(submission)},sha256 ${btoa('a'.repeat(64))}`,
        ...headers,
      },
    });
  const filesOf = (desk: TestDesk) => readdirSync(join(desk.dataFolder, 'uploads'));

  test('that begins one upload many times at once leaves one file', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    const begun = await Promise.all(
      Array.from({ length: 20 }, () => begin(desk, device, submission)),
    );
    expect(begun.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(filesOf(desk)).toHaveLength(1);
  });

  test('that begins many uploads at once gets only so many', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const begun = await Promise.all(
      Array.from({ length: 20 }, () => begin(desk, device, randomUUID())),
    );
    expect(begun.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(filesOf(desk)).toHaveLength(5);
  });

  test('cannot write past the size that it named, nor ask for another extension of tus', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const begun = await begin(desk, device, randomUUID(), {
      'x-http-method-override': 'DELETE',
      'upload-concat': 'partial',
    });
    expect(begun.status).toBe(201);
    const path = begun.headers.get('location') ?? '';
    const patched = await callAs(device, desk, 'PATCH', path, {
      body: 'x'.repeat(5000),
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
    });
    expect(patched.status).toBe(413);
    expect(appError.parse(await patched.json()).code).toBe('too-large');
  });

  test('can write only so many messages; one that has arrived is still answered as received', async () => {
    await using desk = await startTestDesk({ limits: { messagesOfPerson: 2 } });
    const device = await registeredDevice(desk);
    await decided(desk, device, (await makeBundle(desk, device)).sealed);
    const [one, two, three] = Array.from({ length: 3 }, (_, index) => ({
      id: randomUUID(),
      text: `message ${index}`,
    }));
    const say = async (body: unknown) =>
      (await callAs(device, desk, 'POST', '/v1/incidents/INC-000001/messages', { body })).status;
    expect([await say(one), await say(two), await say(three), await say(two)]).toEqual([
      200, 200, 409, 200,
    ]);
  });
});

describe('a page of another origin', () => {
  test.for(['cross-site', 'same-site'])(
    '(%s) cannot use the session, not even to read',
    async (site) => {
      await using desk = await startTestDesk();
      const engineer = await firstEngineer(desk);
      for (const path of [consoleRoutes.incidents, consoleRoutes.events]) {
        const response = await engineer.call('GET', path, undefined, {
          origin: null,
          'sec-fetch-site': site,
        });
        expect([response.status, path]).toEqual([403, path]);
      }
    },
  );
});

describe('a connection', () => {
  test('that sends its body too slowly is cut off', async () => {
    await using desk = await startTestDesk({ limits: { jsonBodyMs: 50 } });
    const socket = connect(Number(new URL(desk.address).port), '127.0.0.1');
    const head = `POST /api/session HTTP/1.1\r\nhost: desk\r\norigin: ${desk.address}\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: 60000\r\n\r\n{"name":`);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    await once(socket, 'close');
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
  });

  test('that only listens for events or uploads slowly is not', async () => {
    await using desk = await startTestDesk({ limits: { jsonBodyMs: 1, heartbeatMs: 20 } });
    const engineer = await firstEngineer(desk);
    const device = await registeredDevice(desk);
    const events = (await engineer.call('GET', consoleRoutes.events)).body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    const { sealed } = await makeBundle(desk, device);
    // In many pieces, so that it takes longer than a body may.
    const submission = randomUUID();
    await send(device, desk, sealed, { submission, chunkSize: 500 });
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
    let heard = '';
    while (!(heard.includes('INC-000001') && heard.includes(': alive')))
      heard += (await events?.read())?.value ?? '';
    await events?.cancel();
  });

  test('that asks for the head of the events is answered at once', async () => {
    await using desk = await startTestDesk();
    const engineer = await firstEngineer(desk);
    expect((await engineer.call('HEAD', consoleRoutes.events)).status).toBe(404);
  });
});
