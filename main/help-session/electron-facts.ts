import { app, screen, session } from 'electron';
import type { ElectronFacts, Endpoint } from '#contract/collector/collector.ts';

const graphicsDeadlineMs = 2000;

/** Facts that only this process can read. Each takes two seconds at most; a fact that cannot be read is null. */
export async function gatherElectronFacts(endpoints: readonly Endpoint[]): Promise<ElectronFacts> {
  const [graphics, proxies] = await Promise.all([graphicsInfo(), resolveProxies(endpoints)]);
  const displays = screen
    .getAllDisplays()
    .map(({ size, scaleFactor, rotation, displayFrequency, colorDepth, internal }) => ({
      size: { width: size.width, height: size.height },
      scaleFactor,
      rotation,
      // Chromium reports 0 when it does not know.
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

/** Complete graphics facts need Chromium's graphics process, which may be slow or broken; the basic facts are the fallback. */
async function graphicsInfo(): Promise<unknown> {
  const basic = settle(app.getGPUInfo('basic'), graphicsDeadlineMs);
  return (await settle(app.getGPUInfo('complete'), graphicsDeadlineMs)) ?? basic;
}

/** The proxies that Chromium would use for each endpoint. */
export function resolveProxies(endpoints: readonly Endpoint[]): Promise<ElectronFacts['proxies']> {
  return Promise.all(
    endpoints.map(async ({ id, url }) => ({
      endpoint: id,
      answer:
        (await settle(session.defaultSession.resolveProxy(url), graphicsDeadlineMs)) ?? 'unknown',
    })),
  );
}

/** BCP 47. Not Chromium's own answer, which is limited to the languages in the package. A system in the C locale reports `c`. */
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
