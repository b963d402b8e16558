import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  kafkaCluster,
  type KafkaCluster,
  ServerMissing,
  smallDisk,
  type SmallDisk,
} from "../../support/servers/own.ts";
import { allCampaigns } from "../campaigns/all-campaigns.ts";
import { type Campaign, type CampaignRound, roundsOf } from "../campaigns/campaign.ts";
import { tocsinRun, unsafeRun } from "../../support/installation/programs.ts";
import { faultInstallation } from "../round/fault-installation.ts";
import { influxUnderFault } from "../round/influx-under-fault.ts";
import { runRound } from "../round/run-round.ts";
import { isSound, reportText, summariseCampaign } from "./fault-report.ts";
import { type FaultOptions } from "./fault-options.ts";
import { type Measured, withFigures } from "./markdown-report.ts";
import { finishedRounds, type FinishedRounds } from "./finished-rounds.ts";

type Say = (text: string) => void;

/** So large that an installation's logs fit well, and so small that it is filled at once. */
const diskMegabytes = { "disk-of-broker": 600, "disk-of-influx": 200 } as const;

/** What is due by a broker's clock, as the end of a transaction or of what is known of a producer, is looked for every second. */
const expiresAtOnce = {
  "transaction.remove.expired.transaction.cleanup.interval.ms": 1000,
  "producer.id.expiration.check.interval.ms": 1000,
  "offsets.retention.check.interval.ms": 1000,
  "log.retention.check.interval.ms": 1000,
};

interface Brokers {
  readonly cluster: KafkaCluster;
  readonly disk: SmallDisk | null;
}

async function startedBrokers({ brokers, servers }: Campaign): Promise<Brokers> {
  const disk = servers === "disk-of-broker" ? await smallDisk(diskMegabytes[servers]) : null;
  try {
    const onDisk = disk === null ? {} : { folderOfFirst: disk.path };
    const cluster = await kafkaCluster({
      brokers,
      isProxied: servers === "proxied",
      ...(servers === "stepped-clocks" ? { hasSteppedClocks: true, extra: expiresAtOnce } : {}),
      ...onDisk,
    });
    return { cluster, disk };
  } catch (error) {
    await disk?.remove();
    throw error;
  }
}

/** Brokers are started for the first round that needs them, and shared by the campaigns that need the same. */
function brokersOnDemand() {
  let current: Promise<Brokers> | null = null;
  let kind = "";
  const ended = async (brokers: Promise<Brokers> | null): Promise<void> => {
    // Whoever asked for them was told why they could not be started.
    const started = await brokers?.catch(() => null);
    await started?.cluster.close();
    await started?.disk?.remove();
  };
  const startedBehind = async (before: Promise<Brokers> | null, campaign: Campaign): Promise<Brokers> => {
    await ended(before);
    return await startedBrokers(campaign);
  };
  return {
    of: async (campaign: Campaign): Promise<Brokers> => {
      const { brokers, servers } = campaign;
      const wanted = `${brokers} ${servers === "disk-of-influx" ? undefined : servers}`;
      if (current === null || kind !== wanted) current = startedBehind(current, campaign);
      kind = wanted;
      try {
        return await current;
      } catch (error) {
        kind = "";
        throw error;
      }
    },
    close: async (): Promise<void> => await ended(current),
  };
}

async function oneRound(
  campaign: Campaign,
  round: { readonly number: number; readonly faults: number; readonly seed: number },
  at: Brokers & { readonly folder: string },
): Promise<CampaignRound> {
  const folder = join(at.folder, `${campaign.name}-${round.number}`);
  mkdirSync(folder, { recursive: true });
  const { brokers, nodes } = at.cluster;
  const proxied = nodes.flatMap(({ proxy }) => proxy?.address ?? []);
  const ofInflux =
    campaign.servers === "disk-of-influx" ? await smallDisk(diskMegabytes[campaign.servers]) : null;
  const influx = campaign.influx === true ? await influxUnderFault(ofInflux) : null;
  const installation = await faultInstallation({
    brokers,
    ...(proxied.length > 0 ? { proxied } : {}),
    folder,
    replication: Math.min(brokers.length, 3),
    command: campaign.workers === "unsafe" ? unsafeRun : tocsinRun,
    ...(influx === null ? {} : { influx: influx.configured }),
  });
  try {
    const plan = { ...campaign.plan, faults: round.faults, seed: round.seed };
    const servers = { cluster: at.cluster, influx, disk: at.disk ?? ofInflux };
    return {
      campaign: campaign.name,
      round: round.number,
      result: await runRound(installation, plan, servers),
    };
  } finally {
    await installation.remove().catch(() => {});
    await influx?.close();
    await ofInflux?.remove();
  }
}

