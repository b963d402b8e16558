import { telemetryRoles, timeOf, type TopicRole, topicRoles } from "@tocsin/adapters/kafka";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

const actions = ["plan", "apply", "check"] as const;
type TopicsAction = (typeof actions)[number];

export interface TopicsRequest {
  readonly action: TopicsAction;
  readonly configFile: string | null;
  readonly topicsFile: string | null;
  readonly partitions: number | null;
  /** Milliseconds, -1 without limit. */
  readonly retention: Partial<Readonly<Record<TopicRole, number>>>;
  readonly shortenRetention: boolean;
}

/** Reads the arguments of `tocsin topics`; refuses what makes no sense with code 2. */
export function topicsRequestOf({ positionals, values, flags }: ParsedArguments): TopicsRequest {
  return {
    action: actionOf(positionals),
    configFile: values.get("config") ?? null,
    topicsFile: values.get("topics") ?? null,
    partitions: partitionsOf(values.get("partitions")),
    retention: retentionOf(values.get("retention")),
    shortenRetention: flags.has("shorten-retention"),
  };
}

function actionOf([word, more]: readonly string[]): TopicsAction {
  const there = "There is plan, apply and check.";
  if (word === undefined) throw usageFault("tocsin topics needs to be told what to do", there);
  const action = actions.find((one) => one === word);
  if (action === undefined) {
    throw usageFault(`tocsin topics cannot ${word}`, didYouMean(word, actions, "tocsin topics ") ?? there);
  }
  if (more !== undefined) throw usageFault(`tocsin topics ${action} takes no further argument: ${more}`);
  return action;
}

const mostPartitions = 3000;

function partitionsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostPartitions) return count;
  throw usageFault(`--partitions takes a whole number from 1 to ${mostPartitions}, not ${text}`);
}

const groups: Readonly<Record<string, readonly TopicRole[]>> = {
  telemetry: telemetryRoles,
  ...Object.fromEntries(topicRoles.map((role) => [role, [role]])),
};

function retentionOf(text: string | undefined): TopicsRequest["retention"] {
  const entries = (text ?? "").split(",").filter((part) => part.trim() !== "");
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const [name = "", written = ""] = entry.split("=").map((part) => part.trim());
      const roles = groups[name];
      const ms = timeOf(written);
      if (roles !== undefined && ms !== null) return roles.map((role) => [role, ms]);
      const hint =
        roles === undefined
          ? (didYouMean(name, Object.keys(groups)) ?? `There is ${Object.keys(groups).join(", ")}.`)
          : "A time is written 30m, 12h, 7d or unlimited.";
      throw usageFault(`--retention takes TOPIC=TIME, not ${entry}`, hint);
    }),
  );
}
