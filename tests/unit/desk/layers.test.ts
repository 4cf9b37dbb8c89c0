import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const service = join(import.meta.dirname, '../../../desk/service');
const files = readdirSync(service, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const filesIn = (layer: string) => files.filter((file) => file.startsWith(`${layer}/`));
const textOf = (file: string) => readFileSync(join(service, file), 'utf8');

const query =
  /from '(kysely|better-sqlite3)[^']*'|\.(selectFrom|insertInto|updateTable|deleteFrom|replaceInto)\(|\bsql(<\w+>)?`/;
const importOf = (layers: string) => new RegExp(`from '(\\.\\./)+(${layers})/`);

describe('the layers of the desk', () => {
  test('only the store builds queries or opens a database', () => {
    const outside = files.filter((file) => !file.startsWith('store/'));
    expect(outside.length).toBeGreaterThan(50);
    expect(outside.filter((file) => query.test(textOf(file)))).toEqual([]);
  });

  test('only one function of the store begins transactions', () => {
    const beginning = files.filter((file) => textOf(file).includes('.transaction()'));
    expect(beginning).toEqual(['store/transaction.ts']);
  });

  test('only the store knows the columns of tables', () => {
    const outside = files.filter((file) => !file.startsWith('store/'));
    expect(outside.filter((file) => textOf(file).includes('store/tables.ts'))).toEqual([]);
  });

  test('no rule takes the whole context', () => {
    const whole = /: Context\b(?!\[)/;
    expect(filesIn('domain').filter((file) => whole.test(textOf(file)))).toEqual([]);
  });

  test.for([
    ['store', 'domain|http|runtime'],
    ['domain', 'http'],
    ['runtime', 'http'],
  ] as const)('%s imports nothing from %s', ([layer, above]) => {
    expect(filesIn(layer).length).toBeGreaterThan(5);
    expect(filesIn(layer).filter((file) => importOf(above).test(textOf(file)))).toEqual([]);
  });
});
