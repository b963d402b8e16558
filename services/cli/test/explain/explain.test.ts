import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AlertEvent, type EvidenceFrame, topicNames } from "@tocsin/contracts";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { Explanation } from "../../src/explain/explanation.ts";
import { outageOnset, type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";
import { run } from "../support/run.ts";
import { memoryKafka } from "../../../../test/support/memory-kafka.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-explain-"));
const minuteMs = 60_000;
let outage: SmallOutage;
let alerts: readonly AlertEvent[];
let frames: readonly EvidenceFrame[];

const linesOf = (text: string): readonly unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

beforeAll(async () => {
  outage = writeSmallOutage(folder);
  const out = join(folder, "out");
  await run(["replay", outage.recording, "--topology", outage.topology, "--out", out, "--quiet"]);
  alerts = linesOf(readFileSync(join(out, "alerts.jsonl"), "utf8")) as AlertEvent[];
  const evidence = gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))).toString("utf8");
  frames = linesOf(evidence) as EvidenceFrame[];
}, 120_000);

const minute = (afterOnset: number): string => new Date(outageOnset + afterOnset * minuteMs).toISOString();

const explain = async (what: string, ...options: readonly string[]) =>
  await run(["explain", what, outage.recording, "--topology", outage.topology, ...options]);

async function explained(what: string, ...options: readonly string[]): Promise<Explanation> {
  const { code, out, err } = await explain(what, "--json", ...options);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Explanation;
}

const opened = (): AlertEvent => {
  const found = alerts.find(({ data }) => data.scope === "simultaneous");
  if (found === undefined) throw new Error("nothing was told of the outage");
  return found;
};

/** Minutes from the onset to the window at which the outage was told. */
const toldAfter = (): number =>
  Math.floor((Date.parse(opened().data.detectedAt) - outageOnset) / minuteMs) - 1;

describe("an incident", () => {
  test("is explained by the window at which it was told, with what spoke for it", async () => {
    const { why, told, units, groups, together } = await explained(opened().data.incident);
    expect(why.code).toBe("told");
    expect(told.map(({ data }) => data.incident)).toContain(opened().data.incident);
    expect(together.missingNats).toBe(0);
    expect(
      units
        .slice(0, 4)
        .map(({ unit }) => unit)
        .toSorted(),
    ).toEqual(["chat", "mail", "photos", "video"]);
    const edge = groups.find(({ component }) => component === "edge");
    expect(edge?.showing).toEqual(["chat", "mail", "photos", "video"]);
    expect(edge?.fewest).toBeGreaterThanOrEqual(2);
  });

  test("says its evidence as the replay has it, and in words", async () => {
    const { from, together, units } = await explained(opened().data.incident);
    const frame = frames.find(({ windowStart }) => windowStart === Date.parse(from));
    expect(together.nats).toBe(frame?.logEvidence);
    expect(together.threshold).toBe(frame?.threshold);
    expect(units[0]?.evidence.nats).toBe(Math.max(...(frame?.units.logEvidence ?? [])));
    const { out } = await explain(opened().data.incident);
    expect(out).toContain("nats needed (reached)");
    expect(out).toContain("Evidence is counted in nats: each makes a failure 2.7 times likelier");
    expect(out.replaceAll(/\s+/g, " ")).toContain(": the evidence crossed the threshold (incident ");
    expect(out).toMatch(/edge: [\d.]+ nats; \d of 4 must fail together; chat, mail, photos and video show/);
    expect(out).toMatch(/errors [\d.]+ % \([\d.]+ % expected\), usual/);
  });

  test("that was not told is refused, with those that were", async () => {
    const { code, err } = await explain("0123456789abcdef");
    expect(code).toBe(2);
    expect(err).toContain("there is no incident 0123456789abcdef in the recording");
    expect(err).toContain(opened().data.incident);
  });
});

