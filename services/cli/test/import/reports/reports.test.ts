import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { RecordingHeader, RecordingLine, ReportVolumeTelemetry } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "../../support/run.ts";
import { type Imported, runImport, workFolder } from "../run-import.ts";

const imported = async (argv: readonly string[], input: string | Buffer): Promise<Imported> =>
  await runImport(["reports", "-", ...argv], input);

const quarter = 900_000;
const minute = 60_000;
const start = Date.UTC(2021, 9, 4, 15, 30);
const iso = (index: number): string => new Date(start + index * quarter).toISOString();

function countsIn({ out, err }: Imported) {
  const [first, ...lines] = out.trimEnd().split("\n");
  if (first === "") throw new Error(err);
  const readings = lines.map((text) => {
    const { topic, ts, payload } = RecordingLine.parse(JSON.parse(text));
    const reading = ReportVolumeTelemetry.parse(JSON.parse(payload as string));
    expect([topic, ts]).toEqual([
      "telemetry.report-volume.v1",
      (reading.ts as number) + (reading.intervalMs ?? 0),
    ]);
    return reading;
  });
  return { provenance: RecordingHeader.parse(JSON.parse(first ?? "")).provenance, readings };
}

const two = [
  { service: "facebook", ts: start, intervalMs: quarter, reports: 12 },
  { service: "facebook", ts: start + quarter, intervalMs: quarter, reports: 8400 },
];
const rows = [
  [iso(0), 12],
  [iso(1), 8400],
] as const;

describe("counts of a quarter of an hour stay what they are, and nothing must be said about", () => {
  test.each([
    [
      "a row for each count",
      `company,time,reports\n${rows.map(([at, n]) => `facebook,${at},${n}\n`).join("")}`,
    ],
    [
      "a column for each service",
      `Date;facebook;Baseline\n${rows.map(([at, n]) => `${at};${n};11\n`).join("")}`,
    ],
    ["a list of objects", JSON.stringify(rows.map(([time, count]) => ({ time, slug: "facebook", count })))],
    [
      "an object on each line",
      rows.map(([ts, reports]) => JSON.stringify({ ts, service: "facebook", reports })).join("\n"),
    ],
    [
      "a company with its chart",
      JSON.stringify({
        company: "facebook",
        series: {
          reports: { data: rows.map(([x, y]) => ({ x, y })) },
          baseline: { data: rows.map(([x]) => ({ x, y: 11 })) },
        },
      }),
    ],
    [
      "a list under each name",
      JSON.stringify({ facebook: rows.map(([at, value]) => ({ timestamp: Date.parse(at), value })) }),
    ],
    [
      "pairs under each name",
      JSON.stringify({ data: { facebook: rows.map(([at, n]) => [Date.parse(at) / 1000, n]) } }),
    ],
  ])("%s", async (_, text) => {
    const result = await imported([], text);
    expect(countsIn(result)).toEqual({ provenance: "recorded", readings: two });
    expect(result.err).toContain("intervals of 15m, as most rows of a series lie apart");
    expect(countsIn(await imported([], gzipSync(text))).readings).toEqual(two);
  });
});

test("one company's table needs its name, and is told so", async () => {
  const table = `time,reports\n${rows.map(([at, n]) => `${at},${n}\n`).join("")}`;
  const unnamed = await imported([], table);
  expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining("--as NAME")]);
  expect(countsIn(await imported(["--as", "facebook"], table)).readings).toEqual(two);
});

test("columns and fields of other names are named, and letter case does not matter", async () => {
  const json = JSON.stringify(
    rows.map(([From, Complaints]) => ({ From, Complaints, Who: "facebook", Land: "de" })),
  );
  const names = ["--time", "from", "--reports", "complaints", "--service", "who", "--region", "land"];
  const expected = two.map((reading) => ({ ...reading, region: "de" }));
  expect(countsIn(await imported(names, json)).readings).toEqual(expected);
  const csv = `Who;From;Land;Complaints\n${rows.map(([at, n]) => `facebook;${at};de;${n}\n`).join("")}`;
  expect(countsIn(await imported(names, csv)).readings).toEqual(expected);
});

test("of exports that overlap the highest count is taken once, and the words say so", async () => {
  const folder = workFolder();
  const first = folder.write(
    "a.csv",
    `company,time,reports\nfacebook,${iso(0)},12\nfacebook,${iso(1)},300\n`,
  );
  const second = folder.write(
    "b.json",
    JSON.stringify([{ company: "facebook", time: iso(1), reports: 8400 }]),
  );
  const result = await runImport(["reports", first, second]);
  expect(countsIn(result).readings).toEqual(two);
  expect(result.err).toContain("1 count had the time and the service of another: the highest counts");
});

