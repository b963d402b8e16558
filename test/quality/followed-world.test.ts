import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { runCli } from "@tocsin/cli";
import type { AlertEvent } from "@tocsin/core";
import { createWorld, failureAt, type FamilyName, topologyOf, withFailure } from "@tocsin/worlds";
import { expect, test } from "vitest";
import { follow } from "./measure/followed-world.ts";

const days = 1;

/** What was said, without what depends on the configuration's name. */
const said = (alerts: readonly AlertEvent[]): readonly unknown[] =>
  alerts.map(({ time, data: { scope, status, onset, services, component } }) => ({
    time,
    scope,
    status,
    onset,
    services,
    component,
  }));

async function replayed(family: FamilyName, failure: string): Promise<readonly AlertEvent[]> {
  const out = join(mkdtempSync(join(tmpdir(), "followed-")), "world.jsonl");
  await runTocsin("simulate", "--family", family, "--days", `${days}`, "--failure", failure, "--out", out);
  const topology = out.replace(".jsonl", ".topology.json");
  expect(Object.keys(JSON.parse(readFileSync(topology, "utf8")) as object)).toContain("components");
  const lines = await runTocsin("replay", out, "--topology", topology, "--json", "--quiet");
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AlertEvent);
}

async function runTocsin(...argv: readonly string[]): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const out = text(stdout);
  await runCli(argv, { stdin, stdout, stderr, env: {} });
  stdout.end();
  return await out;
}

test.each(["factors", "adversarial"] as const)(
  "what is measured in a world of %s is what a replay of its recording says",
  async (family) => {
    const usual = createWorld(family, { seed: 1, days });
    const world = withFailure(usual, failureAt(usual, "gone", 900)!);
    const measured = follow(world, topologyOf(world)).until(world.minutes);
    expect(measured.length).toBeGreaterThan(0);
    const recorded = await replayed(family, "gone@900");
    expect(said(recorded).slice(0, measured.length)).toEqual(said(measured));
    expect(recorded.length - measured.length).toBeLessThanOrEqual(2);
  },
  180_000,
);

test("a detector that goes on from a moment says what one says that saw everything", () => {
  const usual = createWorld("factors", { seed: 3, days });
  const whole = follow(usual, topologyOf(usual));
  whole.until(800);
  const moment = whole.moment();
  const failing = withFailure(usual, failureAt(usual, "hard", 830)!);
  const resumed = follow(failing, topologyOf(usual), moment).until(1000);
  const straight = follow(failing, topologyOf(usual));
  straight.until(800);
  expect(resumed.length).toBeGreaterThan(0);
  expect(resumed).toEqual(straight.until(1000));
  expect(whole.until(1000)).not.toEqual(resumed);
});