describe("a minute", () => {
  test("before the outage needs as much as the threshold, and nothing shows", async () => {
    const { why, units, from } = await explained(minute(-30));
    expect(from).toBe(minute(-30));
    expect(why.code).toBe("nothing-shows");
    expect(why.needed).toMatch(
      /^[\d.]+ nats of services that fail together: at least \d of the \d of \w+, or .+; or [\d.]+ nats of one alone/,
    );
    expect(units.every(({ evidence }) => evidence.missingNats > 0)).toBe(true);
  });

  test("in the first hour is told to be unheard, not to be well", async () => {
    const { why } = await explained("2021-10-04T10:10:00Z");
    expect(why.code).toBe("warming-up");
    expect(why.needed).toContain("readings for longer");
  });

  test("after the alarm tells of the incident that was open, and whose learning is held", async () => {
    const { why, open, told, units } = await explained(minute(toldAfter() + 2));
    expect(["open-already", "told"]).toContain(why.code);
    expect(why.needed === null).toBe(why.code === "told");
    expect([...open, ...told].map(({ data }) => data.incident)).toContain(opened().data.incident);
    expect(units.find(({ unit }) => unit === "chat")?.held).toMatchObject({
      reason: "open-incident",
      rule: 16,
      because: "it fails in an incident that is open",
    });
  });

  test("with a second offset and seconds is the window that holds it", async () => {
    const inside = await explained("2021-10-04T15:50:42+03:00");
    expect(inside.from).toBe("2021-10-04T12:50:00.000Z");
  });

  test("that no recording covers is refused, with what is covered", async () => {
    const { code, err } = await explain("2020-01-01T00:00:00Z");
    expect(code).toBe(2);
    expect(err).toContain("the recording says nothing of 2020-01-01 00:00 UTC");
    const late = await explain("2021-12-01T00:00:00Z");
    expect(late.err).toMatch(/It was judged from 2021-10-04 \d\d:\d\d to 2021-10-04 14:\d\d UTC/);
  });
});

describe("without a minute", () => {
  const of = async (recording: string, ...more: readonly string[]): Promise<Explanation> => {
    const { code, out } = await run(["explain", recording, ...more, "--json", "--quiet"]);
    expect(code).toBe(0);
    return JSON.parse(out) as Explanation;
  };

  test("the first alarm of several services is explained, of the recording that stands first", async () => {
    const first = await of(outage.recording, "--topology", outage.topology);
    expect(first.chosen).toBe("first-alarm");
    expect(first.told.map(({ data }) => data.incident)).toContain(opened().data.incident);
    const { out } = await run(["explain", outage.recording, "--topology", outage.topology]);
    expect(out).toContain("No minute was named: this is the first alarm of the recording.");
  });

  test("a recording that stands first may be followed by the minute or the incident", async () => {
    const behind = await of(outage.recording, minute(3), "--topology", outage.topology);
    expect(behind).toEqual(await explained(minute(3)));
    const { incident } = opened().data;
    expect(await of(outage.recording, incident, "--topology", outage.topology)).toEqual(
      await explained(incident),
    );
  });

  test("where nothing was told, the window that came nearest to an alarm is explained, and what it lacked", async () => {
    const quiet = join(folder, "quiet.jsonl");
    const well = outage.lines.slice(0, Math.floor(outage.lines.length * 0.6));
    writeFileSync(quiet, `${well.join("\n")}\n`);
    const { chosen, told, why } = await of(quiet, "--topology", outage.topology);
    expect({ chosen, told }).toEqual({ chosen: "nearest-to-an-alarm", told: [] });
    expect(why.needed).toMatch(/nats/);
  });
});

describe("an outage that comes along", () => {
  test("is explained by its name, with its own topology: its first alarm, or a minute in it", async () => {
    const { code, out, err } = await run(["explain", "cascade"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Explaining cascade \(.+\): telemetry that is made up, not recorded\.\n/);
    expect(out).toContain("this is the first alarm of the recording");
    const at = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) to/.exec(out);
    const asked = await run(["explain", "cascade", `${at?.[1]}T${at?.[2]}:30Z`, "--quiet"]);
    expect(asked.code).toBe(0);
    expect(out).toContain(asked.out.split("\n").slice(1).join("\n").trim());
  }, 300_000);

  test.each([
    [["isolated-outag"], 2, "Did you mean isolated-outage?"],
    [["2021-10-07"], 2, "Did you mean 2021-10-0"],
    [[minute(1), "cascad"], 3, "no outage of that name\nDid you mean cascade?"],
    [["cascade", "holiday"], 2, "stands by itself"],
  ])("%j ends with %i and says what was meant", async (argv, wanted, words) => {
    const { code, err } = await run(["explain", ...argv]);
    expect(err).toContain(words);
    expect(code).toBe(wanted);
  });
});

