import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { descriptionItemId } from '#contract/collector/item-shapes.ts';
import { receivedBundle, test } from './fixtures.ts';

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test('a full disk is the heading of the review, and nothing is sent without the description', async ({
  folder,
  userData,
  startAgent,
}) => {
  test.skip(!mayMount, 'needs Linux and root, to mount a small disk');
  const { page, person } = await startAgent();
  const small = join(userData, 'review');
  await mkdir(small, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small]);
  try {
    const filler = join(small, 'filler');
    const { bavail, bsize } = await statfs(small);
    // Room for a few small items, and for less than what the person writes: two bytes a letter.
    await writeFile(filler, Buffer.alloc((bavail - 3) * bsize));
    const written = `Die Platte ist voll. ${'ü'.repeat(7900)}`;
    await person.describe(written);
    await person.look();
    await expect(page.getByRole('heading', { level: 1, name: 'The disk is full' })).toBeVisible();
    await expect(page.getByText('Your words are not lost.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Send to / })).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Save to a file' })).toBeDisabled();

    await rm(filler);
    await page.getByRole('button', { name: 'Check again' }).click();
    await person.untilReview();
    await person.agreeAndSend();
    await person.untilSent();
    const bundle = await receivedBundle(join(folder, 'desk'));
    const words = JSON.parse((await bundle.readItem(descriptionItemId)).toString()) as {
      happened: string;
    };
    expect(words.happened).toBe(written);
  } finally {
    execFileSync('umount', ['-l', small]);
  }
});
