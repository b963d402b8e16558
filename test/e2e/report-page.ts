import type { Browser, Page } from "puppeteer-core";

/** What a page did that it must not do. */
export interface Trouble {
  readonly requests: string[];
  readonly messages: string[];
  readonly dialogs: string[];
}

export interface View {
  readonly width: number;
  readonly theme: "light" | "dark";
}

/** Opens a file in a browser that tells of every request, console message, error and dialog. */
export async function openPage(browser: Browser, url: string, { width, theme }: View) {
  const page = await browser.newPage();
  const trouble: Trouble = { requests: [], messages: [], dialogs: [] };
  page.on("request", (request) => {
    if (request.url() !== url) trouble.requests.push(request.url().slice(0, 200));
  });
  page.on("console", (message) => trouble.messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => trouble.messages.push(String(error)));
  page.on("dialog", (dialog) => {
    trouble.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.goto(url, { waitUntil: "load" });
  return { page, trouble };
}

/** What a selector's first element says. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`));
}

/** How wide the page is with everything on it opened: more than the window where it has to be scrolled sideways. */
export async function widthOf(page: Page): Promise<number> {
  await page.evaluate(`document.querySelectorAll("details").forEach((details) => { details.open = true; })`);
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  return Number(await page.evaluate("document.documentElement.scrollWidth"));
}

/** How many of a picture's pixels are drawn, how many colours it has, and a number that changes with any of them. */
export interface Ink {
  readonly drawn: number;
  readonly colours: number;
  readonly hash: number;
}

export async function inkOf(page: Page, selector: string): Promise<Ink> {
  return (await page.evaluate(`(() => {
    const canvas = document.querySelector(${JSON.stringify(selector)});
    const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    const drawn = pixels.filter((pixel) => pixel >>> 24 !== 0);
    const hash = pixels.reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) | 0, 0);
    return { drawn: drawn.length, colours: new Set(drawn).size, hash };
  })()`)) as Ink;
}
