import { expect, it } from 'vitest';
import { encodePng } from '../../report/png.ts';
import { chromiumPath, launchChromium } from './chromium.ts';

/** As the browser draws it: red, green, blue and opacity. */
const decode = (png: Uint8Array): string => `(async () => {
  const bytes = Uint8Array.from(atob('${Buffer.from(png).toString('base64')}'), (character) => character.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [image.height, image.width, ...context.getImageData(0, 0, image.width, image.height).data];
})()`;

it.skipIf(chromiumPath === undefined)('writes images that a browser reads as they were', async () => {
  const browser = await launchChromium();
  const page = await browser.newPage();
  const [height, width] = [37, 64];
  for (const channels of [1, 3] as const) {
    const pixels = Uint8Array.from({ length: height * width * channels }, (_, at) => (at * 7919) % 256);
    const [readHeight, readWidth, ...read] = await page.evaluate<number[]>(
      decode(encodePng(pixels, { height, width, channels })),
    );
    expect([readHeight, readWidth]).toEqual([height, width]);
    const opaque = Array.from({ length: height * width }, (_, pixel) => [
      ...[0, 1, 2].map((channel) => pixels[pixel * channels + (channels === 1 ? 0 : channel)]),
      255,
    ]);
    expect(read).toEqual(opaque.flat());
  }
  await browser.close();
});
