import { printable } from "@tocsin/adapters/config";
import { decodeAcknowledgement } from "@tocsin/adapters/wire";
import type { Acknowledgement } from "@tocsin/contracts";
import { momentOf } from "@tocsin/report/words";
import { countsIfThere } from "../cluster/counts-if-there.ts";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { readTopic } from "../inspect/read-topic.ts";
import type { CliIo } from "../io.ts";

/** Who takes care of which incident; null where the topic is not there or may not be read. */
export async function toldCares(
  { log, configuration }: Pick<OpenCluster, "log" | "configuration">,
  { interrupted }: Pick<CliIo, "interrupted">,
): Promise<ReadonlyMap<string, Acknowledgement> | null> {
  const { acknowledgements: topic } = configuration.topics;
  if (!(await countsIfThere(log, [topic])).has(topic)) return null;
  const cares = new Map<string, Acknowledgement>();
  const take = ({ key, value }: { readonly key: Uint8Array | null; readonly value: Uint8Array | null }) => {
    if (value === null) {
      cares.delete(key === null ? "" : new TextDecoder().decode(key));
      return;
    }
    const decoded = decodeAcknowledgement(value);
    if (decoded.kind === "acknowledgement")
      cares.set(decoded.acknowledgement.incident, decoded.acknowledgement);
  };
  await readTopic(log, topic, take, interrupted);
  return cares;
}

/** `in the care of ann since 2023-11-15 12:41 UTC: the switch again` */
export function careWords({ by, at, note }: Acknowledgement): string {
  const since = `since ${momentOf(Date.parse(at))} UTC`;
  return printable(`in the care of ${by ?? "somebody"} ${since}${note === undefined ? "" : `: ${note}`}`);
}
