import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AlertEvent, type Reject, topicNames } from "@tocsin/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { outageOnset, type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-recorded-commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const minuteMs = 60_000;

let small: SmallOutage;
let incident: string;
beforeAll(async () => {
  small = writeSmallOutage(folder);
  incident = (await alertsOf(small.recording))[0]!.data.incident;
});

const replay = async (recording: string, ...options: readonly string[]) =>
  await run(["replay", recording, "--topology", small.topology, ...options]);

async function alertsOf(recording: string): Promise<readonly AlertEvent[]> {
  const { out } = await replay(recording, "--json");
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AlertEvent);
}

/** The small outage with these values in the command topic, which arrived an hour before it. */
function recordingWith(name: string, topic: string, ...values: readonly (object | string)[]): string {
  const ts = outageOnset - 60 * minuteMs;
  const lines = values.map((value, offset) => {
    const payload = typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify({ topic, partition: 0, offset, ts, key: null, payload });
  });
  const path = join(folder, name);
  const [header = "", ...telemetry] = small.lines;
  writeFileSync(path, `${[header, ...lines, ...telemetry].join("\n")}\n`);
  return path;
}

const work = {
  v: 1,
  kind: "maintenance-add",
  id: "move",
  fromWindow: outageOnset - 57 * minuteMs,
  components: ["edge"],
  from: new Date(outageOnset - 5 * minuteMs).toISOString(),
};

test("planned work that was told before an outage keeps it silent, and one that was told for later does not", async () => {
  expect(await alertsOf(recordingWith("told.jsonl", topicNames.commands, work))).toEqual([]);
  const later = { ...work, from: new Date(outageOnset + 120 * minuteMs).toISOString() };
  expect(await alertsOf(recordingWith("later.jsonl", topicNames.commands, later))).toEqual(
    await alertsOf(small.recording),
  );
});

test("commands of an environment's own topic count where the configuration names it", async () => {
  const path = recordingWith("staging.jsonl", "tocsin.staging.commands.v1", work);
  const config = join(folder, "staging.json");
  writeFileSync(config, JSON.stringify({ environment: "staging" }));
  const { code, out, err } = await replay(path, "--json", "--config", config);
  expect([code, out, err]).toEqual([0, "", ""]);
});

test("a command that cannot be used is a reject with its code and line, and no refused telemetry", async () => {
  const path = recordingWith("refused.jsonl", topicNames.commands, "oops", {
    ...work,
    components: undefined,
  });
  const out = join(folder, "out");
  expect((await replay(path, "--out", out, "--quiet")).code).toBe(0);
  const rejects = readFileSync(join(out, "rejects.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Reject);
  expect(rejects.map(({ code, line, topic }) => [code, line, topic])).toEqual([
    ["value-not-json", 2, topicNames.commands],
    ["command-invalid", 3, topicNames.commands],
  ]);
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as {
    refused: { refused: number };
  };
  expect(summary.refused.refused).toBe(0);
});

test("feedback in a recording is shown beside its incident, the last of several, and changes no alert", async () => {
  const said = { v: 1, kind: "feedback", id: "f-1", incident, verdict: "no-incident" };
  const last = { ...said, id: "f-2", verdict: "component", component: "edge", by: "ann", note: "a switch" };
  const path = recordingWith("said.jsonl", topicNames.commands, said, last, { ...said, incident: "i-other" });
  expect(await alertsOf(path)).toEqual(await alertsOf(small.recording));
  const { out } = await replay(path);
  const words = out.slice(out.indexOf("Said afterwards")).replaceAll(/\s+/g, " ");
  expect(words).toContain(`${incident}, since 13:20: component edge, by ann: a switch`);
  expect(words).not.toContain("i-other");
  expect((await replay(small.recording)).out).not.toContain("Said afterwards");
  const report = join(folder, "with-report");
  await replay(path, "--out", report, "--quiet");
  expect(readFileSync(join(report, "report.html"), "utf8")).toContain("component edge, by ann: a switch");
});
