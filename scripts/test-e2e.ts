import { runNamed } from './testing/run-named.ts';
import { playwright } from './testing/runners.ts';

/** `npm run test:e2e -- NAME`: the tests of the real app with this name; without one, all of `tests/e2e`. Builds what is not up to date. */
const [name] = process.argv.slice(2);
if (name) {
  process.exitCode = await runNamed('e2e', name);
} else {
  const { passed, failed } = await playwright(['--project=e2e']);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
