import { AlertEvent, EvidenceFrame, Labels, Summary, Topology } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { createReport } from "../src/index.ts";
import { buildReport } from "./support/build-report.ts";
import { hostileReport } from "./support/hostile.ts";
import { frames } from "./support/synthetic-world.ts";
import { labels, outageAlerts, outageSummary, outageWorld, topology } from "./support/synthetic-outage.ts";

const world = outageWorld(2);
const context = { topology, labels, environment: "default", windowMs: 60_000 };

test("what the tests feed the report is what the contracts say", () => {
  const [first] = frames(world);
  expect(EvidenceFrame.parse(first)).toEqual(first);
  for (const alert of outageAlerts(world.from)) expect(AlertEvent.parse(alert)).toEqual(alert);
  expect(Topology.parse(topology)).toEqual(topology);
  expect(Labels.parse(labels)).toEqual(labels);
  expect(Summary.parse(outageSummary(world, []))).toBeDefined();
});

test("the same input gives the same bytes", async () => {
  const [one, other] = [await buildReport(world, context), await buildReport(world, context)];
  expect(one === other).toBe(true);
});

test("the page asks the network for nothing and lets no script run but its own", async () => {
  const page = await buildReport(world, context);
  expect(page.includes("default-src &#39;none&#39;")).toBe(true);
  expect(/ src=|<link (?!rel="icon" href="data:,")/.exec(page)).toBeNull();
  const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, link]) => link!);
  expect(links.filter((link) => !/^(#|data:,)/.test(link))).toEqual([
    "alerts.jsonl",
    "evidence.jsonl.gz",
    "rejects.jsonl",
    "summary.json",
    "influx.lp.gz",
  ]);
  expect(page.match(/<script[ >]/g)).toHaveLength(2);
});

test("names from data cannot become markup", async () => {
  const page = await hostileReport();
  expect(page.match(/<script[ >]/g)).toHaveLength(2);
  expect(page.includes("<img")).toBe(false);
  expect(page.includes("<!--")).toBe(false);
  expect(page.includes("&lt;/script&gt;&lt;script&gt;alert(1)")).toBe(true);
  expect(page.includes("a&amp;amp;b")).toBe(true);
});

test("sixteen days of fifteen services make a page of less than a megabyte and a half, with bins for all of it", async () => {
  const page = await buildReport(outageWorld(15), context);
  expect(Buffer.byteLength(page)).toBeLessThan(1.5e6);
  const payload = JSON.parse(/id="payload">(.*?)<\/script>/s.exec(page)![1]!) as {
    strips: { overview: { bins: number } };
  };
  expect(payload.strips.overview.bins).toBeGreaterThan(1000);
  expect(payload.strips.overview.bins).toBeLessThanOrEqual(4000);
});

test("a recording without a single window still gives a page", async () => {
  const report = createReport({ ...context, topology: null, labels: null });
  const page = await report.finish({ ...outageSummary(world, []), from: null, to: null, score: null });
  expect(page.includes("There is nothing to judge")).toBe(true);
});

test("a frame of an earlier window than the last is refused as a mistake of the caller", () => {
  const report = createReport(context);
  const [first, second] = frames(world);
  report.addEvidence(second!);
  expect(() => report.addEvidence(first!)).toThrow(RangeError);
});
