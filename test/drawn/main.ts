/**
 * `pnpm dashboards:draw [FOLDER]`: every dashboard with the replayed small outage in a real InfluxDB, its panels drawn by
 * `@grafana/ui` in Chromium, 1280 pixels wide, dark and light, as PNG files in the folder (`out/drawn` unless given).
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { findChromium } from "../e2e/find-chromium.ts";
import { type Choice, readBoard } from "../integration/grafana/dashboard-queries.ts";
import { pointsOfTheOutage, writeLines } from "../integration/grafana/replayed-outage.ts";
import { installedPackages } from "../support/grafana/installed-packages.ts";
import { freshBucket, freshDatabase } from "../support/servers/influx/fresh-bucket.ts";
import { influxProcess } from "../support/servers/own.ts";
import { ServerMissing } from "../support/servers/ways.ts";
import { placedBoard, type PlacedBoard } from "./board.ts";

const widthPx = 1280;
/** The room while the incident is open, and each dashboard when it is over. */
const pictures = [
  { name: "outage-room", as: "outage-room-open", to: "2021-10-04T13:40:00Z" },
  ...["outage-room", "service", "budget-and-quality", "pipeline"].map((name) => ({
    name,
    as: name,
    to: "2021-10-04T14:10:00Z",
  })),
];
const page = join(import.meta.dirname, "page");
const out = process.argv[2] ?? "out/drawn";

/** From when the demo's dashboards open. */
const choice: Omit<Choice, "to"> = {
  from: Date.parse("2021-10-04T12:00:00Z"),
  interval: "1m",
  variables: {
    environment: "default",
    service: "chat",
    signal: "errors",
    source: "$__all",
    incident: "$__all",
    member: "chat",
  },
};
const values = {
  member: ["chat", "mail", "photos", "video"],
  signal: ["errors", "traffic", "reports"],
};

/** Of whichever version this machine has. */
async function anyInflux() {
  try {
    const influx = await influxProcess({ version: 2 });
    return { influx, fresh: async () => await freshBucket(influx) };
  } catch (error) {
    if (!(error instanceof ServerMissing)) throw error;
    const influx = await influxProcess({ version: 1 });
    return { influx, fresh: async () => await freshDatabase(influx) };
  }
}

async function boards(): Promise<readonly PlacedBoard[]> {
  const { influx, fresh } = await anyInflux();
  try {
    const bucket = await fresh();
    await writeLines(influx, bucket.name, await pointsOfTheOutage());
    return await Promise.all(
      pictures.map(async ({ name, to }) => {
        const asked = { influx, bucket: bucket.name, choice: { ...choice, to: Date.parse(to) }, values };
        return await placedBoard(readBoard(`demo/${name}.json`), asked, widthPx);
      }),
    );
  } finally {
    await influx.close();
  }
}

const chromium = findChromium();
if (chromium === null) throw new Error("there is no Chromium on the PATH");
const folder = await installedPackages(join(page, "package.json"), "grafana-drawn");
if (folder === null) throw new Error("npm cannot install test/drawn/page/package.json");
mkdirSync(out, { recursive: true });
for (const file of ["page.js", "page.html"]) copyFileSync(join(page, file), join(folder, file));
// Where the components look for their icons.
mkdirSync(join(folder, "public/build"), { recursive: true });
cpSync(join(folder, "node_modules/@grafana/ui/dist/public/img"), join(folder, "public/build/img"), {
  recursive: true,
});
execFileSync(join(folder, "node_modules/.bin/esbuild"), [
  join(folder, "page.js"),
  "--bundle",
  `--outfile=${join(folder, "bundle.js")}`,
  "--loader:.svg=dataurl",
  "--loader:.ttf=dataurl",
  '--define:process.env.NODE_ENV="production"',
  "--log-level=error",
]);
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--allow-file-access-from-files"],
});
try {
  for (const [at, board] of (await boards()).entries()) {
    const { as } = pictures[at]!;
    for (const mode of ["dark", "light"]) {
      const view = await browser.newPage();
      view.on("pageerror", (error) => {
        process.stderr.write(`${as}, ${mode}: ${String(error)}\n`);
        process.exitCode = 1;
      });
      await view.setViewport({ width: widthPx, height: board.height });
      await view.goto(pathToFileURL(join(folder, "page.html")).href, { waitUntil: "load" });
      await view.evaluate(`window.draw(${JSON.stringify({ ...board, mode })})`);
      await view.screenshot({ path: join(out, `${as}-${mode}.png`), fullPage: true });
      await view.close();
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(`${out}: ${pictures.length} pictures, dark and light\n`);
