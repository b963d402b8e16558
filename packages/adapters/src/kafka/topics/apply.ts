import { setTimeout as sleep } from "node:timers/promises";
import { LogFault } from "@tocsin/core";
import type { TopicAdmin } from "../topic-admin.ts";
import type { PlanStep, TopicPlan } from "./plan.ts";
import type { WantedTopic } from "./wanted-topics.ts";

/** Told before each step. */
export type TellStep = (step: PlanStep) => Promise<void>;

/**
 * Does what can be done of a plan, in its order, and resolves when every topic is there with its partitions. Doing it
 * again changes nothing.
 */
export async function applyPlan(admin: TopicAdmin, plan: TopicPlan, tell: TellStep): Promise<void> {
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
  await untilThere(admin, plan);
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

/** Brokers learn of new topics and partitions one after the other. */
async function untilThere(admin: TopicAdmin, { wanted }: TopicPlan): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  for (;;) {
    const present = await admin.describe(wanted.map(({ topic }) => topic));
    const missing = wanted.filter(
      ({ topic, partitions }) => (present.get(topic)?.partitions ?? 0) < partitions,
    );
    if (missing.length === 0) return;
    if (performance.now() > deadline) {
      const names = missing.map(({ topic }) => topic).join(", ");
      throw new LogFault("unreachable", `the brokers do not show ${names} within ${longestWaitMs / 1000} s`);
    }
    await sleep(pauseMs);
  }
}
