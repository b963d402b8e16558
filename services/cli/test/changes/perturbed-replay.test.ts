import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertEvent } from "@tocsin/contracts";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { outageOnset, type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";
import { run } from "../support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-perturbed-"));
const minuteMs = 60_000;
let outage: SmallOutage;
let plain = "";

const replay = async (...more: readonly string[]) =>
  await run(["replay", outage.recording, "--topology", outage.topology, ...more]);

async function alertsOf(perturb: string, ...more: readonly string[]): Promise<readonly AlertEvent[]> {
  const { out } = await replay("--json", "--perturb", perturb, ...more);
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AlertEvent);
}

beforeAll(async () => {
  outage = writeSmallOutage(folder);
  plain = (await replay("--json")).out;
});

const at = (minutes: number): string => new Date(outageOnset + minutes * minuteMs).toISOString();

describe("duplicates and disorder within the allowed lateness", () => {
  const seconds = fc.integer({ min: 0, max: 29 });
  const share = fc.integer({ min: 1, max: 100 });

  test("change no byte of what is told", async () => {
    await fc.assert(
      fc.asyncProperty(seconds, seconds, share, fc.nat({ max: 1000 }), async (again, behind, part, seed) => {
        const steps = `duplicate share=${part}% up-to=${again}s; disorder share=${part}% up-to=${behind}s`;
        const { out } = await replay("--json", "--perturb", steps, "--seed", String(seed));
        expect(out).toBe(plain);
      }),
      { numRuns: 5, seed: 2021 },
    );
  });

  test("a delay that is longer is late, and is counted", async () => {
    const { out } = await replay("--perturb", "delay share=30% up-to=5m");
    expect(out).toContain("late");
  });
});

describe("a partition that is lost", () => {
  const partition = fc.record({
    topic: fc.constantFrom("telemetry.error-rate.v1", "telemetry.report-volume.v1"),
    partition: fc.constantFrom(0, 1),
    after: fc.integer({ min: -20, max: 15 }),
  });

  test("is never an all-clear: nobody whose telemetry is gone is said to have recovered while it fails", async () => {
    await fc.assert(
      fc.asyncProperty(partition, async ({ topic, partition: lost, after }) => {
        const alerts = await alertsOf(`drop topic=${topic} partition=${lost} from=${at(after)}`);
        const soonRecovered = alerts.flatMap(({ data }) =>
          data.services.filter(({ recoveredAt }) => recoveredAt !== undefined && recoveredAt < at(20)),
        );
        expect(soonRecovered).toEqual([]);
        const ends = alerts.filter(({ data, time }) => data.status !== "open" && time < at(25));
        expect(ends.filter(({ data }) => data.scope === "simultaneous")).toEqual([]);
        expect(alerts.some(({ data }) => data.scope === "simultaneous")).toBe(true);
        const seen = alerts.filter(({ time }) => time > at(after + 5)).map(({ data }) => data.completeness);
        if (topic === "telemetry.error-rate.v1") for (const share of seen) expect(share).toBeLessThan(1);
      }),
      { numRuns: 4, seed: 7 },
    );
  });

  test("is said not to be seen: completeness falls, and nothing says that all is well", async () => {
    const drop = `drop partition=0 from=${at(-60)}; drop partition=1 from=${at(-60)}`;
    const blind = await alertsOf(drop, "--until", at(40));
    for (const { data } of blind) expect(data.scope).not.toBe("simultaneous");
    const { out, code } = await replay("--perturb", "drop partition=0; drop partition=1", "--expect", "none");
    expect(code).not.toBe(0);
    expect(out).not.toMatch(/nothing failed/i);
  });
});

test("an injected failure is told with its members and its onset", async () => {
  const quiet = "2021-10-04T12:30:00.000Z";
  const steps = `fail service=maps service=music service=news shape=errors depth=40% from=${quiet}`;
  const alerts = await alertsOf(steps, "--until", at(0));
  const first = alerts.find(({ data }) => data.scope === "simultaneous");
  const offMinutes = (Date.parse(first?.data.onset ?? "") - Date.parse("2021-10-04T12:29:00Z")) / minuteMs;
  expect(Math.abs(offMinutes)).toBeLessThanOrEqual(3);
  const members = first?.data.services.filter(({ role }) => role === "member").map(({ service }) => service);
  expect(members?.toSorted()).toEqual(["maps", "music", "news"]);
});

