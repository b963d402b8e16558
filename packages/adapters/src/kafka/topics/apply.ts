import { setTimeout as sleep } from "node:timers/promises";
import { type Log, LogFault, type LogPlace } from "@tocsin/log";
import type { TopicAdmin } from "../topic-admin.ts";
import type { PlanStep, TopicPlan } from "./plan.ts";
import type { WantedTopic } from "./wanted-topics.ts";

/** Told before each step. */
export type TellStep = (step: PlanStep) => Promise<void>;

export interface Appliance {
  readonly admin: TopicAdmin;
  /** Asked whether the leader of each partition answers. */
  readonly log: Pick<Log, "span">;
}

/**
 * Does what can be done of a plan, in its order, and resolves when every topic is there and every partition's leader
 * answers for it, so that nothing need be tried twice by who writes then. Doing it again changes nothing.
 */
export async function applyPlan({ admin, log }: Appliance, plan: TopicPlan, tell: TellStep): Promise<void> {
  const created: WantedTopic[] = [];
  for (const step of plan.steps) {
    if (step.kind === "cannot") continue;
    await tell(step);
    if (step.kind === "create") created.push(step.wanted);
    else if (step.kind === "add-partitions") await admin.addPartitions(step.topic, step.to);
    else
      await admin.alterConfig(step.topic, Object.fromEntries(step.changes.map(({ name, to }) => [name, to])));
  }
  await create(admin, created);
  await untilThere({ admin, log }, plan);
}

/** All at once. A broker that has not heard of a new topic yet says that it is missing: that is waited for after. */
async function create(admin: TopicAdmin, wanted: readonly WantedTopic[]): Promise<void> {
  if (wanted.length === 0) return;
  try {
    await admin.create(
      wanted.map(({ topic, partitions, replicationFactor, config }) => ({
        topic,
        partitions,
        replicationFactor,
        config,
      })),
    );
  } catch (error) {
    if (!(error instanceof LogFault) || error.kind !== "topic-missing") throw error;
  }
}

const longestWaitMs = 30_000;
const pauseMs = 200;

/** Brokers learn of new topics and partitions one after the other, and leaders take a moment to begin. */
async function untilThere({ admin, log }: Appliance, { wanted }: TopicPlan): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  for (;;) {
    const present = await admin.describe(wanted.map(({ topic }) => topic));
    const missing = wanted.filter(
      ({ topic, partitions }) => (present.get(topic)?.partitions ?? 0) < partitions,
    );
    if (missing.length === 0 && (await doAnswer(log, placesOf(wanted)))) return;
    if (performance.now() > deadline) {
      const names = missing.map(({ topic }) => topic).join(", ");
      const what = names === "" ? "leaders of all partitions" : names;
      throw new LogFault("unreachable", `the brokers do not show ${what} within ${longestWaitMs / 1000} s`);
    }
    await sleep(pauseMs);
  }
}

const placesOf = (wanted: readonly WantedTopic[]): readonly LogPlace[] =>
  wanted.flatMap(({ topic, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  );

async function doAnswer(log: Pick<Log, "span">, places: readonly LogPlace[]): Promise<boolean> {
  try {
    for (const place of places) await log.span(place);
    return true;
  } catch (error) {
    if (error instanceof LogFault && error.kind === "topic-missing") return false;
    throw error;
  }
}
