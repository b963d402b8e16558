import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CampaignRound } from "../campaigns/campaign.ts";
import { type Damage } from "../judge/compare.ts";
import { isSound, reportText, summariseCampaign } from "./fault-report.ts";
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
