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
  title: 'Health of the disks',
  purpose:
    'Asks the disks whether they are failing and how worn they are. Nothing on them is read.',
  category: 'machine',
  sensitivity: 'technical',
  privileges: {
    linux:
      'All but the wear of built-in flash memory and the number of failed commands: smartctl asks the disks for an administrator only.',
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
      'smartctl -j -H -A -l error -l ssd (an administrator’s right on most computers)',
    ],
    darwin: ['system_profiler -json SPNVMeDataType', 'system_profiler -json SPSerialATADataType'],
    win32: [
      'PowerShell: Get-PhysicalDisk, Get-StorageReliabilityCounter (the counters: an administrator’s right)',
    ],
  },
  mayReveal: 'Names, temperature and wear of disks. Serial numbers are not asked for.',
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
  reason: because('No disk of this computer tells how healthy it is.'),
};
const withoutTool: CollectResult = {
  status: 'unavailable',
  reason: because('The program smartctl, which asks the disks, is not installed.'),
};
const onlyAdministrators = because('Only an administrator may read how healthy the disks are.');

async function gatherLinux(context: CollectContext): Promise<CollectResult> {
  // The parts of flash memory that a computer starts from are no disks of their own.
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
    ? because('Some disks may be asked only by an administrator.')
    : onlyAdministrators;
  return { status: 'partial', reason, ...found(disks) };
}

interface Answer {
  disk: DiskHealth;
  /** Why smartctl could not be asked. */
  problem: 'missing' | 'denied' | null;
}

async function askDisk(context: CollectContext, name: string): Promise<Answer> {
  const folder = `/sys/block/${name}/device`;
  const files = ['ioerr_cnt', 'life_time', 'pre_eol_info'].map((file) => `${folder}/${file}`);
  const [errors = '', lifeTime = '', reserve = ''] = await readMany(context, files);
  const flash = /^mmcblk/.test(name);
  const said = flash ? null : await askSmartctl(context, name);
  const known =
    typeof said === 'string' || said === null
      ? { ...unknown, name, ...(flash && emmcHealth(lifeTime, reserve)) }
      : said;
  return {
    disk: { ...known, commandErrors: commandErrorsOf(errors) },
    problem: typeof said === 'string' ? said : null,
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
    'Windows tells temperature, wear and errors of the disks only to an administrator.',
  );
  return { status: 'partial', reason, ...found(health.disks) };
}

const windowsScript = askEach({
  disks: {
    list: `Get-PhysicalDisk -ErrorAction Stop|Select-Object -First ${mostDisks}|ForEach-Object{$c=$_|Get-StorageReliabilityCounter -ErrorAction SilentlyContinue;[pscustomobject]@{Name=$_.FriendlyName;HealthStatus="$($_.HealthStatus)";Counters=($null -ne $c);Temperature=$c.Temperature;PowerOnHours=$c.PowerOnHours;Wear=$c.Wear;ReadErrorsUncorrected=$c.ReadErrorsUncorrected}}`,
  },
});
