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

/** Three hours with two outages, in less than a minute: `pnpm faults` runs the counts in full. */
const minutes = 185;
const ratePerSecond = { 1: 250, 3: 120 } as const;
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
    replication: campaign.brokers,
    command: campaign.workers === "unsafe" ? unsafeRun : tocsinRun,
    ...(influx === null ? {} : { influx: influx.configured }),
  });
  try {
    const short = { minutes, ratePerSecond: ratePerSecond[campaign.brokers], faults, seed };
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

describe("nothing is lost, said twice or wrong", () => {
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
      const result = await shortRound(campaign, 1, { brokers: kafka.brokers, influx: influx.current });
      expectSound(result);
      expect(result.rows).toBeGreaterThan(result.windows);
      // The fault lasts 20 s and longer: whoever waited for the database would be late by as much.
      expect(result.alertDelay?.maxMs).toBeLessThan(15_000);
    },
    roundMs,
  );
});
