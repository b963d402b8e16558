import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type RecordingLine, Summary } from "@tocsin/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { outageOnset, type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-refused-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let outage: SmallOutage;
/** The recording's lines without its header, up to the outage: nothing fails in them. */
let quiet: readonly string[];

beforeAll(() => {
  outage = writeSmallOutage(folder);
  quiet = outage.lines.slice(1).filter((line) => arrivalOf(line) < outageOnset);
});

const parsed = (line: string) => JSON.parse(line) as RecordingLine & { readonly payload: string };
const arrivalOf = (line: string): number => parsed(line).ts;

function withPayload(line: string, change: object): string {
  const { payload, ...envelope } = parsed(line);
  return JSON.stringify({
    ...envelope,
    payload: JSON.stringify({ ...(JSON.parse(payload) as object), ...change }),
  });
}

/** Every way to be refused: malformed, invalid, not believed and late. */
const spoilers: Readonly<Record<string, (line: string) => string>> = {
  "line-not-json": (line) => line.slice(0, -1),
  "line-schema": (line) => JSON.stringify({ ...parsed(line), partition: -1 }),
  "topic-unknown": (line) => JSON.stringify({ ...parsed(line), topic: "telemetry.eror-rate.v1" }),
  "value-missing": (line) => JSON.stringify({ ...parsed(line), payload: null }),
  "value-not-json": (line) => JSON.stringify({ ...parsed(line), payload: "{" }),
  "value-schema": (line) => withPayload(line, { intervalMs: "a minute" }),
  "timestamp-past": (line) => withPayload(line, { ts: arrivalOf(line) - 8 * 86_400_000 }),
  "timestamp-future": (line) => withPayload(line, { ts: arrivalOf(line) + 3_600_000 }),
  late: (line) => withPayload(line, { ts: arrivalOf(line) - 7_200_000 }),
};

const nothingFailed = /No services? failed|no service did|shows no failure|no failure was seen/i;

async function replayed(lines: readonly string[], ...more: readonly string[]) {
  const out = mkdtempSync(join(folder, "out-"));
  const path = join(folder, "spoilt.jsonl");
  writeFileSync(path, `${lines.join("\n")}\n`);
  const ran = await run(["replay", path, "--topology", outage.topology, "--out", out, ...more]);
  return {
    ...ran,
    words: ran.out.replace(/\s+/g, " "),
    page: readFileSync(join(out, "report.html"), "utf8"),
    summary: Summary.parse(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))),
  };
}

/** What stands on the page before its scripts and data. */
const readable = (page: string): string => page.slice(0, page.indexOf('<script type="application/json"'));

test("whatever was refused, above the limit no word says that nothing failed, and the code is 1", async () => {
  const spoilt = fc.record({
    how: fc.constantFrom(...Object.keys(spoilers)),
    percents: fc.integer({ min: 6, max: 90 }),
    whose: fc.constantFrom("all", "chat"),
    expectation: fc.constantFrom([], ["--expect", "none"]),
  });
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ how, percents, whose, expectation }) => {
      let seen = 0;
      const lines = quiet.map((line) => {
        if (whose !== "all" && parsed(line).key !== whose) return line;
        seen += 1;
        const isNext = Math.floor((seen * percents) / 100) > Math.floor(((seen - 1) * percents) / 100);
        return isNext ? spoilers[how]!(line) : line;
      });
      const { code, words, page, summary, err } = await replayed(lines, ...expectation);
      expect(code).toBe(1);
      expect(err).toContain("--max-refused");
      expect(summary.refused.refused).toBeGreaterThan(0);
      expect(summary.doubts).toContain(whose === "all" ? "refused-lines" : "refused-service-lines");
      expect(words).toMatch(/^[\d,]+ of [\d,]+ lines \(\d/);
      expect(words).not.toMatch(nothingFailed);
      expect(readable(page)).not.toMatch(nothingFailed);
      expect(readable(page)).toContain("cannot be said");
    }),
    { numRuns: 12 },
  );
});

test("below the limit the share is told before the answer, and the answer stands", async () => {
  const lines = quiet.map((line, at) => (at % 50 === 0 ? spoilers["value-not-json"]!(line) : line));
  const { code, words, page, summary } = await replayed(lines, "--expect", "none");
  expect([code, summary.doubts]).toEqual([0, []]);
  expect(words).toMatch(/^64 of 3,184 lines \(2 %\) were refused: .* No services failed together\./);
  expect(page.indexOf("64 of 3,184 lines")).toBeLessThan(page.indexOf("<h1>No service failed."));
  expect((await replayed(lines, "--max-refused", "1%")).code).toBe(1);
});

test("a failure that was found stands beside what was refused, and the code is 1", async () => {
  const lines = outage.lines.map((line, at) => (at % 10 === 1 ? spoilers["value-not-json"]!(line) : line));
  const { code, words } = await replayed(lines, "--expect", "simultaneous:edge");
  expect(code).toBe(1);
  expect(words).toContain("chat, mail and 2 more failed together");
  expect(words).toContain("Whether others failed too cannot be said.");
});

test("that nothing failed is not said of a packed file of which the rest could not be read", async () => {
  const half = quiet.slice(0, 1600).join("\n");
  const path = join(folder, "broken.jsonl.gz");
  writeFileSync(path, Buffer.concat([gzipSync(`${half}\n`), Buffer.from(quiet.slice(1600).join("\n"))]));
  const { code, out, err } = await run(["replay", path, "--topology", outage.topology]);
  expect([code, nothingFailed.test(out)]).toEqual([1, false]);
  expect(err).toContain("A file was not read to its end");
});

test("that nothing failed is not said of a few minutes, nor is it expected of them", async () => {
  const few = quiet.slice(0, 16 * 20);
  const { code, words } = await replayed(few);
  expect(code).toBe(0);
  expect(words).not.toMatch(nothingFailed);
  expect(words).toContain("There was too little telemetry");
  expect((await replayed(few, "--expect", "none")).code).toBe(1);
});
