import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CampaignRound } from "../campaigns/campaign.ts";

/** The rounds that are done, kept in a file, so that a run that was broken off goes on behind them. */
export interface FinishedRounds {
  readonly all: readonly CampaignRound[];
  find(campaign: string, round: number, faults: number): CampaignRound | undefined;
  add(round: CampaignRound): void;
}

export function finishedRounds(folder: string, afresh: boolean): FinishedRounds {
  const file = join(folder, "rounds.json");
  mkdirSync(folder, { recursive: true });
  if (afresh) rmSync(file, { force: true });
  const all: CampaignRound[] = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as CampaignRound[])
    : [];
  return {
    all,
    find: (campaign, round, faults) =>
      all.find((one) => one.campaign === campaign && one.round === round && one.result.faults === faults),
    add: (round) => {
      all.push(round);
      // Renamed into place: a run that is killed here leaves the old file or the new one.
      writeFileSync(`${file}.new`, JSON.stringify(all, null, 2));
      renameSync(`${file}.new`, file);
    },
  };
}
