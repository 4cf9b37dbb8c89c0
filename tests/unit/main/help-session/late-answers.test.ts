import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decide } from '#collector/host/decide.ts';
import { appErrorOf, CandorError } from '#contract/errors/result.ts';
import type { CollectorProgress, Session } from '#contract/ipc/session.ts';
import type { HelpSessionOptions } from '#main/help-session/help-session-options.ts';
import { createReviewFolder } from '#main/help-session/review-folder.ts';
import { makeDevice } from '#tests/unit/bundle/sample.ts';
import { attempt, errorOf, openScene, organisationOf, words } from './scene.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'candor-late-'));
});
// A session that ended in the background may still be writing its draft.
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

const device = await makeDevice();
const found = { 'machine/machine.log': 'Till 7 restarted\n', 'other/other.log': 'fine\n' };

/** A review whose changes are all on disk at once, and are answered only when the test lets them. */
async function sceneThatAnswersLate() {
  const gates: PromiseWithResolvers<void>[] = [];
  const written = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slowly: HelpSessionOptions['decide'] = async (command) => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    const decided = await decide(command);
    written[gates.indexOf(gate)]?.resolve();
    await gate.promise;
    return decided;
  };
  const scene = await openScene(root, { found, replace: { decide: slowly } });
  await scene.toReview();
  return { scene, gates, written };
}

describe('a text that was hidden only after the person discarded the review', () => {
  test('fails the call, and does not bring the review back', async () => {
    const { scene, gates, written } = await sceneThatAnswersLate();
    const hiding = attempt(() => scene.handlers['review.hide']({ text: 'restarted' }));
    const failed = errorOf(hiding);
    await written[0]?.promise;
    await scene.handlers['session.cancel'](undefined);
    gates[0]?.resolve();
    expect(await failed).toMatchObject({ code: 'wrong-phase' });
    expect(scene.session().phase).toBe('idle');
  });

  test.each(['succeeds', 'fails'] as const)(
    'changes nothing in the next review when the change %s',
    async (how) => {
      const { scene, gates, written } = await sceneThatAnswersLate();
      const hiding = attempt(() => scene.handlers['review.hide']({ text: 'restarted' }));
      const failed = hiding.then(
        () => expect.fail('the change was made'),
        (thrown: unknown) =>
          expect(String(thrown)).toContain(
            how === 'fails' ? 'the process died' : 'This review has ended',
          ),
      );
      await written[0]?.promise;
      await scene.handlers['session.cancel'](undefined);
      const next = await scene.toReview();
      // The next review is being changed too: the end of the older change must not release it.
      const change = attempt(() => scene.handlers['review.hide']({ text: 'fine' }));
      how === 'succeeds' ? gates[0]?.resolve() : gates[0]?.reject(new Error('the process died'));
      await failed;
      expect(scene.session()).toMatchObject({ phase: 'review', changing: true, review: next });
      gates[1]?.resolve();
      expect(await change).toEqual({ places: 1 });
      const { id } = await scene.handlers['review.consent']({
        manifestHash: scene.review().manifestHash,
      });
      const bundle = await scene.opened(id);
      expect(bundle.manifest.bundle).toBe(next.bundle);
      expect((await bundle.readItem('machine/machine.log')).toString()).toBe('Till 7 restarted\n');
      await bundle.close();
    },
  );
});

