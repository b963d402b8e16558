import type { TopicAdmin, TopicDescription } from "../topic-admin.ts";
import { sizeText, timeText } from "./amounts.ts";
import { telemetryRoles } from "./roles.ts";
import { wantedTopics, type WantedTopic, type Wishes } from "./wanted-topics.ts";

export interface SettingChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string;
}

/** What is different from how it shall be. */
export type PlanStep =
  | { readonly kind: "create"; readonly wanted: WantedTopic }
  | { readonly kind: "add-partitions"; readonly topic: string; readonly from: number; readonly to: number }
  | { readonly kind: "alter"; readonly topic: string; readonly changes: readonly SettingChange[] }
  /** What is not done, and why; what has to be done by hand is said. */
  | { readonly kind: "cannot"; readonly topic: string; readonly what: string; readonly why: string };

export interface TopicPlan {
  readonly wanted: readonly WantedTopic[];
  readonly steps: readonly PlanStep[];
  /** What is worth knowing and is no fault. */
  readonly notes: readonly string[];
}

export interface PlanRequest extends Omit<Wishes, "present" | "brokers"> {
  /** Topics that others keep, for what other tools write: where one is there it is left as it is. */
  readonly ofOthers?: { has(topic: string): boolean };
  /** Shorter retention and compaction delete records; without this they are not asked for. */
  readonly shortenRetention: boolean;
}

/** Compares what there is with what shall be. Changes nothing. */
export async function planTopics(admin: TopicAdmin, request: PlanRequest): Promise<TopicPlan> {
  const present = await admin.describe([...new Set(Object.values(request.names))]);
  const wanted = wantedTopics({ ...request, present, brokers: await admin.brokers() });
  return {
    wanted,
    steps: wanted.flatMap((topic) => stepsOf(topic, present.get(topic.topic) ?? null, request)),
    notes: wanted.flatMap((topic) => notesOf(topic, present.get(topic.topic) ?? null)),
  };
}

function stepsOf(
  wanted: WantedTopic,
  there: TopicDescription | null,
  { shortenRetention, ofOthers }: PlanRequest,
): readonly PlanStep[] {
  if (there === null) return [{ kind: "create", wanted }];
  if (ofOthers?.has(wanted.topic) === true) return [];
  const { topic } = wanted;
  const changes = settingChanges(wanted, there);
  const losing = shortenRetention ? [] : changes.filter(deletesRecords);
  const altered = changes.filter((change) => !losing.includes(change));
  return [
    ...(there.partitions < wanted.partitions
      ? [{ kind: "add-partitions", topic, from: there.partitions, to: wanted.partitions } as const]
      : []),
    ...(altered.length > 0 ? [{ kind: "alter", topic, changes: altered } as const] : []),
    ...losing.map((change) => ({
      kind: "cannot" as const,
      topic,
      what: changeWords(change),
      why: "it would delete records that are there; --shorten-retention does it all the same",
    })),
    ...(there.replicationFactor < wanted.replicationFactor
      ? [
          {
            kind: "cannot" as const,
            topic,
            what: `replication ${there.replicationFactor} -> ${wanted.replicationFactor}`,
            why: "copies are moved with Kafka's own kafka-reassign-partitions.sh",
          },
        ]
      : []),
  ];
}

function settingChanges(wanted: WantedTopic, there: TopicDescription): readonly SettingChange[] {
  return Object.entries(wanted.config).flatMap(([name, to]) => {
    const from = there.config[name] ?? null;
    return from !== null && sameSetting(from, to) ? [] : [{ name, from, to }];
  });
}

/** Brokers write lists in an order of their own. */
function sameSetting(one: string, other: string): boolean {
  return partsOf(one) === partsOf(other);
}

const partsOf = (setting: string): string => setting.split(",").toSorted().join();

/** A limit that was higher before, or compaction where there was none. */
function deletesRecords({ name, from, to }: SettingChange): boolean {
  if (from === null) return false;
  if (name === "cleanup.policy") return to.includes("compact") && !from.includes("compact");
  if (name !== "retention.ms" && name !== "retention.bytes") return false;
  return asLimit(to) < asLimit(from);
}

const asLimit = (text: string): number => (Number(text) < 0 ? Number.POSITIVE_INFINITY : Number(text));

function notesOf(wanted: WantedTopic, there: TopicDescription | null): readonly string[] {
  if (there === null || there.partitions <= wanted.partitions) return [];
  const isInput = telemetryRoles.some((role) => role === wanted.role);
  const served = isInput ? ", all of which are read" : "";
  return [
    `${wanted.topic} has ${there.partitions} partitions, more than ${wanted.partitions}${served}; partitions are never taken away`,
  ];
}

/** `retention.ms 7d -> unlimited` */
export function changeWords({ name, from, to }: SettingChange): string {
  return `${name} ${from === null ? "unset" : settingText(name, from)} -> ${settingText(name, to)}`;
}

export function settingText(name: string, value: string): string {
  if (!/^-?\d+$/.test(value)) return value;
  if (name.endsWith(".ms")) return timeText(Number(value));
  return name.endsWith(".bytes") ? sizeText(Number(value)) : value;
}
