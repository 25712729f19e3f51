import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The installed browser, undefined where there is none: `apt-get install chromium`, or set CHROMIUM_PATH. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** Root may not use the browser's own sandbox, and this one only opens files made here. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });

export interface OpenedPage {
  readonly page: Page;
  /** Everything that went wrong or wanted to leave the page, in the order it happened. */
  readonly troubles: readonly string[];
}

/** A page whose console, errors and requests are listened to from the start. */
export async function openPage(
  browser: Browser,
  address: string,
  options: { readonly width?: number; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenedPage> {
  const { width = 1280, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith('data:')) troubles.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, troubles };
}
