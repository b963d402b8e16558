import { brokerFreezes, brokerKills, brokerRestarts } from "./broker-faults.ts";
import { type Campaign } from "./campaign.ts";
import { influxOutage, influxRefusing, influxSlow, recorderKills } from "./influx-faults.ts";
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
  recorderKills,
  influxOutage,
  influxRefusing,
  influxSlow,
  control,
];
