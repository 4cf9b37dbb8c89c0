import { describe, expect, test } from 'vitest';
import { formatText } from '#contract/text/text.ts';
import { diskSpace } from '#diagnosis/disk-space.ts';

const gigabyte = 1e9;
const filesystem = (availableBytes: number, sizeBytes = 100 * gigabyte, change = {}) => ({
  mount: '/',
  type: 'ext4',
  sizeBytes,
  usedBytes: sizeBytes - availableBytes,
  availableBytes,
  readOnly: false,
  ...change,
});
const findingsOf = (...filesystems: ReturnType<typeof filesystem>[]) =>
  diskSpace.analyze({ 'disks/filesystems.json': { filesystems } });
const severitiesOf = (...filesystems: ReturnType<typeof filesystem>[]) =>
  findingsOf(...filesystems).map(({ severity }) => severity);

describe('a disk is nearly full', () => {
  test.each([
    [5 * gigabyte, []],
    [5 * gigabyte - 1, ['warning']],
    [3 * gigabyte, ['warning']],
    [3 * gigabyte - 1, ['critical']],
    [0, ['critical']],
  ])('with %i of 100 GB free: %j', (free, expected) => {
    expect(severitiesOf(filesystem(free))).toEqual(expected);
  });

  test.each([
    [120 * gigabyte, []],
    [20 * gigabyte, []],
    [20 * gigabyte - 1, ['warning']],
    [5 * gigabyte, ['warning']],
    [5 * gigabyte - 1, ['critical']],
  ])('only when few bytes are left too: %i of 4 TB free: %j', (free, expected) => {
    expect(severitiesOf(filesystem(free, 4000 * gigabyte))).toEqual(expected);
  });

  test('in plain words, with a place in the item', () => {
    const [finding] = findingsOf(
      filesystem(200 * gigabyte, 500 * gigabyte),
      filesystem(1.2 * gigabyte, 50 * gigabyte, { mount: '/home' }),
    );
    expect(finding && formatText(finding.title)).toBe('The disk /home is full: only 1.2 GB left');
    expect(finding && formatText(finding.explanation)).toMatch(
      /^Only 1.2 GB \(2.4 %\) is left on \/home\. /,
    );
    expect(finding?.cause).toBe('client environment');
    expect(finding?.evidence[0]).toMatchObject({
      item: 'disks/filesystems.json',
      pointer: '/filesystems/1/availableBytes',
    });
  });

  test('the space reserved for root is not counted, as in df', () => {
    expect(severitiesOf({ ...filesystem(5.2 * gigabyte), usedBytes: 89.8 * gigabyte })).toEqual([]);
  });

  test('of a file server is a problem of the infrastructure', () => {
    expect(findingsOf(filesystem(0, 100 * gigabyte, { type: 'nfs4' }))[0]?.cause).toBe(
      'infrastructure',
    );
  });
});

describe('not a full disk', () => {
  test.each([
    ['a snap image', { type: 'squashfs' }],
    ['a CD', { type: 'iso9660' }],
    ['anything read-only', { readOnly: true }],
    ['a small tmpfs', { type: 'tmpfs', sizeBytes: 5_242_880 }],
    ['an empty size', { sizeBytes: 0, usedBytes: 0 }],
  ])('%s', (_name, change) => {
    expect(findingsOf(filesystem(0, 100 * gigabyte, change))).toEqual([]);
  });
});

test('an overlay or a bind mount of the same disk is not reported twice, and the disk gives the name', () => {
  const findings = findingsOf(
    filesystem(1 * gigabyte, 100 * gigabyte, { type: 'overlay', mount: '/o' }),
    filesystem(1 * gigabyte, 100 * gigabyte, { mount: '/var/lib/docker' }),
    filesystem(1 * gigabyte, 100 * gigabyte, { mount: '/data' }),
  );
  expect(findings.map(({ title }) => title.values?.mount)).toEqual(['/data']);
});

test('of very many full disks the fullest are listed one by one, and the rest are counted', () => {
  const findings = findingsOf(
    ...Array.from({ length: 30 }, (_, index) =>
      filesystem(index + 1, 100 * gigabyte, { mount: `/disk-${index}` }),
    ),
  );
  expect(findings).toHaveLength(21);
  expect(findings[0]?.title.values?.mount).toBe('/disk-0');
  expect(findings[20]?.title).toEqual({
    message: '{count} more disks are nearly full',
    values: { count: 10 },
  });
});

test('an item that names no file system is a failure, not a healthy result', () => {
  expect(() => findingsOf()).toThrow(/names no file system/);
});