describe("what is read", () => {
  test("is nothing behind the moment: a file that breaks off later does no harm", async () => {
    const cut = join(folder, "cut.jsonl");
    const index = outage.lines.findIndex((line) => line.includes(`"ts":${outageOnset + 20 * minuteMs}`));
    writeFileSync(cut, `${outage.lines.slice(0, index).join("\n")}\n`);
    const whole = await explain(minute(3), "--json");
    const { out } = await run(["explain", minute(3), cut, "--topology", outage.topology, "--json"]);
    expect(out).toBe(whole.out);
  });

  test("must be there: an unreadable file is code 3, and no file at all asks Kafka", async () => {
    const { code, err } = await run(["explain", minute(1), join(folder, "gone.jsonl")]);
    expect(code).toBe(3);
    expect(err).toContain("gone.jsonl");
  });

  test.each([
    [[], "needs to be told what to explain"],
    [["yesterday.jsonl"], "neither a time with its offset nor the id of an incident"],
    [["2023-12-24"], "neither a time"],
    [["2021-10-04T15:44:00Z", "--out", "why.txt"], "--out must end in .html or .svg"],
  ])("%j is refused as wrong usage", async (argv, words) => {
    const { code, err } = await run(["explain", ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

test("from the evidence and alert topics comes what comes from the recording", async () => {
  const kafka = memoryKafka();
  const client = kafka.brokers.client();
  const wall = Date.parse("2026-01-01T00:00:00Z");
  await client.append([
    ...frames.map((frame) => ({
      topic: topicNames.evidence,
      partition: 0,
      key: null,
      value: JSON.stringify(frame),
      timestampMs: wall,
      headers: {},
    })),
    ...alerts.map((alert) => ({
      topic: topicNames.incidents,
      partition: 0,
      key: alert.data.incident,
      value: JSON.stringify(alert),
      timestampMs: wall,
      headers: {},
    })),
  ]);
  for (const what of [minute(-30), minute(toldAfter()), minute(toldAfter() + 2), opened().data.incident]) {
    const fromFile = await explain(what, "--json");
    const kept = await run(["explain", what, "--topology", outage.topology, "--json"], {
      cluster: kafka.cluster,
    });
    expect(kept.err).toBe("");
    expect(JSON.parse(kept.out)).toEqual(JSON.parse(fromFile.out));
  }
});

test("what was weighed of an incident is told with odds, and what was said of it afterwards", async () => {
  const { incident, component } = opened().data;
  const { weighed, feedback } = await explained(incident);
  expect(feedback).toEqual([]);
  const [of] = weighed;
  expect(weighed.map((one) => one.incident)).toEqual([incident]);
  expect(of?.component[0]).toBe(component?.name);
  expect(of?.component).toContain("independent failures");
  expect(Math.exp(-(of?.oddsNats[1] ?? 0)) / component!.odds).toBeCloseTo(1, 1);

  const said = { v: 1, kind: "feedback", id: "f-1", incident, verdict: "component", component: "login" };
  const line = { topic: topicNames.commands, partition: 0, offset: 0, ts: outageOnset + 40 * minuteMs };
  const recording = join(folder, "said.jsonl");
  const [header = "", ...telemetry] = outage.lines;
  const command = JSON.stringify({ ...line, key: null, payload: JSON.stringify(said) });
  writeFileSync(recording, `${[header, ...telemetry, command].join("\n")}\n`);
  const { out } = await run(["explain", incident, recording, "--topology", outage.topology]);
  const words = out.replaceAll(/\s+/g, " ");
  expect(words).toContain(`said of ${incident} afterwards: component login`);
  expect(words).toMatch(new RegExp(`what explains ${incident}: edge the likeliest; .+ to 1 against it`));
});

describe("the picture", () => {
  test("is a page that needs nothing else, with a chart of the evidence and of the strongest series", async () => {
    const page = join(folder, "why.html");
    expect((await explain(minute(3), "--out", page)).code).toBe(0);
    const text = readFileSync(page, "utf8");
    expect(text).toContain("evidence that services fail together");
    expect(text).toContain("chat errors");
    expect(text).not.toMatch(/<script|src=|href="http/);
    expect(text).not.toContain("NaN");
    expect(text).not.toContain("Infinity");
  });

  test("is one drawing for .svg, and no file is left where nothing is explained", async () => {
    const drawing = join(folder, "why.svg");
    expect((await explain(minute(3), "--out", drawing)).code).toBe(0);
    expect(readFileSync(drawing, "utf8")).toMatch(/^<svg\s[\s\S]*<\/svg>\s*$/);
    const none = join(folder, "none.svg");
    await explain("2020-01-01T00:00:00Z", "--out", none);
    expect(existsSync(none)).toBe(false);
  });
});