describe("spread over minutes", () => {
  const spreadOut = async (counts: readonly number[], ...more: readonly string[]) =>
    countsIn(
      await imported(
        ["--as", "shop", "--spread", "1m", ...more],
        JSON.stringify(counts.map((reports, index) => ({ time: iso(index), reports }))),
      ),
    );

  test("the parts of each interval make its count, in order of time, whatever the counts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(10_000), { minLength: 2, maxLength: 5 }), async (counts) => {
        const { readings, provenance } = await spreadOut(counts);
        expect(provenance).toBe("reconstructed");
        expect(readings.map(({ ts, intervalMs }) => [ts, intervalMs])).toEqual(
          counts.flatMap((_, index) =>
            Array.from({ length: 15 }, (_none, part) => [start + index * quarter + part * minute, minute]),
          ),
        );
        const sums = counts.map((_, index) =>
          readings.slice(index * 15, index * 15 + 15).reduce((sum, { reports }) => sum + reports, 0),
        );
        expect(sums).toEqual(counts);
        const widest = counts.map((count, index) =>
          Math.max(
            ...readings
              .slice(index * 15, index * 15 + 15)
              .map(({ reports }) => Math.abs(reports - count / 15)),
          ),
        );
        expect(Math.max(...widest)).toBeLessThan(1);
      }),
      { numRuns: 20 },
    );
  });

  test("a stamp at the end is of the same interval", async () => {
    const [at] = (await spreadOut([15, 30], "--stamp", "end")).readings;
    expect(at).toEqual({ service: "shop", ts: start - quarter, intervalMs: minute, reports: 1 });
  });

  test("is told as the guess that it is", async () => {
    const { err } = await imported(
      ["--as", "shop", "--spread", "1m"],
      JSON.stringify(rows.map(([time, reports]) => ({ time, reports }))),
    );
    expect(err).toContain("each count of 15m stands in equal parts over its 15 intervals of 1m");
    expect(err).toContain("up to 14m earlier than anybody could have");
  });

  test("a length that does not fit is refused, and nothing is written", async () => {
    const { code, out, err } = await imported(
      ["--as", "shop", "--spread", "7m"],
      JSON.stringify(rows.map(([time, reports]) => ({ time, reports }))),
    );
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("--spread 7m does not divide the intervals, which are 15m long");
  });
});

test("a count that cannot be used costs no other, and stands among the rejects, whatever else it holds", async () => {
  const folder = workFolder();
  const lines = [
    JSON.stringify({ time: iso(0), service: "facebook", reports: 12 }),
    `{"time":"${iso(0)}","service":"facebook","reports":-3,"more":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
    "{",
    JSON.stringify({ time: "yesterday", service: "facebook", reports: 2 }),
    JSON.stringify({ time: iso(1), service: "facebook", reports: 8400 }),
  ];
  const result = await imported(["--rejects", folder.path("rejects.jsonl")], lines.join("\n"));
  expect(countsIn(result).readings).toEqual(two);
  const rejects = folder.read("rejects.jsonl").toString().trimEnd().split("\n");
  expect(
    rejects
      .map((text) => JSON.parse(text) as { line: number; code: string })
      .map(({ line, code }) => [line, code])
      .toSorted(([a], [b]) => Number(a) - Number(b)),
  ).toEqual([
    [2, "row-value"],
    [3, "line-not-json"],
    [4, "row-timestamp"],
  ]);
});

test.each([
  [
    "JSON without counts",
    JSON.stringify({ company: "facebook", status: "danger" }),
    "has no counts of reports",
  ],
  ["OpenTelemetry", JSON.stringify({ resourceMetrics: [] }), "tocsin import otlp"],
  ["nothing", "", "could be used"],
])("%s is refused with what to do next", async (_, text, words) => {
  const { code, err } = await imported([], text);
  expect([code, err]).toEqual([3, expect.stringContaining(words)]);
});

test("an outage that is in reports alone comes to light from an export of quarters of an hour", async () => {
  const folder = workFolder();
  const services = ["facebook", "instagram", "whatsapp", "netflix"];
  const days = 8 * 96;
  const table = Array.from({ length: days }, (_, index) => {
    const down = index >= days - 8;
    return services.flatMap((company, which) => {
      const usual = 10 + ((index * 7 + which * 3) % 9);
      return {
        company,
        time: new Date(start + index * quarter).toISOString(),
        reports: down && which < 3 ? 900 : usual,
      };
    });
  }).flat();
  writeFileSync(folder.path("reports.json"), JSON.stringify(table));
  const recording = folder.path("reports.jsonl");
  expect((await runImport(["reports", folder.path("reports.json"), "-o", recording])).code).toBe(0);
  const { code, out } = await run(["replay", recording, "--json"]);
  const alerts = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { data: { scope: string; services: { service: string }[] } });
  expect(code).toBe(0);
  expect(alerts[0]?.data.scope).toBe("reports-only");
  const named = new Set(alerts.flatMap(({ data }) => data.services.map(({ service }) => service)));
  expect([...named].toSorted()).toEqual(expect.arrayContaining(["facebook", "instagram", "whatsapp"]));
  expect(named.has("netflix")).toBe(false);
});
