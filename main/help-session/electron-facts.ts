import { app, screen, session } from 'electron';
import type { ElectronFacts, Endpoint } from '#contract/collector/collector.ts';

const graphicsDeadlineMs = 2000;

/** What only this process can know. Nothing here waits longer than two seconds; what fails is null. */
export async function gatherElectronFacts(endpoints: readonly Endpoint[]): Promise<ElectronFacts> {
  const [graphics, proxies] = await Promise.all([graphicsInfo(), resolveProxies(endpoints)]);
  const displays = screen
    .getAllDisplays()
    .map(({ size, scaleFactor, rotation, displayFrequency, colorDepth, internal }) => ({
      size: { width: size.width, height: size.height },
      scaleFactor,
      rotation,
      // Chromium says 0 where it does not know.
      displayFrequency: displayFrequency || null,
      colorDepth,
      internal,
    }));
  return {
    graphics: toJson(graphics),
    displays,
    proxies,
    locale: systemLocale(),
    versions: {
      candor: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
    },
  };
}

/** All that Chromium knows needs its graphics process, which may be slow or broken: then what it knows without. */
async function graphicsInfo(): Promise<unknown> {
  const basic = settle(app.getGPUInfo('basic'), graphicsDeadlineMs);
  return (await settle(app.getGPUInfo('complete'), graphicsDeadlineMs)) ?? basic;
}

/** Chromium's own way to each endpoint. */
export function resolveProxies(endpoints: readonly Endpoint[]): Promise<ElectronFacts['proxies']> {
  return Promise.all(
    endpoints.map(async ({ id, url }) => ({
      endpoint: id,
      answer:
        (await settle(session.defaultSession.resolveProxy(url), graphicsDeadlineMs)) ?? 'unknown',
    })),
  );
}

/** BCP 47. Chromium's own answer knows only the languages that the package ships; a system in the C locale says `c`. */
export function systemLocale(): string {
  const [wanted] = app.getPreferredSystemLanguages();
  return wanted && /^[A-Za-z]{2,3}(-|$)/.test(wanted) ? wanted : app.getLocale();
}

function settle<T>(promise: Promise<T>, milliseconds: number): Promise<T | null> {
  return Promise.race([
    promise.catch(() => null),
    new Promise<null>((resolve) => {
      setTimeout(resolve, milliseconds, null).unref();
    }),
  ]);
}

const toJson = (value: unknown): ElectronFacts['graphics'] =>
  JSON.parse(JSON.stringify(value ?? null));
