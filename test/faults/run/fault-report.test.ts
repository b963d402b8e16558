import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CampaignRound } from "../campaigns/campaign.ts";
import { type Damage } from "../judge/compare.ts";
import { isSound, reportText, summariseCampaign } from "./fault-report.ts";
import { withFigures } from "./markdown-report.ts";
import { finishedRounds } from "./finished-rounds.ts";

const round = (number: number, damages: readonly Damage[], p99Ms: number): CampaignRound => ({
  campaign: "worker-kills",
  round: number,
  result: {
    seed: 1,
    faults: 5,
    messages: 100,
    resent: 0,
    windows: 10,
    alerts: 2,
    deadLetters: 1,
    rows: null,
    crashes: 0,
    badExits: [],
    evidenceDelay: { count: 10, p50Ms: 20, p99Ms, maxMs: p99Ms + 1 },
    alertDelay: null,
    damages,
    peakMegabytes: null,
    told: { "kafka.trouble": 2 },
    seconds: 3,
  },
});

const lost: Damage = { kind: "missing", of: "incidents", id: "a:1" };

test("a campaign is the sum of its rounds, with the worst delay of any", () => {
  const summary = summariseCampaign("worker-kills", [round(0, [], 300), round(1, [lost], 700)]);
  expect(summary).toMatchObject({
    rounds: 2,
    faults: 10,
    windows: 20,
    damages: { missing: 1, duplicated: 0 },
    worstEvidenceDelay: { p99Ms: 700 },
    worstAlertDelay: null,
    told: { "kafka.trouble": 4 },
  });
  expect(isSound(summary)).toBe(false);
  expect(isSound(summariseCampaign("worker-kills", [round(0, [], 300)]))).toBe(true);
});

test("the table has a line for each campaign under its head", () => {
  const [head, line, ...rest] = reportText([summariseCampaign("worker-kills", [round(0, [], 300)])]).split(
    "\n",
  );
  expect([head?.split(/\s{2,}/u)[0], line?.split(/\s{2,}/u).slice(0, 2), rest]).toEqual([
    "campaign",
    ["worker-kills", "5"],
    [""],
  ]);
});

test("the page has a line for each campaign in both of its tables, and keeps what stands around them", () => {
  const [begin, end] = [
    "<!-- Written by `pnpm faults --markdown`; change nothing from here on by hand. -->",
    "<!-- End of what `pnpm faults --markdown` writes. -->",
  ];
  const campaign = { name: "worker-kills", what: "kill -9", brokers: 1, workers: "tocsin-run" } as const;
  const summary = summariseCampaign("worker-kills", [round(0, [lost], 300)]);
  const page = withFigures(`# Above\n\n${begin}\nold\n${end}\n`, {
    seed: 7,
    measured: [{ campaign, summary }],
    names: ["worker-kills", "control"],
  });
  const rows = page.split("\n").filter((line) => line.startsWith("| `worker-kills`"));
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
  expect(cells.map((row) => row.slice(2, 8))).toEqual([
    ["kill -9", "1", "5", "1", "0", "0"],
    ["1", "100", "10", "2", "0", "20/300/301"],
  ]);
  expect(cells[1]?.[9]).toBe("`kafka.trouble` 2");
  expect(page).toContain("seed 7");
  expect(page).toContain("Not run with this seed yet: `control`.");
  expect(page.startsWith(`# Above\n\n${begin}`)).toBe(true);
  expect(page).not.toContain("\nold\n");
});

test("what a page says of campaigns that were not run now stays, of the same seed", () => {
  const marks = [
    "<!-- Written by `pnpm faults --markdown`; change nothing from here on by hand. -->",
    "<!-- End of what `pnpm faults --markdown` writes. -->",
  ];
  const named = (name: string) => ({
    name,
    what: `what ${name} does`,
    brokers: 3 as const,
    workers: "tocsin-run" as const,
  });
  const measured = (name: string) => ({
    campaign: named(name),
    summary: { ...summariseCampaign("worker-kills", [round(0, [], 300)]), campaign: name },
  });
  const names = ["one", "two", "three"];
  const first = withFigures(`${marks.join("\n")}\n`, {
    seed: 7,
    measured: [measured("one"), measured("three")],
    names,
  });
  const both = withFigures(first, { seed: 7, measured: [measured("two")], names });
  expect(both).toBe(withFigures(`${marks.join("\n")}\n`, { seed: 7, measured: names.map(measured), names }));
  expect(first).toContain("Not run with this seed yet: `two`.");
  const other = withFigures(first, { seed: 70, measured: [measured("two")], names });
  expect(other).toContain("Not run with this seed yet: `one`, `three`.");
  expect(other.split("\n").filter((line) => line.startsWith("| `")).length).toBe(2);
});

test("a run that goes on finds the rounds that are done, unless it begins afresh", () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-rounds-"));
  finishedRounds(folder, false).add(round(0, [], 300));
  const again = finishedRounds(folder, false);
  expect(again.find("worker-kills", 0, 5)).toEqual(round(0, [], 300));
  // Another count is another round.
  expect(again.find("worker-kills", 0, 4)).toBeUndefined();
  expect(again.find("worker-kills", 1, 5)).toBeUndefined();
  expect(finishedRounds(folder, true).all).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