describe("what is asked for", () => {
  test("from and until leave what arrived outside: the same as a recording cut to it", async () => {
    const [from, until] = ["2021-10-04T11:00:00Z", at(10)];
    const cut = outage.lines.filter((line) => {
      const { ts } = JSON.parse(line) as { ts?: number };
      return ts === undefined || (ts >= Date.parse(from) && ts < Date.parse(until));
    });
    const file = join(folder, "cut.jsonl");
    writeFileSync(file, `${cut.join("\n")}\n`);
    const expected = await run(["replay", file, "--topology", outage.topology, "--json"]);
    expect((await replay("--json", "--from", from, "--until", until)).out).toBe(expected.out);
    expect((await replay("--json", "--from", from, "--to", until)).out).toBe(expected.out);
    expect(expected.out).not.toBe(plain);
  });

  test("shift moves all times by whole windows: the same is told, that much later", async () => {
    const { out } = await replay("--json", "--shift", "+7d");
    const days = (text: string): readonly string[] =>
      [...text.matchAll(/"onset":"([^"]+)"/g)].map(([, onset = ""]) => onset);
    const later = days(plain).map((onset) => new Date(Date.parse(onset) + 7 * 86_400_000).toISOString());
    expect(days(out)).toEqual(later);
    const to = await replay("--json", "--shift", "2021-10-11T10:00:59Z");
    expect(days(to.out)[0]).toMatch(/^2021-10-11T13:\d\d:00.000Z$/);
  });

  test("a folder is its recordings; one without any is told", async () => {
    const day = mkdtempSync(join(folder, "day-"));
    const half = Math.floor(outage.lines.length / 2);
    writeFileSync(join(day, "a.jsonl"), `${outage.lines.slice(0, half).join("\n")}\n`);
    writeFileSync(join(day, "b.jsonl"), `${outage.lines.slice(half).join("\n")}\n`);
    writeFileSync(join(day, "notes.txt"), "not a recording");
    const { out } = await run(["replay", day, "--topology", outage.topology, "--json"]);
    expect(out).toBe(plain);
    const { code, err } = await run(["replay", mkdtempSync(join(folder, "empty-"))]);
    expect(code).toBe(3);
    expect(err).toContain("holds no recording");
  });

  test("the same seed gives the same bytes, and another one others", async () => {
    const steps = "delay share=20% up-to=2m";
    const once = await replay("--perturb", steps, "--seed", "5");
    expect((await replay("--perturb", steps, "--seed", "5")).out).toBe(once.out);
    expect((await replay("--perturb", steps, "--seed", "6")).out).not.toBe(once.out);
  });

  test.each([
    ["shake up-to=1s", "--perturb knows no shake"],
    ["delay", "--perturb delay up-to= takes a duration"],
    ["delay upto=1s", "--perturb delay takes no upto"],
    ["drop share=5%", "--perturb drop needs topic=NAME or partition=N"],
    ["fail service=chat shape=odd", "--perturb fail knows no shape odd"],
    ["fail shape=errors", "--perturb fail needs service=NAME"],
    [
      "skew service=chat by=soon",
      "--perturb skew by= takes a duration with its sign, such as +90s or -5m, not soon",
    ],
    ["scale by=lots", "--perturb scale by= takes how many times"],
    ["duplicate up-to=1s share=200%", "--perturb duplicate share= takes a share"],
    ["missing service=chat from=later", "from= takes a time with its offset"],
    [" ; ", "--perturb is empty"],
  ])("%j is refused in words", async (steps, words) => {
    const { code, err } = await replay("--perturb", steps);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  test.each([
    [["--from", "noon"], "--from takes a time with its offset, not noon"],
    [["--from", "2021-10-05T00:00:00Z", "--until", "2021-10-04T00:00:00Z"], "--until is not after --from"],
    [["--shift", "7d"], "--shift takes now"],
    [["--seed", "3"], "--seed goes with --perturb alone"],
  ])("%j is refused as wrong usage", async (options, words) => {
    const { code, err } = await replay(...options);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

test("a recording is never changed", () => {
  expect(readFileSync(outage.recording, "utf8")).toBe(`${outage.lines.join("\n")}\n`);
});
