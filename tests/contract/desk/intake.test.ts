import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '#bundle/hash.ts';
import { consoleRoutes, incidentDetail } from '#contract/http/console-api.ts';
import { auditPage } from '#contract/http/console-people.ts';
import { acceptance } from '#contract/http/device-api.ts';
import { makeBundle, sealBytes } from './bundle.ts';
import { firstEngineer, registeredDevice, startTestDesk } from './desk.ts';
import { callAs, decisionOf, makeDevice, send, submissionOf } from './device.ts';
import { incidentsOf } from './lists.ts';

describe('a bundle that a person agreed to', () => {
  test('becomes an incident, and the sender gets the proof', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const bundle = await makeBundle(desk, device);
    const submission = randomUUID();

    await send(device, desk, bundle.sealed, { submission });
    const answer = await decisionOf(device, desk, submission);

    expect(answer.state).toBe('accepted');
    if (answer.state !== 'accepted') return;
    expect(answer.incident).toMatchObject({
      number: 'INC-000001',
      status: 'new',
      timeline: [{ kind: 'received' }],
    });
    const key = await importJWK({ ...desk.policy().organisation.publicKey }, 'EdDSA');
    const { payload } = await compactVerify(answer.acceptance, key, { algorithms: ['EdDSA'] });
    expect(acceptance.parse(JSON.parse(Buffer.from(payload).toString()))).toMatchObject({
      submission,
      device: device.id,
      manifestHash: bundle.manifestHash,
      incident: 'INC-000001',
    });

    const { incidents } = await incidentsOf(engineer, { view: 'all' });
    expect(incidents).toMatchObject([
      {
        number: 'INC-000001',
        summary: 'The printer is gone.',
        severity: 'slowed',
        device: device.id,
        awaitsAnswer: true,
      },
    ]);
    const detail = incidentDetail.parse(
      await (await engineer.call('GET', '/api/incidents/INC-000001')).json(),
    );
    expect(detail.description?.began).toBe('today');
    expect(detail.manifest).toEqual(bundle.manifest);
    expect(detail.receipt).toEqual(bundle.receipt);
    expect(detail.verifications.length).toBeGreaterThan(3);
    expect(detail.verifications.filter(({ passed }) => !passed)).toEqual([]);
  });

  test("has the desk's own findings, whatever the sender claims to have found", async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const log = `${new Date().toISOString()} ERROR cannot open the queue\n`;
    const bundle = await makeBundle(desk, device, { extra: { 'app-dispatch/log-1.txt': log } });
    const submission = randomUUID();
    await send(device, desk, bundle.sealed, { submission });
    await decisionOf(device, desk, submission);

    const detail = incidentDetail.parse(
      await (await engineer.call('GET', '/api/incidents/INC-000001')).json(),
    );
    const claimed = await (
      await engineer.call('GET', '/api/incidents/INC-000001/items/findings.json')
    ).json();

    expect(claimed).toEqual({ findings: [], failed: [] });
    const found = detail.findingList.map(({ analyzer }) => analyzer);
    expect(found).toEqual(expect.arrayContaining(['disk-space', 'application-log']));
    expect(detail.glance.map(({ item }) => item)).toContain('disks/filesystems.json');
  });

  test('is in the audit log once, with the device that sent it', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const engineer = await firstEngineer(desk);
    const submission = randomUUID();
    await send(device, desk, (await makeBundle(desk, device)).sealed, { submission });
    await decisionOf(device, desk, submission);
    const answer = await engineer.call('GET', `${consoleRoutes.audit}?action=incident-received`);
    const { entries } = auditPage.parse(await answer.json());
    expect(entries).toMatchObject([
      { object: 'INC-000001', actor: { kind: 'device', id: device.id } },
    ]);
  });

  test('never stands on the disk in plain text', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const secret = 'only-in-this-bundle-7f3a';
    const bundle = await makeBundle(desk, device, {
      extra: { 'notes/notes.txt': secret.repeat(50) },
    });
    const submission = randomUUID();
    await send(device, desk, bundle.sealed, { submission });
    await decisionOf(device, desk, submission);
    const engineer = await firstEngineer(desk);
    const shown = await (
      await engineer.call('GET', '/api/incidents/INC-000001/items/notes/notes.txt')
    ).text();
    expect(shown).toContain(secret);

    const files = readdirSync(desk.dataFolder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    for (const file of files) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const word of [secret, 'printer is gone', 'filesystems.json'])
        expect(bytes.includes(word), file.name).toBe(false);
    }
  });

  test('is accepted once, however often it is sent', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const bundle = await makeBundle(desk, device);
    const submission = randomUUID();
    const first = await send(device, desk, bundle.sealed, { submission });
    const answer = await decisionOf(device, desk, submission);

    const second = await send(device, desk, bundle.sealed, { submission });
    await send(device, desk, bundle.sealed, { submission, uploadUrl: first });

    expect(second).toBe(first);
    expect(await submissionOf(device, desk, submission)).toEqual(answer);
    expect(readdirSync(join(desk.dataFolder, 'objects'))).toHaveLength(1);
    expect(readdirSync(join(desk.dataFolder, 'uploads'))).toEqual([]);
  });

  test('can be begun anew when the sender lost the first answer', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const bundle = await makeBundle(desk, device);
    const submission = randomUUID();
    const metadata = `submission ${btoa(submission)},sha256 ${btoa(sha256Hex(bundle.sealed))}`;
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-length': String(bundle.sealed.length),
      'upload-metadata': metadata,
    };
    const lost = await callAs(device, desk, 'POST', '/v1/uploads', { headers });
    expect(lost.status).toBe(201);

    await send(device, desk, bundle.sealed, { submission });

    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
    expect(readdirSync(join(desk.dataFolder, 'uploads'))).toEqual([]);
  });
});

