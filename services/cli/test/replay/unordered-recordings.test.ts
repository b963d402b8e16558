import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { type RecordingLine, Summary } from "@tocsin/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-unordered-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly alerts: string;
  readonly evidence: string;
  readonly summary: Omit<Summary, "inputs">;
}

let outage: SmallOutage;
let clean: Answer;
/** The recording's lines without its header, by topic and partition. */
let byPlace: readonly (readonly string[])[];

beforeAll(async () => {
  outage = writeSmallOutage(folder);
  const lines = outage.lines.slice(1);
  const placeOf = (line: string): string => {
    const { topic, partition } = JSON.parse(line) as RecordingLine;
    return `${topic}/${partition}`;
  };
  byPlace = [...Map.groupBy(lines, placeOf).values()];
  const whole = join(folder, "whole.jsonl");
  writeFileSync(whole, `${lines.join("\n")}\n`);
  clean = await answer([whole]);
});

async function answer(args: readonly string[], input?: Buffer): Promise<Answer> {
  const out = mkdtempSync(join(folder, "out-"));
  const ran = await run(
    ["replay", ...args, "--topology", outage.topology, "--out", out, "--quiet"],
    input === undefined ? {} : { input },
  );
  expect([ran.code, ran.err]).toEqual([0, ""]);
  const { inputs: _, ...summary } = Summary.parse(
    JSON.parse(readFileSync(join(out, "summary.json"), "utf8")),
  );
  return {
    alerts: readFileSync(join(out, "alerts.jsonl"), "utf8"),
    evidence: gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))).toString("utf8"),
    summary,
  };
}

/** Blocks of lines, each of one partition, in the order in which they are written; each partition in one file. */
interface Arrangement {
  readonly blocks: readonly { readonly place: number; readonly lines: number }[];
  readonly fileOf: readonly number[];
  readonly packing: readonly ("plain" | "gzip" | "zstd")[];
}

const files = [0, 1, 2];

const arrangement: fc.Arbitrary<Arrangement> = fc.record({
  blocks: fc.array(fc.record({ place: fc.nat(9), lines: fc.integer({ min: 1, max: 700 }) }), {
    maxLength: 25,
  }),
  fileOf: fc.array(fc.constantFrom(...files), { minLength: 10, maxLength: 10 }),
  packing: fc.array(fc.constantFrom("plain", "gzip", "zstd"), { minLength: 3, maxLength: 3 }),
});

/** A line that stands behind those of another partition by a minute, and whose partition goes on in the next stretch. */
const overtaking: Arrangement = {
  blocks: [
    { place: 0, lines: 10 },
    { place: 3, lines: 1 },
  ],
  fileOf: Array.from({ length: 10 }, () => 0),
  packing: ["plain", "plain", "plain"],
};

function arranged({ blocks, fileOf }: Arrangement): readonly (readonly string[])[] {
  const rest = byPlace.map((lines) => [...lines]);
  const texts: string[][] = files.map(() => []);
  for (const block of blocks) {
    const place = block.place % rest.length;
    texts[fileOf[place]!]!.push(...rest[place]!.splice(0, block.lines));
  }
  for (const [place, lines] of rest.entries()) texts[fileOf[place]!]!.push(...lines);
  return texts;
}

const pack = { plain: (text: string) => Buffer.from(text), gzip: gzipSync, zstd: zstdCompressSync };

test("however its partitions lie, in blocks, in files or packed, a recording gives the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(arrangement, async (drawn) => {
      const paths = arranged(drawn).flatMap((lines, file) => {
        if (lines.length === 0) return [];
        const path = join(folder, `part-${file}`);
        writeFileSync(path, pack[drawn.packing[file]!](`${lines.join("\n")}\n`));
        return [path];
      });
      expect(await answer(paths)).toEqual(clean);
    }),
    { numRuns: 12, examples: [[overtaking]] },
  );
}, 240_000);

test("on standard input, --unordered gives the same bytes for partitions one after another", async () => {
  const blocks = byPlace.flat().join("\n");
  expect(await answer(["-", "--unordered"], Buffer.from(blocks))).toEqual(clean);
});

test("on standard input without it, the disorder is told with what helps, and the code is that of input", async () => {
  const { code, err } = await run(["replay", "-", "--topology", outage.topology, "--quiet"], {
    input: byPlace.flat().join("\n"),
  });
  expect(code).toBe(3);
  expect(err).toContain("add --unordered");
});

test("a dump read twice gives the same alerts and says how many lines were read again", async () => {
  const lines = byPlace.flat();
  const path = join(folder, "twice.jsonl");
  writeFileSync(path, [...lines, ...lines].join("\n"));
  const { alerts, evidence, summary } = await answer([path]);
  expect({ alerts, evidence }).toEqual({ alerts: clean.alerts, evidence: clean.evidence });
  expect(summary).toMatchObject({ lines: lines.length * 2, readAgain: lines.length, rejected: 0 });
  const { out } = await run(["replay", path, "--topology", outage.topology]);
  expect(out.replace(/\s+/g, " ")).toContain(
    "lines were read again: the same partition and offset stood earlier",
  );
  expect(out).not.toContain("allowedLatenessMs");
});

test("the readings alone, one a line or as one array, by service or by time, give the same alerts", async () => {
  const payloads = outage.lines.slice(1).map((line) => (JSON.parse(line) as RecordingLine).payload as string);
  const byService = payloads.toSorted((one, other) => (serviceOf(one) < serviceOf(other) ? -1 : 1));
  const path = join(folder, "bare");
  for (const text of [
    payloads.join("\n"),
    byService.join("\n"),
    JSON.stringify(
      byService.map((one): unknown => JSON.parse(one)),
      null,
      2,
    ),
  ]) {
    writeFileSync(path, text);
    const { summary } = await answer([path]);
    expect(summary).toMatchObject({
      readings: payloads.length,
      rejected: 0,
      incidents: clean.summary.incidents,
    });
  }
});

const serviceOf = (payload: string): string => (JSON.parse(payload) as { readonly service: string }).service;

test("another format is told by its name, and nothing else is said of it", async () => {
  const path = join(folder, "other.json");
  writeFileSync(path, JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } }));
  const { code, out, err } = await run(["replay", path]);
  expect([code, out]).toEqual([3, ""]);
  expect(err).toContain(
    "it is a Prometheus query result; tocsin import prometheus makes a recording of a file of it",
  );
});
