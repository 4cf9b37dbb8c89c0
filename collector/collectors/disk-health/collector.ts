import {
  because,
  type CollectContext,
  type CollectResult,
  defineCollector,
  jsonItem,
} from '#collector/toolkit/define.ts';
import { namesIn, readMany, runProfiler } from '#collector/toolkit/platform-tools.ts';
import { type Asked, ask, askEach, withSilent } from '#collector/toolkit/powershell-sources.ts';
import { wholeDisks } from '../performance/linux.ts';
import { darwinHealth } from './darwin.ts';
import {
  commandErrorsOf,
  emmcHealth,
  saysAnything,
  smartctlHealth,
  smartctlWords,
} from './linux.ts';
import { type DiskHealth, unknown } from './types.ts';
import { win32Health } from './win32.ts';

const mostDisks = 16;

export const diskHealth = defineCollector({
  id: 'disk-health',
  title: 'Disk health',
  purpose: 'Checks whether a disk is failing and how worn it is. No file is read.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: {
    linux:
      'Everything except the wear of built-in flash memory and the number of failed commands: smartctl needs an administrator.',
    win32: 'Temperature, wear and errors of the disks.',
  },
  platforms: ['linux', 'darwin', 'win32'],
  presets: ['standard', 'full'],
  deadlineMs: 20_000,
  byteCap: 128 * 1024,
  items: ['disk-health.json'],
  reads: {
    linux: [
      '/sys/block/*/device/ioerr_cnt, life_time, pre_eol_info',
      'smartctl -j -H -A -l error -l ssd (needs an administrator on most computers)',
    ],
    darwin: ['system_profiler -json SPNVMeDataType', 'system_profiler -json SPSerialATADataType'],
    win32: [
      'PowerShell: Get-PhysicalDisk, Get-StorageReliabilityCounter (the counters need an administrator)',
    ],
  },
  mayReveal: 'Names, temperature and wear of disks. Serial numbers are not read.',
  async collect(context): Promise<CollectResult> {
    if (context.platform === 'win32')
      return windowsAnswer(await ask(context, windowsScript, { timeoutMs: 17_000 }));
    if (context.platform === 'darwin') {
      const [nvme, serialAta] = await Promise.all([
        runProfiler(context, 'SPNVMeDataType'),
        runProfiler(context, 'SPSerialATADataType'),
      ]);
      const disks = darwinHealth(nvme, serialAta);
      return disks.length > 0 ? found(disks) : nothingSaid;
    }
    return gatherLinux(context);
  },
});

const found = (disks: DiskHealth[]): { items: ReturnType<typeof jsonItem>[] } => ({
  items: [jsonItem('disk-health.json', { disks })],
});
const nothingSaid: CollectResult = {
  status: 'unavailable',
  reason: because('No disk in this computer reports its health.'),
};
const withoutTool: CollectResult = {
  status: 'unavailable',
  reason: because('The program smartctl, which reads the health of disks, is not installed.'),
};
const onlyAdministrators = because('Only an administrator can check the health of the disks.');

async function gatherLinux(context: CollectContext): Promise<CollectResult> {
  // The boot partitions of flash memory are not separate disks.
  const names = [...wholeDisks(await namesIn(context, '/sys/block'))].filter(
    (name) => !/^mmcblk\d+\D/.test(name),
  );
  const answers = await Promise.all(
    names.slice(0, mostDisks).map((name) => askDisk(context, name)),
  );
  const disks = answers.map(({ disk }) => disk).filter(saysAnything);
  const missing = answers.some(({ problem }) => problem === 'missing');
  const denied = answers.some(({ problem }) => problem === 'denied');
  if (disks.length === 0)
    return missing
      ? withoutTool
      : denied
        ? { status: 'denied', reason: onlyAdministrators }
        : nothingSaid;
  if (missing) return { ...withoutTool, status: 'partial', ...found(disks) };
  if (!denied) return found(disks);
  const reason = answers.some(({ problem }) => problem !== 'denied')
    ? because('Only an administrator can check some of the disks.')
    : onlyAdministrators;
  return { status: 'partial', reason, ...found(disks) };
}

interface Answer {
  disk: DiskHealth;
  /** Why smartctl returned nothing. */
  problem: 'missing' | 'denied' | null;
}

async function askDisk(context: CollectContext, name: string): Promise<Answer> {
  const folder = `/sys/block/${name}/device`;
  const files = ['ioerr_cnt', 'life_time', 'pre_eol_info'].map((file) => `${folder}/${file}`);
  const [errors = '', lifeTime = '', reserve = ''] = await readMany(context, files);
  const flash = /^mmcblk/.test(name);
  const answer = flash ? null : await askSmartctl(context, name);
  const known =
    typeof answer === 'string' || answer === null
      ? { ...unknown, name, ...(flash && emmcHealth(lifeTime, reserve)) }
      : answer;
  return {
    disk: { ...known, commandErrors: commandErrorsOf(errors) },
    problem: typeof answer === 'string' ? answer : null,
  };
}

async function askSmartctl(
  context: CollectContext,
  name: string,
): Promise<ReturnType<typeof smartctlHealth> | 'missing'> {
  const words = [...smartctlWords, `/dev/${name}`];
  const { state, stdout } = await context.run('smartctl', words, {
    timeoutMs: 8000,
    capBytes: 256 * 1024,
  });
  return state === 'missing' ? 'missing' : smartctlHealth(stdout, name);
}

function windowsAnswer(asked: Asked): CollectResult {
  const health = win32Health(asked.answer);
  if (health === null || health.disks.length === 0) return nothingSaid;
  if (health.counters) return withSilent(found(health.disks).items, asked);
  const reason = because(
    'Windows shows the temperature, wear and errors of disks only to an administrator.',
  );
  return { status: 'partial', reason, ...found(health.disks) };
}

const windowsScript = askEach({
  disks: {
    list: `Get-PhysicalDisk -ErrorAction Stop|Select-Object -First ${mostDisks}|ForEach-Object{$c=$_|Get-StorageReliabilityCounter -ErrorAction SilentlyContinue;[pscustomobject]@{Name=$_.FriendlyName;HealthStatus="$($_.HealthStatus)";Counters=($null -ne $c);Temperature=$c.Temperature;PowerOnHours=$c.PowerOnHours;Wear=$c.Wear;ReadErrorsUncorrected=$c.ReadErrorsUncorrected}}`,
  },
});