describe('a bundle that is not what it should be', () => {
  test('one altered byte: refused, and the sender learns why and may send it again', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device);
    const submission = randomUUID();
    const altered = Uint8Array.from(sealed);
    const middle = Math.floor(altered.length / 2);
    altered[middle] = (altered[middle] ?? 0) ^ 1;

    await send(device, desk, altered, { submission, sha256: sha256Hex(sealed) });
    const refused = await decisionOf(device, desk, submission);
    expect(refused).toMatchObject({ state: 'refused', problem: { code: 'content-changed' } });
    expect(readdirSync(join(desk.dataFolder, 'uploads'))).toEqual([]);

    await send(device, desk, sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('accepted');
  });

  test.for([
    [
      'altered before it was hashed',
      async (sealed: Uint8Array) =>
        Uint8Array.from(sealed, (byte, at) => (at === sealed.length - 20 ? byte ^ 1 : byte)),
    ],
    ['cut off', async (sealed: Uint8Array) => sealed.subarray(0, sealed.length - 100)],
    ['no age file at all', async () => Buffer.from('hello')],
  ] as const)('%s: refused', async ([, change]) => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device);
    const submission = randomUUID();
    await send(device, desk, await change(sealed), { submission });
    const refused = await decisionOf(device, desk, submission);
    expect(refused.state).toBe('refused');
    if (refused.state === 'refused')
      expect(refused.problem.message.message).not.toMatch(/Error|undefined/);
    expect(readdirSync(join(desk.dataFolder, 'objects'))).toEqual([]);
  });

  test('sealed for another desk: refused', async () => {
    await using desk = await startTestDesk();
    await using other = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(other, device);
    const submission = randomUUID();
    await send(device, desk, sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('refused');
  });

  test('unsealed: refused', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device, { unsealed: true });
    const submission = randomUUID();
    await send(device, desk, sealed, { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('refused');
  });

  test("somebody else's bundle, sent from another computer: refused", async () => {
    await using desk = await startTestDesk();
    const [thief, victim] = [await registeredDevice(desk), await makeDevice()];
    const { sealed } = await makeBundle(desk, victim);
    const submission = randomUUID();
    await send(thief, desk, sealed, { submission });
    expect(await decisionOf(thief, desk, submission)).toMatchObject({
      state: 'refused',
      problem: { code: 'bundle-invalid' },
    });
  });

  test('a receipt that names this computer but is signed by another: refused', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device, { signedBy: await makeDevice() });
    const submission = randomUUID();
    await send(device, desk, sealed, { submission });
    expect(await decisionOf(device, desk, submission)).toMatchObject({
      state: 'refused',
      problem: { code: 'bundle-invalid' },
    });
  });

  test.for([
    [
      'for another organisation',
      {
        recipient: {
          organisation: 'Other',
          fingerprint: 'A'.repeat(43),
          desk: 'https://other.example',
        },
      },
    ],
    ['to save it to a file', { recipient: null, retentionDays: null }],
    ['to another manifest', { manifestHash: 'a'.repeat(64) }],
    ['to other items', { items: [] }],
  ] as const)('agreed to %s: refused', async ([, receipt]) => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const { sealed } = await makeBundle(desk, device, {
      receipt: structuredClone(receipt) as object,
    });
    const submission = randomUUID();
    await send(device, desk, sealed, { submission });
    expect(await decisionOf(device, desk, submission)).toMatchObject({
      state: 'refused',
      problem: { code: 'bundle-invalid' },
    });
  });

  test('larger than the desk takes: told before a byte is sent', async () => {
    await using desk = await startTestDesk({ limits: { sealedBytes: 1000 } });
    const device = await registeredDevice(desk);
    await expect(send(device, desk, new Uint8Array(1001))).rejects.toThrow(/413/);
    expect(readdirSync(join(desk.dataFolder, 'uploads'))).toEqual([]);
  });

  test('a sealed file that unseals to nonsense: refused', async () => {
    await using desk = await startTestDesk();
    const device = await registeredDevice(desk);
    const submission = randomUUID();
    await send(device, desk, await sealBytes(desk, Buffer.from('no zip')), { submission });
    expect((await decisionOf(device, desk, submission)).state).toBe('refused');
  });
});
