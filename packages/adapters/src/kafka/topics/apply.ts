import { setTimeout as sleep } from "node:timers/promises";
import { LogFault } from "@tocsin/core";
import type { TopicAdmin } from "../topic-admin.ts";
import type { PlanStep, TopicPlan } from "./plan.ts";

/** Told before each step. */
export type TellStep = (step: PlanStep) => Promise<void>;

/**
 * Does what can be done of a plan, in its order, and resolves when every topic is there with its partitions. Doing it
 * again changes nothing.
 */
export async function applyPlan(admin: TopicAdmin, plan: TopicPlan, tell: TellStep): Promise<void> {
  for (const step of plan.steps) {
    if (step.kind === "cannot") continue;
    await tell(step);
    await doStep(admin, step);
  }
  await untilThere(admin, plan);
}

async function doStep(admin: TopicAdmin, step: Exclude<PlanStep, { kind: "cannot" }>): Promise<void> {
  if (step.kind === "create") {
    const { topic, partitions, replicationFactor, config } = step.wanted;
    await admin.create([{ topic, partitions, replicationFactor, config }]);
    return;
  }
  if (step.kind === "add-partitions") {
    await admin.addPartitions(step.topic, step.to);
    return;
  }
  await admin.alterConfig(step.topic, Object.fromEntries(step.changes.map(({ name, to }) => [name, to])));
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
