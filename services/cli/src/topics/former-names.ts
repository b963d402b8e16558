import { stateOwner } from "@tocsin/log";
import { topicNames } from "@tocsin/contracts";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { usageFault } from "../exit-codes.ts";

/**
 * Until version 0.2.0 the names of topics followed neither from the environment nor from `kafka.namePrefix`. Throws a
 * `ProcessFault` where this installation's memory lies under such a name and none under the present one: new topics beside
 * it would begin everything anew, and whoever reads the alerts would hear of nothing any more.
 */
export async function refuseFormerNames({ admin, log, configuration }: OpenCluster): Promise<void> {
  const { topics, kafka, environment } = configuration;
  const former = topicNames.detectorState;
  if (topics.detectorState === former) return;
  const there = await admin.describe([topics.detectorState, former]);
  if ((there.get(topics.detectorState) ?? null) !== null || (there.get(former) ?? null) === null) return;
  const owner = await stateOwner(log, { topic: former, partition: 0 });
  if (owner === `tocsin.detector.${environment}`) {
    throw usageFault(
      `version 0.2.0 kept the memory of environment ${environment} in ${former}, and by the configuration it is now ${topics.detectorState}`,
      "To go on with the topics that there are, write kafka.namePrefix: tocsin. To begin anew, delete that topic.",
    );
  }
  if (owner !== `${kafka.namePrefix}.detector.${environment}`) return;
  throw usageFault(
    `version 0.2.0 kept the memory of ${kafka.namePrefix} in ${former}, and by the configuration it is now ${topics.detectorState}`,
    "To go on with the topics that there are, write their names under topics: windows, evidence, incidents, deadLetters, intakeState and detectorState. To begin anew, delete that topic.",
  );
}
