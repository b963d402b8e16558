import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildReport } from "../../packages/report/test/support/build-report.ts";
import { hostileReport } from "../../packages/report/test/support/hostile.ts";
import { labels, outageWorld, topology } from "../../packages/report/test/support/synthetic-outage.ts";
import { findChromium } from "./find-chromium.ts";
import { inkOf, openPage, textOf, widthOf, type View } from "./report-page.ts";

const chromium = findChromium();
const missing = "no Chromium was found; install one or set CHROMIUM_PATH";
if (chromium === null) process.stderr.write(`test/e2e/report.test.ts is skipped: ${missing}\n`);

const views: readonly View[] = [
  { width: 1280, theme: "light" },
  { width: 1280, theme: "dark" },
  { width: 400, theme: "light" },
  { width: 400, theme: "dark" },
];
const wide = views[0]!;

describe.skipIf(chromium === null)(
  `the report in a browser${chromium === null ? ` (skipped: ${missing})` : ""}`,
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tocsin-report-"));
    const fileUrl = (name: string): string => pathToFileURL(path.join(folder, name)).href;
    let browser: Browser;

    beforeAll(async () => {
      const context = { topology, labels, environment: "default", windowMs: 60_000 };
      writeFileSync(path.join(folder, "report.html"), await buildReport(outageWorld(3), context));
      writeFileSync(path.join(folder, "hostile.html"), await hostileReport());
      // Chromium refuses its sandbox to root, which is what containers run as.
      const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      browser = await puppeteer.launch({ executablePath: chromium!, args });
    });

    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    test.each(views)(
      "opens from a file at $width pixels in the $theme theme: no request, no message, nothing too wide",
      async (view) => {
        const { page, trouble } = await openPage(browser, fileUrl("report.html"), view);
        expect(trouble).toEqual({ requests: [], messages: [], dialogs: [] });
        expect(await widthOf(page)).toBe(view.width);
        await page.close();
      },
    );

    test("says when it began, who failed and what they share, in the text", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const text = String(await page.evaluate("document.body.innerText")).replaceAll("\u00a0", " ");
      expect(await page.title()).toContain("facebook, instagram and 4 more failed together from 15:40");
      for (const words of [
        "facebook",
        "workplace",
        "What they share is almost certainly backbone",
        "2 min 30 s",
        "48,210 to 1 against authentication",
      ]) {
        expect(text).toContain(words);
      }
      await page.close();
    });

    test("draws the strip and the charts, and draws them again in the other theme", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const strip = '[data-strip="overview"] canvas';
      const light = await inkOf(page, strip);
      expect(light.drawn).toBeGreaterThan(10_000);
      expect(light.colours).toBeGreaterThan(5);
      const charts = await page.$$(".incident.large .chart canvas");
      expect(charts.length).toBeGreaterThan(30);
      expect((await inkOf(page, ".incident.large .chart canvas")).drawn).toBeGreaterThan(500);
      const background = (): Promise<unknown> =>
        page.evaluate("getComputedStyle(document.body).backgroundColor");
      const before = await background();
      await page.click("#theme");
      expect(await background()).not.toBe(before);
      expect((await inkOf(page, strip)).hash).not.toBe(light.hash);
      await page.close();
    });

    test("reads out a cell under the pointer and by the arrow keys", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const readout = (): Promise<string> => textOf(page, ".incident.large .strip-readout");
      const cells = ".incident.large .strip-cells";
      await page.hover(cells);
      expect(await readout()).toMatch(/4 Oct 2021, \d\d:\d\d.* nats/);
      const pointed = await readout();
      await page.focus(cells);
      await page.keyboard.press("ArrowRight");
      expect(await readout()).toMatch(/nats|no data/);
      expect(await readout()).not.toBe(pointed);
      await page.close();
    });

    test("shows a stretch of time closer that is drawn over, and all of it again", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const axis = (): Promise<string> => textOf(page, '[data-strip="overview"] .strip-axis');
      const whole = await axis();
      await page.evaluate(`document.querySelector('[data-strip="overview"]').scrollIntoView()`);
      const cells = (await (await page.$('[data-strip="overview"] .strip-cells'))!.boundingBox())!;
      await page.mouse.move(cells.x + 0.95 * cells.width, cells.y + 60);
      await page.mouse.down();
      await page.mouse.move(cells.x + 0.99 * cells.width, cells.y + 60, { steps: 3 });
      await page.mouse.up();
      expect(await axis()).toMatch(/\d\d:\d\d/);
      await page.click('[data-strip="overview"] .strip-whole');
      expect(await axis()).toBe(whole);
      await page.close();
    });

    test("a cell within an incident leads to it, by a click and by the keyboard", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const cells = '[data-strip="overview"] .strip-cells';
      await page.evaluate(`document.querySelector('[data-strip="overview"]').scrollIntoView()`);
      const box = (await (await page.$(cells))!.boundingBox())!;
      const anchor = String(await page.evaluate(`document.querySelector(".incident.large").id`));
      const bar = (await (await page.$('[data-strip="overview"] .bar.simultaneous'))!.boundingBox())!;
      await page.mouse.click(bar.x + bar.width / 2, box.y + 35);
      expect(await page.evaluate("location.hash")).toBe(`#${anchor}`);
      await page.evaluate("location.hash = ''");
      await page.focus(cells);
      await page.keyboard.press("Enter");
      expect(await page.evaluate("location.hash")).toBe(`#${anchor}`);
      await page.close();
    });

    test("shows of incidents and rows those that are looked for", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const shown = async (selector: string): Promise<number> =>
        Number(
          await page.evaluate(
            `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => one.offsetHeight > 0).length`,
          ),
        );
      const [incidents, rows] = [
        await shown(".incident"),
        await shown('[data-strip="overview"] .strip-name'),
      ];
      await page.type('#find [name="text"]', "twitter");
      expect(await shown('[data-strip="overview"] .strip-name')).toBe(2);
      expect(await shown(".incident")).toBeLessThan(incidents);
      await page.click('#find [type="reset"]');
      await page.waitForFunction(
        `document.querySelector("#find output").textContent.startsWith("${incidents} of")`,
      );
      expect(await shown('[data-strip="overview"] .strip-name')).toBe(rows);
      await page.close();
    });

    test("a chart that is clicked is as wide as the page, and small again at the next click", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const chart = ".incident.large .chart";
      const width = async (): Promise<number> =>
        (await (await page.$(`${chart} canvas`))!.boundingBox())!.width;
      const small = await width();
      await page.click(`${chart} .enlarge`);
      await page.waitForFunction(
        `document.querySelector("${chart} canvas").getBoundingClientRect().width > ${3 * small}`,
      );
      await page.click(`${chart} .enlarge`);
      await page.waitForFunction(
        `document.querySelector("${chart} canvas").getBoundingClientRect().width < ${2 * small}`,
      );
      await page.close();
    });

    test("an isolated incident opens with its charts, and by a link to it", async () => {
      const { page, trouble } = await openPage(browser, fileUrl("report.html"), wide);
      const charts = (): Promise<number> => page.$$eval("#incident-1 .chart canvas", (all) => all.length);
      expect(await charts()).toBe(0);
      await page.evaluate("location.hash = '#incident-1'");
      await page.waitForSelector("#incident-1 .chart canvas", { visible: true });
      expect(await charts()).toBeGreaterThan(3);
      expect(trouble.messages).toEqual([]);
      await page.close();
    });

    test("shows the end of a long incident instead of its onset", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      const onset = await inkOf(page, ".incident.large .chart canvas");
      await page.click(".incident.large .segments label:last-child span");
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      expect(await inkOf(page, ".incident.large .chart canvas")).not.toEqual(onset);
      await page.close();
    });

    test("copies the alert as the JSON that was sent", async () => {
      const { page } = await openPage(browser, fileUrl("report.html"), wide);
      await page.click(".incident.large .json summary");
      await page.click(".incident.large .copy");
      await page.waitForFunction("document.querySelector('.incident.large .copied').textContent !== ''");
      const shown = await textOf(page, ".incident.large pre");
      expect(JSON.parse(shown)).toMatchObject({
        specversion: "1.0",
        data: { scope: "simultaneous", status: "resolved" },
      });
      await page.close();
    });

    test.each(views)(
      "hostile and endless names stay within $width pixels in the $theme theme",
      async (view) => {
        const { page, trouble } = await openPage(browser, fileUrl("hostile.html"), view);
        expect(trouble).toEqual({ requests: [], messages: [], dialogs: [] });
        expect(await widthOf(page)).toBe(view.width);
        await page.close();
      },
    );

    test("names that would like to be markup stay names, and run nothing", async () => {
      const { page, trouble } = await openPage(browser, fileUrl("hostile.html"), wide);
      expect(trouble).toEqual({ requests: [], messages: [], dialogs: [] });
      expect(await page.$$eval("img, script", (all) => all.length)).toBe(2);
      const text = String(await page.evaluate("document.body.innerText"));
      expect(text).toContain("</script><script>alert(1)</script>");
      expect(await page.$$eval(".chart canvas", (all) => all.length)).toBeGreaterThan(10);
      await page.close();
    });
  },
);