describe('a session that the person ends while Candor waits', () => {
  test('to learn whether it can be sent reaches no review', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<never>();
    const deviceKey = () => {
      asked.resolve();
      return answer.promise;
    };
    const scene = await openScene(root, { found, replace: { deviceKey } });
    const phases = new Set<Session['phase']>();
    void scene.until(({ phase }) => !phases.add(phase));
    await scene.handlers['session.start']({ description: words, preset: 'quick' });
    await asked.promise;
    await scene.handlers['session.cancel'](undefined);
    answer.reject(new Error('no key'));
    expect(await scene.until(({ phase }) => phase === 'idle')).toMatchObject({
      draft: words,
      problem: null,
    });
    expect([...phases]).toEqual(['idle', 'collecting']);
    await expect.poll(() => readdir(join(root, 'review'))).toEqual([]);
    expect(scene.failures).toEqual([]);
  });

  test('for new terms does not return to the review', async () => {
    let purpose = 'To help';
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<never>();
    const recipient = {
      organisation: 'Northwind',
      fingerprint: 'A'.repeat(43),
      desk: 'https://desk.example',
    };
    const scene = await openScene(root, {
      found,
      replace: {
        organisation: () => organisationOf({ recipient, purpose })(),
        deviceKey: async () => {
          if (purpose === 'To help') return device;
          asked.resolve();
          return answer.promise;
        },
      },
    });
    const { manifestHash } = await scene.toReview();
    purpose = 'Something else';
    const agreed = errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
    await asked.promise;
    await scene.handlers['session.cancel'](undefined);
    answer.reject(new Error('no key'));
    expect(await agreed).toMatchObject({ code: 'consent-mismatch' });
    expect(scene.session().phase).toBe('idle');
  });
});

test('new terms are shown with whether the bundle can be sent now', async () => {
  const problem = appErrorOf('no-device-key', 'No key.');
  let changed = false;
  const recipient = {
    organisation: 'Northwind',
    fingerprint: 'A'.repeat(43),
    desk: 'https://desk.example',
  };
  const scene = await openScene(root, {
    found,
    replace: {
      organisation: () => organisationOf({ recipient, purpose: changed ? 'Other' : 'To help' })(),
      deviceKey: async () => {
        if (changed) throw new CandorError(problem);
        return device;
      },
    },
  });
  const { manifestHash } = await scene.toReview();
  changed = true;
  await errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
  expect(scene.session()).toMatchObject({
    phase: 'review',
    problem: null,
    review: { purpose: 'Other', sendProblem: problem },
  });
});

test('new terms do not let a bundle go whose words were lost', async () => {
  let purpose = 'To help';
  const recipient = {
    organisation: 'Northwind',
    fingerprint: 'A'.repeat(43),
    desk: 'https://desk.example',
  };
  const organisation = () => organisationOf({ recipient, purpose })();
  const scene = await openScene(root, { found, replace: { organisation } });
  // What they attached is in no item.
  const { notSaved, sendProblem, manifestHash } = await scene.toReview({
    ...words,
    attachedText: 'Error 0x80070005',
  });
  expect([notSaved?.words, sendProblem?.code]).toEqual([true, 'disk-failed']);
  purpose = 'Something else';
  const consent = () => errorOf(attempt(() => scene.handlers['review.consent']({ manifestHash })));
  expect(await consent()).toMatchObject({ code: 'consent-mismatch' });
  expect(scene.review()).toMatchObject({ purpose, sendProblem });
  expect(await consent()).toEqual(sendProblem);
  expect(await scene.outboxFiles()).toEqual([]);
});

test('progress of collectors that comes after their session has ended is ignored', async () => {
  let progress: Parameters<HelpSessionOptions['run']>[0]['onProgress'] = () => {};
  const waiting = Promise.withResolvers<never>();
  const scene = await openScene(root, {
    replace: {
      run({ onProgress, signal }) {
        progress = onProgress;
        signal.addEventListener('abort', () => waiting.reject(signal.reason));
        return waiting.promise;
      },
    },
  });
  await scene.handlers['session.start']({ description: words, preset: 'quick' });
  const part = {
    id: 'machine',
    title: 'The part machine',
    state: 'running',
  } as unknown as Parameters<typeof progress>[0][number];
  progress([part]);
  expect(scene.session()).toMatchObject({ phase: 'collecting', collectors: [{ id: 'machine' }] });
  await scene.handlers['session.cancel'](undefined);
  await scene.until(({ phase }) => phase === 'idle');
  progress([part]);
  expect(scene.session().phase).toBe('idle');
});

