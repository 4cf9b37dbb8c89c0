import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { launchChromium } from '../chromium.ts';
import { encodeIcns, encodeIco, icnsSizes, type Picture } from './icons/containers.ts';

/**
 * `node scripts/generate/icons.ts`: draws every icon file anew from the four drawings in `build/`. The results are committed, so
 * that neither a build nor a package needs a browser.
 */
const build = join(import.meta.dirname, '..', '..', 'build');

/** Under macOS's margin the tile begins; Windows and Linux want it to fill the picture. */
const tileOnly = '84 84 856 856';

function drawing(name: string, viewBox?: string): string {
  const svg = readFileSync(join(build, `${name}.svg`), 'utf8');
  return viewBox ? svg.replace(/viewBox="[^"]+"/, `viewBox="${viewBox}"`) : svg;
}

async function draw(browser: Browser, svg: string, size: number): Promise<Picture> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  try {
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    await page.setContent(
      `<style>body{margin:0}img{display:block}</style><img src="${source}" width="${size}" height="${size}">`,
    );
    await page
      .locator('img')
      .evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
    return { size, png: await page.screenshot({ omitBackground: true }) };
  } finally {
    await page.close();
  }
}

const browser = await launchChromium();
try {
  const write = (name: string, content: Uint8Array) => writeFileSync(join(build, name), content);
  const of = (svg: string, sizes: readonly number[]) =>
    Promise.all(sizes.map((size) => draw(browser, svg, size)));
  const small = drawing('icon-small');
  const tile = drawing('icon', tileOnly);
  const [tray, template] = [drawing('tray'), drawing('tray-template')];
  rmSync(join(build, 'icons'), { recursive: true, force: true });
  for (const folder of ['icons', 'app-icons']) mkdirSync(join(build, folder), { recursive: true });

  const pictures = [
    ...(await of(small, [16, 20, 24, 32])),
    ...(await of(tile, [48, 64, 128, 256, 512])),
  ];
  for (const { size, png } of pictures.filter(({ size }) => size !== 20))
    write(`icons/${size}x${size}.png`, png);
  write('icon.ico', encodeIco(pictures.filter(({ size }) => size <= 256)));
  write('icon.icns', encodeIcns(await of(drawing('icon'), icnsSizes)));

  write('app-icons/icon.png', (await draw(browser, tile, 256)).png);
  write('app-icons/tray.ico', encodeIco(await of(tray, [16, 20, 24, 32, 48])));
  for (const [name, svg, size] of [
    ['tray.png', tray, 24],
    ['tray@2x.png', tray, 48],
    ['trayTemplate.png', template, 16],
    ['trayTemplate@2x.png', template, 32],
  ] as const) {
    write(`app-icons/${name}`, (await draw(browser, svg, size)).png);
  }
} finally {
  await browser.close();
}
