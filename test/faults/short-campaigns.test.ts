import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type KafkaCluster, useKafka, useKafkaCluster, useOwn } from "../support/servers/index.ts";
import { brokerFreezes, brokerKills, brokerRestarts } from "./campaigns/broker-faults.ts";
import { type Campaign } from "./campaigns/campaign.ts";
import { influxOutage, influxRefusing, influxSlow } from "./campaigns/influx-faults.ts";
import { topicRecreation, uncleanElections } from "./campaigns/topic-faults.ts";
import { control, rollingRestarts, scaling, workerFreezes, workerKills } from "./campaigns/worker-faults.ts";
import { tocsinRun, unsafeRun } from "../support/installation/programs.ts";
import { faultInstallation } from "./round/fault-installation.ts";
import { influxUnderFault, type InfluxUnderFault } from "./round/influx-under-fault.ts";
import { type RoundResult, runRound } from "./round/run-round.ts";
import { type Stage } from "./round/stage.ts";

/** Three hours with two outages, in less than a minute: `pnpm faults` runs the counts in full, on three brokers. */
const minutes = 185;
const ratePerSecond = (brokers: number): number => (brokers > 1 ? 120 : 250);
const roundMs = 240_000;
/** Between which two writes a kill falls is chance, and on a loaded machine all kills of a round may do no harm. */
const mostControlRounds = 4;
const seed = 20_211_004;

interface RoundServers {
  readonly brokers: readonly string[];
  readonly cluster?: KafkaCluster;
  readonly influx?: InfluxUnderFault;
}

async function shortRound(campaign: Campaign, faults: number, servers: RoundServers): Promise<RoundResult> {
  const { brokers, cluster = null, influx = null } = servers;
  const folder = `out/faults/short/${campaign.name}`;
  mkdirSync(folder, { recursive: true });
  const installation = await faultInstallation({
    brokers,
    folder,
    replication: brokers.length,
    command: campaign.workers === "unsafe" ? unsafeRun : tocsinRun,
    ...(influx === null ? {} : { influx: influx.configured }),
  });
  try {
    const short = { minutes, ratePerSecond: ratePerSecond(brokers.length), faults, seed };
    return await runRound(installation, { ...campaign.plan, ...short }, { cluster, influx });
  } finally {
    await installation.remove();
  }
}

function expectSound(result: RoundResult): void {
  expect(result.damages).toEqual([]);
  expect(result.badExits).toEqual([]);
  // There was something to lose.
  expect(result.windows).toBeGreaterThan(180);
  expect(result.alerts).toBeGreaterThan(2);
  expect(result.deadLetters).toBeGreaterThan(5);
}

const faultsOf = ({ perRound }: Campaign): number => Math.min(perRound, 3);
const named = (campaigns: readonly Campaign[]) =>
  campaigns.map((campaign) => [campaign.what, campaign] as const);
const onOneBroker = [workerKills, workerFreezes, rollingRestarts, scaling, topicRecreation];
const onThreeBrokers = [brokerKills, brokerRestarts, brokerFreezes, uncleanElections];

// Two at a time: a round mostly waits for what comes at its rate.
describe.concurrent("nothing is lost, said twice or wrong", () => {
  const kafka = useKafka();
  test.each(named(onOneBroker))(
    "%s",
    async (_, campaign) => {
      expectSound(await shortRound(campaign, faultsOf(campaign), { brokers: kafka.brokers }));
    },
    roundMs,
  );

  test(
    `and this would be seen: ${control.what}`,
    async () => {
      let damages = 0;
      for (let round = 0; round < mostControlRounds && damages === 0; round += 1)
        damages += (await shortRound(control, 4, { brokers: kafka.brokers })).damages.length;
      expect(damages).toBeGreaterThan(0);
    },
    mostControlRounds * roundMs,
  );
});

describe("nothing is lost, said twice or wrong on three brokers", () => {
  const cluster = useKafkaCluster({ brokers: 3 });

  test.each(named(onThreeBrokers))(
    "%s",
    async (_, campaign) => {
      const { brokers } = cluster.current;
      expectSound(await shortRound(campaign, faultsOf(campaign), { brokers, cluster: cluster.current }));
    },
    roundMs,
  );
});

describe.each(named([influxOutage, influxRefusing, influxSlow]))("%s", (_, campaign) => {
  const kafka = useKafka();
  const influx = useOwn("InfluxDB 2.x of its own", () => influxUnderFault());

  test(
    "costs no point, and delays no alert",
    async () => {
      const { fault } = campaign.plan;
      const longest = async (stage: Stage): Promise<void> => await fault({ ...stage, random: () => 0.99 });
      const long = { ...campaign, plan: { ...campaign.plan, fault: longest } };
      const result = await shortRound(long, 1, { brokers: kafka.brokers, influx: influx.current });
      expectSound(result);
      expect(result.rows).toBeGreaterThan(result.windows);
      // The fault lasts almost 20 s: whoever waited for the database would be late by as much.
      expect(result.alertDelay?.maxMs).toBeLessThan(15_000);
    },
    roundMs,
  );
});
