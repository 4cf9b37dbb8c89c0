import os from 'node:os';
import type { Platform } from '#contract/collector/collector.ts';
import { numberOf, type Row, rowOf, rowsOf, textOf } from '../toolkit/fields.ts';
import type { InventoryCall } from './calls.ts';

/**
 * Turns the library's answers into facts. The library invents what it does not know (a memory module, a display of 0 × 0,
 * `false`), so only values that it cannot have invented count. Everything else is null.
 */
export interface InventoryFacts {
  memLayout: { modules: MemoryModule[]; emptySlots: number };
  chassis: { type: string; manufacturer: string | null };
  baseboard: {
    manufacturer: string | null;
    model: string | null;
    version: string | null;
    memorySlots: number | null;
    mostMemoryBytes: number | null;
  };
  cpu: ProcessorDetail;
  graphics: { adapters: GraphicsAdapter[]; monitors: Monitor[] };
}

interface MemoryModule {
  slot: string | null;
  sizeBytes: number;
  /** `DDR4` */
  type: string | null;
  /** Its current speed in millions of transfers per second. */
  speed: number | null;
  formFactor: string | null;
  manufacturer: string | null;
  partNumber: string | null;
  /** True or null, because the library also says false when it does not know. */
  errorCorrection: true | null;
}

interface ProcessorDetail {
  sockets: number | null;
  socket: string | null;
  /** Linux: the processor supports it; Windows: a hypervisor is running. True or null. */
  virtualization: true | null;
  coreKinds: { performance: number; efficiency: number } | null;
  /** As the system counts them: some report one core's caches, others the sum. */
  cacheBytes: {
    l1Data: number | null;
    l1Instructions: number | null;
    l2: number | null;
    l3: number | null;
  };
}

interface GraphicsAdapter {
  name: string;
  vendor: string | null;
  memoryBytes: number | null;
  /** Whether it uses the computer's memory. True or null. */
  sharedMemory: true | null;
  driverVersion: string | null;
}

interface Monitor {
  name: string;
  vendor: string | null;
  builtIn: true | null;
  connection: string | null;
  resolution: { width: number; height: number } | null;
  refreshHertz: number | null;
  productionYear: number | null;
}

type Mappers = {
  [C in InventoryCall]: (value: unknown, platform: Platform) => InventoryFacts[C] | null;
};

/** Each returns null when the answer contains no fact. */
export const factsOf: Mappers = {
  memLayout: modulesOf,
  chassis: chassisOf,
  baseboard: baseboardOf,
  cpu: processorOf,
  graphics: graphicsOf,
};

const fillers =
  /^(unknown|other|undefined|none|empty|n\/?a|-|-1|0|not (?:specified|available|applicable|provided|settable)|no dimm|no module installed|<?redacted>?|<?out of spec>?|to be filled.*|default( string)?|system .*|o\.e\.m\.?|0x0*)$/i;

/** A text with information. */
function saidOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || fillers.test(text) ? null : text;
}

const countOf = (value: unknown): number | null => numberOf(value) || null;
/** Less than 1 KiB is not a cache: on Windows, if both first levels are one, the library reads kibibytes as bytes. */
const cacheOf = (value: unknown): number | null => {
  const bytes = countOf(value);
  return bytes === null || bytes < 1024 ? null : bytes;
};
const provenOf = (value: unknown): true | null => (value === true ? true : null);

function modulesOf(value: unknown): InventoryFacts['memLayout'] | null {
  const rows = Array.isArray(value) ? rowsOf(value) : [];
  const modules = rows.flatMap((row): MemoryModule[] => {
    const sizeBytes = countOf(row.size);
    const texts = {
      slot: saidOf(row.bank),
      type: saidOf(row.type),
      formFactor: saidOf(row.formFactor),
      partNumber: saidOf(row.partNum),
    };
    // A module with only a size is the whole memory in the form of a module. A real one has at least `ecc` as true or false.
    const invented =
      typeof row.ecc !== 'boolean' && Object.values(texts).every((text) => text === null);
    if (sizeBytes === null || invented) return [];
    // macOS writes the maker of its memory as a number.
    const manufacturer = saidOf(row.manufacturer);
    return [
      {
        ...texts,
        sizeBytes,
        speed: countOf(row.clockSpeed),
        manufacturer:
          manufacturer !== null && /^(0x)?[0-9a-f]{4,}$/i.test(manufacturer) ? null : manufacturer,
        errorCorrection: provenOf(row.ecc),
      },
    ];
  });
  const emptySlots = rows.filter((row) => row.size === 0 && row.type === 'Empty').length;
  return modules.length === 0 ? null : { modules, emptySlots };
}

