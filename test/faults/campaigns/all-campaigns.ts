import { brokerFreezes, brokerKills, brokerRestarts } from "./broker-faults.ts";
import { type Campaign } from "./campaign.ts";
import {
  influxDropped,
  influxOneWay,
  influxOutage,
  influxRefusing,
  influxRevoked,
  influxSlow,
  recorderKills,
} from "./influx-faults.ts";
import { brokerClockSteps, clockSteps, hostClockSteps } from "./clock-faults.ts";
import { brokerDiskFull, influxDiskFull } from "./disk-faults.ts";
import { backlog } from "./memory-faults.ts";
import { brokerOneWay } from "./network-faults.ts";
import { hangingTransactions, topicRecreation, uncleanElections } from "./topic-faults.ts";
import { control, rollingRestarts, scaling, workerFreezes, workerKills } from "./worker-faults.ts";

/** In the order in which `pnpm faults` runs them. */
export const allCampaigns: readonly Campaign[] = [
  workerKills,
  workerFreezes,
  rollingRestarts,
  scaling,
  brokerKills,
  brokerRestarts,
  brokerFreezes,
  topicRecreation,
  hangingTransactions,
  uncleanElections,
  brokerOneWay,
  brokerDiskFull,
  clockSteps,
  hostClockSteps,
  brokerClockSteps,
  recorderKills,
  influxOutage,
  influxRefusing,
  influxSlow,
  influxDropped,
  influxRevoked,
  influxOneWay,
  influxDiskFull,
  backlog,
  control,
];
