import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { processorSeconds } from '#tests/fixtures/processor-time.ts';
import { fixture } from '#tests/harness/collect-context.ts';
import { keys, ofJson, ofText, pieces } from './parsers.ts';

const collector = join(import.meta.dirname, '../../../collector');
const registry = readFileSync(join(import.meta.dirname, 'parsers.ts'), 'utf8');

/** Exports beside parsers and scripts: values, labels, and decisions over what has been parsed already. */
const noParsers = new Set(
  `changedIn createLabels deniedProtection isPersonalDomain isPersonalHome isPersonalHost isPersonalUser asksItself isPublicName isStub isRealSerial
  bandOf listOf loadBetween noLink nodeCpuTimes nodeInterfaces nothing nothingKnown programsOf protection rowOf saysAnything
  edidBytes filesystem hexadecimal jobsBy looksVirtual mebibyte percent saidOf smartctlWords vendors
  destinationOf historyDays macAddress mostResolvers mostServers stratumOf unknownClock windowsEvents windowsScript
  unknownCores gatherDefaults gatherProblems hours countedDays days mostOfEach most mostWaiting newestFirst stateOf versionOf localTimeOf
  clientPurpose mostCertificates rootFolders services parts distinct mostPrograms framedScript greeting powershellWords sessionWords proxyFromEnvironment
  drive macProducts`.split(/\s+/),
);

const parserFiles = [
  ...globSync('{collectors/*,toolkit}/*.ts', { cwd: collector }).filter(
    (file) =>
      !/(collector|gather-\w+|define|powershell-sources|platform-tools|uninstall-keys|\.test)\.ts$/.test(
        file,
      ),
  ),
  ...['os/person.ts', 'os/network-names.ts', 'os/powershell-script.ts'],
  ...['network/parse-path-mtu.ts', 'network/proxy-choice.ts'],
];

test.for(parserFiles)('every parser of %s is tried here', (file) => {
  const source = readFileSync(join(collector, file), 'utf8');
  const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(
    (match) => match[1] ?? '',
  );
  const untried = names.filter(
    (name) =>
      !noParsers.has(name) &&
      !name.endsWith('Script') &&
      !new RegExp(`\\b${name}\\b`).test(registry),
  );
  expect(untried, 'add it to tests/unit/collector/parsers.ts').toEqual([]);
});

const output = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 10 })), { maxLength: 20 })
    .map((parts) => parts.join('')),
  fc.json(),
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constant(1e308),
  fc.constant('AppCrash_a_b'),
  fc.constant('USB\\VID_0000&PID_0000\\'),
);
const row = fc.dictionary(
  fc.constantFrom(...keys),
  fc.oneof(value, fc.array(fc.dictionary(fc.constantFrom(...keys), value))),
);
const answer = fc.oneof(fc.jsonValue(), fc.constant(undefined), row, fc.array(row));

describe('no output, however broken, makes a parser throw', () => {
  test.for(Object.entries(ofText))('text: %s', ([, parse]) => {
    fc.assert(
      fc.property(output, (text) => void JSON.stringify(parse(text))),
      { numRuns: 200 },
    );
  });
  test.for(Object.entries(ofJson))('JSON: %s', ([, parse]) => {
    fc.assert(
      fc.property(answer, (found) => void JSON.stringify(parse(found))),
      { numRuns: 200 },
    );
  });
});

/** Real outputs of three systems in several languages. */
const fixtures = [
  ...['linux', 'darwin', 'windows', 'path-mtu'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, '../../fixtures/collector', folder)).map((name) =>
      fixture(`${folder}/${name}`),
    ),
  ),
  ...globSync('collectors/*/fixtures/*', { cwd: collector }).map((file) =>
    readFileSync(join(collector, file), 'utf8'),
  ),
];

test.for(Object.entries(ofText))(
  'output of any command, whole, empty or cut anywhere, is no danger to %s',
  ([, parse]) => {
    parse('');
    for (const text of fixtures) {
      for (const part of [1, 0.77, 0.13])
        JSON.stringify(parse(text.slice(0, Math.floor(text.length * part))));
    }
  },
);

/**
 * A parser whose time grows with the square of its input needs seconds for each piece of this length, a linear one needs a
 * millisecond.
 */
const floodBytes = 32 * 1024;
const mostSeconds = 3;

describe('a flood of one piece does not hold a parser up', () => {
  test.for(Object.entries(ofText))('text: %s', ([, parse]) => {
    const seconds = processorSeconds(() => {
      for (const piece of [...pieces, ' ', 'a', '0', '"', '(', '\\', '[', ' (id=1', '\0', 'é']) {
        parse(piece.repeat(Math.ceil(floodBytes / piece.length)));
      }
    });
    expect(seconds).toBeLessThan(mostSeconds);
  });
});