/** Each round of each campaign has a seed of its own, and the same one whichever campaigns are run. */
function seedOf(seed: number, campaign: Campaign, round: number): number {
  let hash = seed;
  for (const letter of `${campaign.name}/${round}`) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash;
}

/** Of all campaigns of which rounds are done, by this run or by an earlier one. */
const measuredOf = ({ all }: FinishedRounds): readonly Measured[] =>
  allCampaigns.flatMap((campaign) => {
    const rounds = all.filter((round) => round.campaign === campaign.name);
    return rounds.length === 0 ? [] : [{ campaign, summary: summariseCampaign(campaign.name, rounds) }];
  });

function writeReport(folder: string, done: FinishedRounds, { markdownPath, seed }: FaultOptions): string {
  const measured = measuredOf(done);
  if (markdownPath !== null) {
    const page = readFileSync(markdownPath, "utf8");
    const names = allCampaigns.map(({ name }) => name);
    writeFileSync(markdownPath, withFigures(page, { seed, measured, names }));
  }
  const summaries = measured.map(({ summary }) => summary);
  const text = reportText(summaries);
  writeFileSync(join(folder, "report.txt"), text);
  writeFileSync(join(folder, "report.json"), `${JSON.stringify({ summaries, rounds: done.all }, null, 2)}\n`);
  return text;
}

/** The rounds of a campaign that are not done yet. */
async function runCampaign(
  { campaign, count }: FaultOptions["campaigns"][number],
  { seed: of }: FaultOptions,
  { done, brokers, folder, say }: Running,
): Promise<void> {
  for (const [number, faults] of roundsOf(campaign, count).entries()) {
    if (done.find(campaign.name, number, faults) !== undefined) continue;
    const seed = seedOf(of, campaign, number);
    say(`${campaign.name}, round ${number + 1}: ${faults} times ${campaign.what} (seed ${seed})\n`);
    const round = { number, faults, seed };
    const finished = await oneRound(campaign, round, { ...(await brokers.of(campaign)), folder });
    done.add(finished);
    const { damages, windows, alerts, seconds } = finished.result;
    const outcome = `${windows} windows, ${alerts} alerts, ${damages.length} damages, ${seconds} s`;
    say(`${campaign.name}, round ${number + 1}: ${outcome}\n`);
  }
}

interface Running {
  readonly done: FinishedRounds;
  readonly brokers: ReturnType<typeof brokersOnDemand>;
  readonly folder: string;
  readonly say: Say;
}

/** Whether it could be run to its end; where a server that it needs is not there, it is left out. */
async function isRun(
  wanted: FaultOptions["campaigns"][number],
  options: FaultOptions,
  running: Running,
): Promise<boolean> {
  const { name } = wanted.campaign;
  try {
    await runCampaign(wanted, options, running);
    return true;
  } catch (error) {
    if (error instanceof ServerMissing) {
      running.say(`${name} is left out: ${error.message}\n`);
      return true;
    }
    running.say(`${name} was broken off: ${error instanceof Error ? error.stack : String(error)}\n`);
    return false;
  }
}

/** Those that strike brokers one after the other, and before them the others, so many together on the same brokers. */
async function areAllRun(options: FaultOptions, running: Running): Promise<boolean> {
  const { campaigns, together } = options;
  const [alone = [], others = []] = [true, false].map((strikes) =>
    campaigns.filter(({ campaign: { strikesBrokers = false } }) => strikesBrokers === strikes),
  );
  let areRun = true;
  const runAll = async (waiting: Iterator<(typeof campaigns)[number]>): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next())
      areRun = (await isRun(next.value, options, running)) && areRun;
  };
  const waiting = others.values();
  await Promise.all(Array.from({ length: together }, () => runAll(waiting)));
  await runAll(alone.values());
  return areRun;
}

/** Runs the campaigns and gives whether all could be run and left everything sound. */
export async function runFaults(options: FaultOptions, say: Say): Promise<boolean> {
  const folder = join(options.out, String(options.seed));
  const done = finishedRounds(folder, options.afresh);
  const brokers = brokersOnDemand();
  const running = { done, brokers, folder, say };
  let areRun: boolean;
  try {
    areRun = await areAllRun(options, running);
  } finally {
    await brokers.close();
  }
  say(writeReport(folder, done, options));
  const wanted = new Set(options.campaigns.map(({ campaign: { name } }) => name));
  const isAsItMust = ({ campaign: { name, workers }, summary }: Measured): boolean =>
    !wanted.has(name) || isSound(summary) === (workers !== "unsafe");
  return areRun && measuredOf(done).every(isAsItMust);
}
