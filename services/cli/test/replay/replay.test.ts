import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { AlertEvent, EvidenceFrame, Reject, Summary } from "@tocsin/contracts";
import { beforeAll, describe, expect, test } from "vitest";
import { captured } from "../support/captured.ts";
import { run } from "../support/run.ts";
import { outageOnset, type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-replay-"));
const fresh = (): string => mkdtempSync(join(folder, "out-"));
const linesOf = (text: string): readonly unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

let outage: SmallOutage;
beforeAll(() => {
  outage = writeSmallOutage(folder);
});
const withTopology = () => [outage.recording, "--topology", outage.topology];

describe("a small outage", () => {
  test("is told with its members, its component and its onset, and scored", async () => {
    const { code, out, err } = await run(["replay", ...withTopology(), "--labels", outage.labels]);
    const told = out.replace(/\s+/g, " ");
    expect([code, err]).toEqual([0, ""]);
    expect(told).toContain("chat, mail and 2 more failed together from 13:20");
    expect(told).toContain("(chat, mail, photos and video) failed together");
    expect(told).toContain("What they share is almost certainly edge (about 5,200 to 1 against");
    expect(told).toContain("Shared: edge (odds");
    expect(told).toContain("edge-down: found");
    expect(told).toContain("component edge right; members: precision 100 %, recall 100 %");
    expect(told).toContain("0 false simultaneous alarms");
    expect(told).toContain("small outage is simulated, not recorded.");
    expect(out).not.toContain("\u001b");
  });

  test("is told the same where the configuration has other names for its topics", async () => {
    const config = join(fresh(), "own.yaml");
    writeFileSync(
      config,
      "topics: { errorRate: own.errors, reportVolume: own.reports, windows: own.windows }\n",
    );
    const plain = await run(["replay", ...withTopology()]);
    expect(await run(["replay", ...withTopology(), "--config", config])).toEqual(plain);
  });

  test("writes every file of --out, each valid by its schema", async () => {
    const out = join(fresh(), "deep", "out");
    const { code } = await run([
      "replay",
      ...withTopology(),
      "--labels",
      outage.labels,
      "--out",
      out,
      "--quiet",
    ]);
    expect(code).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual([
      "alerts.jsonl",
      "evidence.jsonl.gz",
      "influx.lp.gz",
      "rejects.jsonl",
      "report.html",
      "summary.json",
    ]);
    const alerts = linesOf(readFileSync(join(out, "alerts.jsonl"), "utf8")).map((line) =>
      AlertEvent.parse(line),
    );
    const frames = linesOf(gunzipSync(readFileSync(join(out, "evidence.jsonl.gz"))).toString());
    const summary = Summary.parse(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")));
    for (const frame of frames) EvidenceFrame.parse(frame);
    expect(frames).toHaveLength(summary.windows);
    expect(summary).toMatchObject({
      alerts: alerts.length,
      lines: 4001,
      readings: 4000,
      rejected: 0,
      services: 8,
    });
    expect(summary.score?.incidents[0]).toMatchObject({
      found: true,
      componentRight: true,
      precision: 1,
      recall: 1,
    });
    expect(summary.incidents).toContainEqual(
      expect.objectContaining({
        scope: "simultaneous",
        component: "edge",
        onset: new Date(outageOnset).toISOString(),
      }),
    );
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("</html>");
  });

  test("as JSON prints the alert events and nothing else, the same as in the file", async () => {
    const out = fresh();
    const { code, out: printed, err } = await run(["replay", ...withTopology(), "--json", "--out", out]);
    expect([code, err]).toEqual([0, ""]);
    expect(printed).toBe(readFileSync(join(out, "alerts.jsonl"), "utf8"));
    for (const line of linesOf(printed)) AlertEvent.parse(line);
  });

  test("keeps alert events in order, with revisions from 1 without gaps", async () => {
    const { out } = await run(["replay", ...withTopology(), "--json"]);
    const revisions = new Map<string, number>();
    let time = "";
    for (const event of linesOf(out).map((line) => AlertEvent.parse(line))) {
      expect(event.time >= time).toBe(true);
      time = event.time;
      expect(event.data.revision).toBe((revisions.get(event.subject) ?? 0) + 1);
      revisions.set(event.subject, event.data.revision);
    }
  });

  test("prints nothing with --quiet", async () => {
    const ran = await run(["replay", ...withTopology(), "--quiet"], { stderr: captured(80) });
    expect(ran).toEqual({ code: 0, out: "", err: "" });
  });

  test("is found without a topology too, but then nothing is named", async () => {
    const { code, out } = await run(["replay", outage.recording, "--expect", "simultaneous"]);
    expect(code).toBe(0);
    const told = out.replace(/\s+/g, " ");
    expect(told).toContain("(chat, mail, photos and video) failed together");
    expect(told).toContain("What they share reaches across all services and is no single component");
    expect(told).toContain("maps, music and 2 more did not fail.");
  });

  test("is coloured on a terminal, unless NO_COLOR says otherwise, and the words are the same", async () => {
    const terminal = captured(80);
    const plain = captured(80);
    await run(["replay", ...withTopology()], { stdout: terminal });
    await run(["replay", ...withTopology()], { stdout: plain, env: { NO_COLOR: "1" } });
    expect(terminal.text()).toContain("\u001b[");
    expect(plain.text()).not.toContain("\u001b");
    expect(terminal.text().replace(/\u001b\[\d+m/g, "")).toBe(plain.text());
  });
});

describe("--expect", () => {
  test.each([
    ["simultaneous", 0, ""],
    ["simultaneous:edge", 0, ""],
    ["labels", 0, ""],
    ["none", 1, "a simultaneous failure was announced"],
    ["simultaneous:login", 1, "is put down to edge, not to login"],
  ])("%s ends with %i", async (expectation, code, words) => {
    const ran = await run([
      "replay",
      ...withTopology(),
      "--labels",
      outage.labels,
      "--quiet",
      "--expect",
      expectation,
    ]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(words);
  });

  test("is not met by input of which nothing could be used", async () => {
    const path = join(folder, "garbage.jsonl");
    writeFileSync(path, "garbage\n".repeat(3));
    const ran = await run(["replay", path, "--expect", "none"]);
    expect(ran.code).toBe(3);
    expect(ran.err).toContain("no reading in the input could be used");
  });
});

describe("bad lines", () => {
  const bad: readonly [string, (line: Line) => string, string][] = [
    ["no JSON", () => "no JSON", "line-not-json"],
    ["a line without a topic", ({ topic: _topic, ...line }) => JSON.stringify(line), "line-schema"],
    [
      "an unknown topic",
      (line) => JSON.stringify({ ...line, topic: "telemetry.eror-rate.v1" }),
      "topic-unknown",
    ],
    ["a value that is not JSON", (line) => JSON.stringify({ ...line, payload: "{" }), "value-not-json"],
    ["a tombstone", (line) => JSON.stringify({ ...line, payload: null }), "value-missing"],
    [
      "more errors than requests",
      (line) => withPayload(line, { requests: 1, errors: 2 }),
      "count-impossible",
    ],
    ["a negative count", (line) => withPayload(line, { errors: -1 }), "count-negative"],
    ["a time far ahead", (line) => withPayload(line, { ts: line.ts + 3_600_000 }), "timestamp-future"],
    ["a time far back", (line) => withPayload(line, { ts: line.ts - 8 * 86_400_000 }), "timestamp-past"],
  ];

  test.each(bad)("%s is one reject with its line, and costs no other line", async (_name, spoil, code) => {
    const lines = outage.lines.slice(0, 801);
    const at = lines.findIndex((line) => line.includes("error-rate"));
    const spoilt = spoil(JSON.parse(lines[at]!) as Line);
    const path = join(fresh(), "spoilt.jsonl");
    writeFileSync(path, `${lines.with(at, spoilt).join("\n")}\n`);
    const out = fresh();
    const ran = await run(["replay", path, "--topology", outage.topology, "--out", out]);
    const rejects = linesOf(readFileSync(join(out, "rejects.jsonl"), "utf8")).map((line) =>
      Reject.parse(line),
    );
    expect(rejects.map(({ code: is, file, line }) => ({ is, file, line }))).toEqual([
      { is: code, file: path, line: at + 1 },
    ]);
    const summary = Summary.parse(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")));
    expect(summary).toMatchObject({
      lines: 801,
      readings: 799,
      rejected: 1,
      rejectedByCode: { [code]: 1 },
    });
    expect(ran.out).toContain(`1 ${code}.`);
    expect(ran.code).toBe(0);
  });

  test("a repeated line is a duplicate, and the answer stays the same", async () => {
    const path = join(fresh(), "twice.jsonl");
    writeFileSync(
      path,
      outage.lines.flatMap((line, at) => (at > 0 && at % 7 === 0 ? [line, line] : [line])).join("\n"),
    );
    const once = await run(["replay", ...withTopology(), "--json"]);
    const twice = await run(["replay", path, "--topology", outage.topology, "--json"]);
    expect(twice.out).toBe(once.out);
  });

  test.each([
    ["line", "line-truncated", (whole: Buffer) => whole],
    ["gzip stream", "gzip-truncated", gzipSync],
  ])("a file that ends in the middle of its %s is used as far as it goes", async (_what, code, pack) => {
    const whole = pack(readFileSync(outage.recording));
    const path = join(fresh(), "cut");
    writeFileSync(path, whole.subarray(0, whole.length - 50));
    const ran = await run(["replay", path, "--topology", outage.topology, "--expect", "simultaneous:edge"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`1 ${code}.`);
  });
});

test("one of several recordings missing is told before anything is read, and nothing is written", async () => {
  const out = fresh();
  const missing = join(folder, "gone.jsonl");
  const ran = await run(["replay", outage.recording, missing, "--out", out]);
  expect(ran.code).toBe(3);
  expect(ran.err).toContain(missing);
  expect(readdirSync(out)).toEqual([]);
});

test("services that the topology does not list are used and named", async () => {
  const path = join(fresh(), "topology.yaml");
  writeFileSync(
    path,
    "services: { chat: {}, mail: {}, photos: {} }\ncomponents: { edge: { services: [chat, mail, photos] } }\n",
  );
  const { out } = await run(["replay", outage.recording, "--topology", path]);
  expect(out.replace(/\s+/g, " ")).toContain(
    "5 services are not in the topology: maps, music, news, search, video",
  );
});

test("an interrupted replay ends with 130 and leaves no file, neither half nor whole", async () => {
  const out = fresh();
  const interruption = new AbortController();
  const stdout = captured();
  stdout.write = () => {
    interruption.abort();
    return true;
  };
  const ran = await run(["replay", ...withTopology(), "--json", "--out", out], {
    stdout,
    interrupted: interruption.signal,
  });
  expect(ran.code).toBe(130);
  expect(readdirSync(out)).toEqual([]);
});

test("a replay that waits for standard input can be interrupted", async () => {
  const interruption = new AbortController();
  const stdin = new PassThrough();
  stdin.write(`${outage.lines.slice(0, 100).join("\n")}\n`);
  setImmediate(() => interruption.abort());
  const out = fresh();
  const ran = await run(["replay", "-", "--out", out], { stdin, interrupted: interruption.signal });
  expect([ran.code, readdirSync(out)]).toEqual([130, []]);
});

test("progress stays on one line of the terminal and is gone at the end", async () => {
  const stderr = captured(80);
  expect((await run(["replay", ...withTopology()], { stderr })).code).toBe(0);
  expect(stderr.text()).not.toContain("\n");
  expect(stderr.text().endsWith("\r\u001b[K")).toBe(true);
});

interface Line {
  readonly topic: string;
  readonly ts: number;
  readonly payload: string;
}

const withPayload = (line: Line, change: object): string =>
  JSON.stringify({
    ...line,
    payload: JSON.stringify({ ...(JSON.parse(line.payload) as object), ...change }),
  });