test('items of a finished collector can be read while the others still run', async () => {
  const waiting = Promise.withResolvers<never>();
  const scene = await openScene(root, {
    replace: {
      async run({ onFolder, onProgress, signal }) {
        const folder = await createReviewFolder(join(root, 'review'), randomUUID());
        await mkdir(join(folder.path, 'items/machine'));
        await writeFile(join(folder.path, 'items/machine/machine.log'), 'found so far\n');
        onFolder?.(folder);
        const items = [{ id: 'machine/machine.log', bytes: 13 }];
        onProgress?.([
          {
            id: 'machine',
            title: 'The part machine',
            state: 'success',
            items,
          } as unknown as CollectorProgress,
        ]);
        signal.addEventListener('abort', () => waiting.reject(signal.reason));
        return waiting.promise;
      },
    },
  });
  await scene.handlers['session.start']({ description: words, preset: 'quick' });
  await scene.until((session) => session.phase === 'collecting' && session.collectors.length > 0);
  const read = (id: string) =>
    attempt(() => scene.handlers['review.read']({ id, offset: 0, length: 100 }));
  expect(await read('machine/machine.log')).toMatchObject({ text: 'found so far\n' });
  expect(await errorOf(read('machine/other.log'))).toMatchObject({ code: 'unknown-item' });
  await scene.handlers['session.cancel'](undefined);
  await scene.until(({ phase }) => phase === 'idle');
  await expect.poll(() => readdir(join(root, 'review'))).toEqual([]);
});

describe('while a bundle is sealed', () => {
  test('the window shows the progress from the start', async () => {
    const scene = await openScene(root, {
      found,
      replace: {
        outbox: {
          async add(_entry, write) {
            await write(join(root, 'bundle.age'), new AbortController().signal);
          },
        },
      },
    });
    const { manifestHash, bytes } = await scene.toReview();
    const seen: unknown[] = [];
    void scene.until((session) => {
      if (session.phase === 'sealing') seen.push([session.doneBytes, session.totalBytes]);
      return false;
    });
    await scene.handlers['review.consent']({ manifestHash });
    expect(seen[0]).toEqual([0, bytes]);
    expect(seen.at(-1)).toEqual([expect.toSatisfy((done: number) => done > 0), bytes]);
  });

  test('a failure is logged', async () => {
    const broken = new Error('something unexpected');
    const scene = await openScene(root, {
      found,
      replace: { outbox: { add: () => Promise.reject(broken) } },
    });
    const { manifestHash } = await scene.toReview();
    await expect(attempt(() => scene.handlers['review.consent']({ manifestHash }))).rejects.toThrow(
      'unexpected',
    );
    expect([scene.failedAt, scene.failures]).toEqual([['sealing'], [broken]]);
  });

  test('a draft that cannot be cleared does not undo what is in the outbox', async () => {
    const full = new CandorError(appErrorOf('disk-full', 'Full.'));
    let broken = false;
    const draftFile = {
      read: async () => ({ draft: words, interrupted: false }),
      write: async () => {
        if (broken) throw full;
      },
    };
    const scene = await openScene(root, { found, replace: { draftFile } });
    const { manifestHash } = await scene.toReview();
    broken = true;
    const { id } = await scene.handlers['review.consent']({ manifestHash });
    expect((await scene.opened(id)).manifestHash).toBe(manifestHash);
    expect([scene.failedAt, scene.failures]).toEqual([['clearing the draft'], [full]]);
    expect(scene.session()).toMatchObject({ phase: 'idle', draft: { happened: '' } });
  });
});

test('a failure of the collectors is logged', async () => {
  const broken = new Error('no process');
  const scene = await openScene(root, { replace: { run: () => Promise.reject(broken) } });
  await scene.handlers['session.start']({ description: words, preset: 'quick' });
  await scene.until(({ phase }) => phase === 'idle');
  expect([scene.failedAt, scene.failures]).toEqual([['collecting'], [broken]]);
});
