import { parseArgs } from "node:util";
import { allCampaigns } from "../campaigns/all-campaigns.ts";
import { type Campaign } from "../campaigns/campaign.ts";

export interface FaultOptions {
  readonly seed: number;
  readonly campaigns: readonly { readonly campaign: Campaign; readonly count: number }[];
  /** Installations at once on the same brokers, of the campaigns whose faults leave brokers alone. */
  readonly together: number;
  /** Forget the rounds that an earlier run with this seed finished. */
  readonly afresh: boolean;
  /** Hours of telemetry to soak in, in memory, instead of the campaigns; 0: the campaigns. */
  readonly soakHours: number;
  readonly out: string;
  /** The page that takes the figures. */
  readonly markdownPath: string | null;
}

export const usage = `Usage: pnpm faults [--seed N] [--only NAME]... [--out FOLDER] [--together N] [--afresh]
                   [--markdown FILE] [COUNTS]
       pnpm faults --soak HOURS

Kills, freezes and restarts workers and brokers at random while seeded telemetry goes through Kafka, and
compares what was given out with what the telemetry that Kafka holds must give. A run that was broken off
goes on where it was. Report: FOLDER/SEED/report.json and report.txt (FOLDER is out/faults unless given).

With --together N so many installations run at once on the same brokers, where the faults leave brokers alone: sooner
done, and with longer delays.

With --markdown FILE the figures of all rounds that are done with this seed, of earlier runs too, are written between
the two marks in FILE, such as docs/faults.md. What stands there of the same seed and was not run here stays. To write them
without running anything: --only none.

What cannot be had is said and left out: brokers need Java 17 and Maven, databases influxd 2.x (on the PATH, or in
TOCSIN_TEST_INFLUXD), full disks Linux and the right to mount.

With --soak HOURS (a hundred take a minute) nothing is killed: so much telemetry of names, pods and clocks that change
without end goes through intake and detector in memory, and what they keep must be flat.

Campaigns (--only), and the option that sets the count of each:
${allCampaigns.map(({ name, option, count, what }) => `  ${name.padEnd(21)} --${`${option} ${count}`.padEnd(22)} ${what}`).join("\n")}
`;

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${option} takes a whole number, not ${text}`);
  return value;
}

/** Throws an Error whose message says what is wrong with the arguments. */
export function faultOptions(args: readonly string[]): FaultOptions {
  const counts = Object.fromEntries(allCampaigns.map(({ option }) => [option, { type: "string" as const }]));
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      ...counts,
      seed: { type: "string" },
      only: { type: "string", multiple: true },
      out: { type: "string" },
      markdown: { type: "string" },
      together: { type: "string" },
      afresh: { type: "boolean" },
      soak: { type: "string" },
    },
  });
  const given = values as Readonly<Record<string, string | undefined>>;
  const only = (values.only ?? []) as readonly string[];
  const unknown = only.find(
    (name) => name !== "none" && !allCampaigns.some((campaign) => campaign.name === name),
  );
  if (unknown !== undefined) throw new Error(`there is no campaign ${unknown}`);
  return {
    seed: wholeNumber(given["seed"] ?? "1", "seed"),
    together: Math.max(1, wholeNumber(given["together"] ?? "1", "together")),
    afresh: values.afresh === true,
    soakHours: wholeNumber(given["soak"] ?? "0", "soak"),
    out: given["out"] ?? "out/faults",
    markdownPath: given["markdown"] ?? null,
    campaigns: allCampaigns
      .filter(({ name }) => only.length === 0 || only.includes(name))
      .map((campaign) => ({
        campaign,
        count: wholeNumber(given[campaign.option] ?? String(campaign.count), campaign.option),
      })),
  };
}