function chassisOf(value: unknown): InventoryFacts['chassis'] | null {
  const { type, manufacturer } = rowOf(value);
  const kind = saidOf(type);
  return kind === null ? null : { type: kind, manufacturer: saidOf(manufacturer) };
}

function baseboardOf(value: unknown, platform: Platform): InventoryFacts['baseboard'] | null {
  const row = rowOf(value);
  const most = countOf(row.memMax);
  const facts = {
    manufacturer: saidOf(row.manufacturer),
    model: saidOf(row.model),
    version: saidOf(row.version),
    memorySlots: countOf(row.memSlots),
    // On macOS this is the built-in amount.
    mostMemoryBytes: platform === 'darwin' || most === null || most < os.totalmem() ? null : most,
  };
  return Object.values(facts).every((fact) => fact === null) ? null : facts;
}

function processorOf(value: unknown, platform: Platform): InventoryFacts['cpu'] | null {
  const row = rowOf(value);
  const cache = rowOf(row.cache);
  const cacheBytes = {
    l1Data: cacheOf(cache.l1d),
    l1Instructions: cacheOf(cache.l1i),
    l2: cacheOf(cache.l2),
    l3: cacheOf(cache.l3),
  };
  const socket = saidOf(row.socket);
  // Even without any answer, the library reports one socket and Node's number of cores.
  const answered =
    saidOf(row.family) !== null ||
    socket !== null ||
    Object.values(cacheBytes).some((bytes) => bytes !== null);
  if (!answered) return null;
  return {
    sockets: countOf(row.processors),
    socket,
    // macOS: always true.
    virtualization: platform === 'darwin' ? null : provenOf(row.virtualization),
    coreKinds: platform === 'darwin' ? coreKindsOf(row) : null,
    cacheBytes,
  };
}

/** Only if the parts add up to the whole; otherwise the library counts all cores as fast ones. */
function coreKindsOf(row: Row): ProcessorDetail['coreKinds'] {
  const [performance, efficiency] = [countOf(row.performanceCores), countOf(row.efficiencyCores)];
  if (
    performance === null ||
    efficiency === null ||
    performance + efficiency !== countOf(row.physicalCores)
  )
    return null;
  return { performance, efficiency };
}

const mebibyte = 1024 * 1024;
/** The limit of Windows' 32-bit counter of a card's memory in MiB, which larger cards report too. */
const counterEnd = 4095;

function graphicsOf(value: unknown, platform: Platform): InventoryFacts['graphics'] | null {
  const { controllers, displays } = rowOf(value);
  const adapters = rowsOf(controllers ?? []).flatMap((row): GraphicsAdapter[] => {
    const name = saidOf(row.model);
    const memory = countOf(row.vram);
    if (name === null) return [];
    return [
      {
        name,
        vendor: saidOf(row.vendor),
        memoryBytes:
          memory === null || (platform === 'win32' && memory === counterEnd)
            ? null
            : Math.round(memory * mebibyte),
        sharedMemory: provenOf(row.vramDynamic),
        driverVersion: saidOf(row.driverVersion),
      },
    ];
  });
  const monitors = platform === 'darwin' ? rowsOf(displays ?? []).flatMap(monitorOf) : [];
  return adapters.length === 0 && monitors.length === 0 ? null : { adapters, monitors };
}

function monitorOf(row: Row): Monitor[] {
  const name = saidOf(row.model);
  const [width, height] = [
    countOf(row.resolutionX) ?? countOf(row.currentResX),
    countOf(row.resolutionY) ?? countOf(row.currentResY),
  ];
  if (name === null) return [];
  return [
    {
      name,
      vendor: saidOf(row.vendor),
      builtIn: provenOf(row.builtin),
      connection: saidOf(row.connection),
      resolution: width === null || height === null ? null : { width, height },
      refreshHertz: countOf(row.currentRefreshRate),
      productionYear: countOf(row.productionYear),
    },
  ];
}
