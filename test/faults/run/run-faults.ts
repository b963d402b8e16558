import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kafkaCluster, type KafkaCluster } from "../../support/servers/own.ts";
import { type Campaign, type CampaignRound, roundsOf } from "../campaigns/campaign.ts";
import { tocsinRun, unsafeRun } from "../../support/installation/programs.ts";
import { faultInstallation } from "../round/fault-installation.ts";
import { influxUnderFault } from "../round/influx-under-fault.ts";
import { runRound } from "../round/run-round.ts";
import { isSound, reportText, summariseCampaign } from "./fault-report.ts";
import { type FaultOptions } from "./fault-options.ts";
import { finishedRounds, type FinishedRounds } from "./finished-rounds.ts";

type Say = (text: string) => void;

/** Brokers are started for the first round that needs them, and shared by the campaigns that need as many. */
function brokersOnDemand() {
  let current: KafkaCluster | null = null;
  const close = async (): Promise<void> => {
    await current?.close();
    current = null;
  };
  return {
    of: async (brokers: number): Promise<KafkaCluster> => {
      if (current !== null && current.nodes.length !== brokers) await close();
      current ??= await kafkaCluster({ brokers });
      return current;
    },
    close,
  };
}

async function oneRound(
  campaign: Campaign,
  round: { readonly number: number; readonly faults: number; readonly seed: number },
  at: { readonly cluster: KafkaCluster; readonly folder: string },
): Promise<CampaignRound> {
  const folder = join(at.folder, `${campaign.name}-${round.number}`);
  mkdirSync(folder, { recursive: true });
  const { brokers } = at.cluster;
  const influx = campaign.influx === true ? await influxUnderFault() : null;
  const installation = await faultInstallation({
    brokers,
    folder,
    replication: Math.min(brokers.length, 3),
    command: campaign.workers === "unsafe" ? unsafeRun : tocsinRun,
    ...(influx === null ? {} : { influx: influx.configured }),
  });
  try {
    const plan = { ...campaign.plan, faults: round.faults, seed: round.seed };
    const result = await runRound(installation, plan, { cluster: at.cluster, influx });
    return { campaign: campaign.name, round: round.number, result };
  } finally {
    await installation.remove().catch(() => {});
    await influx?.close();
  }
}

/** Each round of each campaign has a seed of its own, and the same one whichever campaigns are run. */
function seedOf(seed: number, campaign: Campaign, round: number): number {
  let hash = seed;
  for (const letter of `${campaign.name}/${round}`) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash;
}

function writeReport(folder: string, done: FinishedRounds, { campaigns }: FaultOptions): string {
  const summaries = campaigns.map(({ campaign: { name } }) =>
    summariseCampaign(
      name,
      done.all.filter(({ campaign }) => campaign === name),
    ),
  );
  const text = reportText(summaries);
  writeFileSync(join(folder, "report.txt"), text);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify({ summaries, rounds: done.all }, null, 2)}\n`);
  return text;
}

/** Runs the campaigns and gives whether they left everything sound. */
export async function runFaults(options: FaultOptions, say: Say): Promise<boolean> {
  const folder = join(options.out, String(options.seed));
  const done = finishedRounds(folder, options.afresh);
  const brokers = brokersOnDemand();
  try {
    for (const { campaign, count } of options.campaigns)
      for (const [number, faults] of roundsOf(campaign, count).entries()) {
        if (done.find(campaign.name, number, faults) !== undefined) continue;
        const seed = seedOf(options.seed, campaign, number);
        say(`${campaign.name}, round ${number + 1}: ${faults} times ${campaign.what} (seed ${seed})\n`);
        const cluster = await brokers.of(campaign.brokers);
        const finished = await oneRound(campaign, { number, faults, seed }, { cluster, folder });
        done.add(finished);
        const { damages, windows, alerts, seconds } = finished.result;
        say(`  ${windows} windows, ${alerts} alerts, ${damages.length} damages, ${seconds} s\n`);
      }
  } finally {
    await brokers.close();
  }
  say(writeReport(folder, done, options));
  return options.campaigns.every(({ campaign: { name, workers } }) => {
    const summary = summariseCampaign(
      name,
      done.all.filter(({ campaign }) => campaign === name),
    );
    return summary.rounds === 0 || isSound(summary) === (workers !== "unsafe");
  });
}
