import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../report/render-report.ts';
import { reportDataSchema } from '../../shared/result.ts';
import { chromiumPath, launchChromium, type OpenedPage, openPage } from './chromium.ts';
import { fixtureWithChoice, fixtureWithForecasts, fixtureWithImages, reportFixture } from './report-fixture.ts';
import { fixtureWithWhy } from './why-fixture.ts';

const hostile = `</script><img src=x onerror=alert(1)>"'&<b>\u2028`;

describe('renderReport', () => {
  it.each(['multiclass', 'regression'] as const)('is given %s data as a search gives it', (task) => {
    expect(reportDataSchema.safeParse(reportFixture({ task })).error).toBeUndefined();
  });

  it('gives the same bytes for the same data', async () => {
    const data = reportFixture({ task: 'multiclass', trials: 30 });
    expect(await renderReport(data)).toBe(await renderReport(structuredClone(data)));
  });

  it('names no address that a browser would load', async () => {
    const text = await renderReport(reportFixture({ task: 'multiclass' }));
    const markup = text.replace(/<script>.*?<\/script>/gs, '');
    expect(markup).not.toMatch(/<(?:link|script|img|iframe)[^>]+(?:src|href)="(?!data:)/);
    expect(markup).toContain('default-src &#39;none&#39;');
  });

  it('stays below 5 MB for 100,000 observations', async () => {
    const text = await renderReport(reportFixture({ task: 'multiclass', trials: 100_000 }));
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
  }, 60_000);

  it('leaves hostile names no way into markup', async () => {
    const text = await renderReport(reportFixture({ task: 'multiclass', trials: 20, hostile }));
    expect(text.includes('<img src=x')).toBe(false);
    expect(text.match(/<\/script>/g)).toHaveLength(3);
    expect(await renderReport(fixtureWithImages(hostile))).not.toContain('<img src=x');
  });
});

const reason =
  chromiumPath === undefined ? ' (skipped: no Chromium; apt-get install chromium or set CHROMIUM_PATH)' : '';

describe.skipIf(chromiumPath === undefined)(`the report in Chromium${reason}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modelscout-report-'));
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  async function open(
    data: Parameters<typeof renderReport>[0],
    options?: Parameters<typeof openPage>[2],
  ): Promise<OpenedPage> {
    const file = join(folder, `${crypto.randomUUID()}.html`);
    await writeFile(file, await renderReport(data));
    return openPage(browser, pathToFileURL(file).href, options);
  }

  it.each([
    ['multiclass', ['comparison', 'trials', 'curves', 'parallel', 'confusion']],
    ['regression', ['comparison', 'trials', 'curves', 'parallel', 'predicted', 'residuals']],
  ] as const)(
    'draws every chart of %s, asks nothing of the network and says nothing in the console',
    async (task, ids) => {
      const { page, troubles } = await open(reportFixture({ task }));
      for (const id of ids) expect.soft(await page.locator(`#${id} svg path`).count(), id).toBeGreaterThan(4);
      const multiples = page.locator('#parameters .chart');
      expect(await multiples.count()).toBeGreaterThan(8);
      expect(await page.locator('#parameters svg').count()).toBe(await multiples.count());
      expect(await page.locator('.chart[role=img]:not([aria-label])').count()).toBe(0);
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  it('shows single test rows with what the model made of them', async () => {
    const data = fixtureWithImages();
    const { page, troubles } = await open(data, { width: 400 });
    const samples = page.locator('.samples li');
    expect(await samples.count()).toBe(24);
    expect(await page.locator('.samples .wrong').count()).toBe(8);
    const [, , classTwo = ''] = data.dataset.classes;
    expect((await samples.first().innerText()).split(/\s+/)).toEqual(['versicolor', '50', '%', 'truly', classTwo]);
    const loaded =
      '[...document.querySelectorAll(".samples img")].every((image) => image.complete && image.naturalWidth === 8)';
    expect(await page.evaluate(loaded)).toBe(true);
    expect(await page.locator('.samples img:not([alt])').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('draws forecasts beside what came, and says in a tooltip what was forecast', async () => {
    const { page, troubles } = await open(fixtureWithForecasts());
    expect(await page.locator('#step-errors svg path').count()).toBeGreaterThan(4);
    const chart = page.locator('#forecasts');
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    const place = await page.evaluate<[number, number]>(
      'echarts.getInstanceByDom(document.getElementById("forecasts")).convertToPixel({ seriesIndex: 0 }, [290, 25])',
    );
    await page.mouse.move((box?.x ?? 0) + place[0], (box?.y ?? 0) + place[1]);
    await chart.locator('.tip').waitFor({ timeout: 5000 });
    const tip = await chart.locator('.tip').innerText();
    // The last step of the horizon is forecast 3 too high, the first exactly.
    const [truth, next, last] = [/Truth\s+([\d.]+)/, /one step before\s+([\d.]+)/, /7 steps before\s+([\d.]+)/].map(
      (pattern) => Number(pattern.exec(tip)?.[1]),
    );
    expect(next).toBe(truth);
    expect((last ?? 0) - (truth ?? 0)).toBeCloseTo(3, 1);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it.each([360, 768, 1280])('draws the structure within %d pixels, every text within its picture', async (width) => {
    const { page } = await open(fixtureWithImages(), { width });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const outside = `[...document.querySelectorAll('.stage text')].filter((text) => {
      const [own, picture] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      return own.left < picture.left || own.right > picture.right + 1 || own.bottom > picture.bottom + 1;
    }).map((text) => text.textContent)`;
    expect(await page.locator('.stage').count()).toBeGreaterThan(3);
    expect(await page.evaluate(outside)).toEqual([]);
    await page.close();
  });

  it('draws the score against what it costs, and says what a mark costs', async () => {
    const { page, troubles } = await open(fixtureWithChoice());
    expect(await page.locator('#fronts svg path').count()).toBeGreaterThan(4);
    await page.locator('#fronts').scrollIntoViewIfNeeded();
    const chart = await page.locator('#fronts .chart').boundingBox();
    const place = await page.evaluate<[number, number]>(
      'echarts.getInstanceByDom(document.querySelector("#fronts .chart")).convertToPixel({ seriesIndex: 2 }, [400, ' +
        'JSON.parse(document.getElementById("report-data").textContent).front.points.find(({ costs }) => costs[0] === 400).score])',
    );
    await page.mouse.move((chart?.x ?? 0) + place[0], (chart?.y ?? 0) + place[1]);
    await page.locator('#fronts .tip').waitFor({ timeout: 5000 });
    expect(await page.locator('#fronts .tip').textContent()).toContain('bytes400');
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('says in a tooltip which observation is pointed at', async () => {
    const { page, troubles } = await open(reportFixture({ task: 'multiclass', trials: 12 }));
    await page.locator('#trials').scrollIntoViewIfNeeded();
    const chart = await page.locator('#trials').boundingBox();
    const place = await page.evaluate<[number, number]>(
      'echarts.getInstanceByDom(document.getElementById("trials")).convertToPixel({ seriesIndex: 0 }, [7, ' +
        'JSON.parse(document.getElementById("report-data").textContent).points.find(({ trial }) => trial === 7).score])',
    );
    await page.mouse.move((chart?.x ?? 0) + place[0], (chart?.y ?? 0) + place[1]);
    await page.locator('#trials .tip').waitFor({ timeout: 5000 });
    expect(await page.locator('#trials .tip').textContent()).toContain('observation7');
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('draws other curves when others are chosen', async () => {
    const { page } = await open(reportFixture({ task: 'multiclass' }));
    const lines = page.locator('#curves svg path[fill="none"][stroke-width="2"]');
    expect(await lines.count()).toBe(4);
    await page.getByRole('checkbox').nth(5).check();
    await expect.poll(() => lines.count()).toBe(5);
    await page.getByLabel('Show').selectOption('validationScore');
    await expect.poll(() => lines.count()).toBe(5);
    await page.close();
  });

  it('sorts, filters and opens the leaderboard from the keyboard', async () => {
    const { page, troubles } = await open(reportFixture({ task: 'multiclass' }));
    const ranks = () => page.locator('#board tbody tr td:nth-child(2)').allTextContents();
    const header = page.locator('#board thead button', { hasText: 'Parameters' });
    await header.focus();
    await page.keyboard.press('Enter');
    const sizes = (await page.locator('#board tbody tr td:nth-child(5)').allTextContents()).map((text) =>
      Number(text.replace(/,/g, '')),
    );
    expect(sizes).toEqual([...sizes].sort((left, right) => left - right));
    expect(await page.locator('#board th[aria-sort=ascending]').textContent()).toBe('Parameters');
    await page.locator('#board thead button', { hasText: 'Rank' }).press('Enter');
    expect((await ranks()).slice(0, 3)).toEqual(['1', '2', '3']);

    const filter = page.getByLabel('Filter');
    await filter.fill('optimizer=sgd depth=2');
    expect(await page.locator('#matches').textContent()).toMatch(/^\d+ of \d+$/);
    await filter.fill('');

    await page.getByRole('button', { name: 'Details of rank 1', exact: true }).press('Enter');
    expect(await page.locator('#board .details').textContent()).toContain('learningRate');
    await page.getByRole('button', { name: /^Show all/ }).press('Enter');
    expect((await ranks()).length).toBeGreaterThan(100);
    expect(troubles).toEqual([]);
    await page.close();
  });

  it.each([360, 768])('fits a screen %d pixels wide', async (width) => {
    const { page } = await open(fixtureWithWhy('greedy'), { width });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const hidden =
      '[...document.querySelectorAll("#why .scroll")].filter((box) => box.scrollWidth > box.clientWidth).length';
    expect(await page.evaluate(hidden)).toBe(0);
    const widest =
      'Math.max(...[...document.querySelectorAll(".chart svg")].map((svg) => svg.getBoundingClientRect().right))';
    expect(await page.evaluate(widest)).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('follows the colour scheme, in the charts too', async () => {
    const { page } = await open(reportFixture({ task: 'multiclass' }), { colorScheme: 'dark' });
    const ground = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(ground)).toBe('rgb(19, 22, 26)');
    expect(await page.locator('#trials svg [stroke="#ffa45c"]').count()).toBeGreaterThan(0);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await page.evaluate(ground)).toBe('rgb(251, 251, 250)');
    await expect.poll(() => page.locator('#trials svg [stroke="#c4500b"]').count()).toBeGreaterThan(0);
    await page.close();
  });

  it('shows hostile names as the text they are', async () => {
    const { page, troubles } = await open(reportFixture({ task: 'multiclass', hostile }));
    expect(await page.locator('h1').textContent()).toBe(hostile);
    expect(await page.locator('img, b:text-is("\u2028")').count()).toBe(0);
    await page.getByRole('button', { name: 'Details of rank 1', exact: true }).click();
    await page.locator('#confusion').scrollIntoViewIfNeeded();
    const box = await page.locator('#confusion').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 300);
    await page.locator('#confusion .tip').waitFor({ timeout: 5000 });
    expect(troubles).toEqual([]);
    await page.close();
  });

  it('stands a search with one trial, no curves and no baselines', async () => {
    const data = reportFixture({ task: 'regression', trials: 1 });
    const bare = { ...data, curves: [], verdict: { ...data.verdict, baselines: [], predictions: [] } };
    const { page, troubles } = await open(bare);
    expect(await page.locator('#trials svg path').count()).toBeGreaterThan(0);
    expect(await page.locator('#parallel, #curves, #predicted').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.close();
  });
});
