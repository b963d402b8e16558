import { describe } from "vitest";
import { damagePromises } from "./log/damage.ts";
import { groupPromises } from "./log/groups.ts";
import { readingPromises } from "./log/reading.ts";
import type { OpenLog } from "./log/rig.ts";
import { transactionPromises } from "./log/transactions.ts";
import { writerPromises } from "./log/writers.ts";
import { writingPromises } from "./log/writing.ts";

export type { LogCluster, OpenLog } from "./log/rig.ts";

/**
 * What every `Log` promises. Each test opens the cluster anew and closes it; topics, groups and
 * identities have names of their own, so that tests may share one cluster and run beside each other.
 */
export function logConformance(open: OpenLog): void {
  describe("reading", () => readingPromises(open));
  describe("appending", () => writingPromises(open));
  describe("transactions", () => transactionPromises(open));
  describe("writers", () => writerPromises(open));
  describe("groups", () => groupPromises(open));
  describe("damage", () => damagePromises(open));
}
