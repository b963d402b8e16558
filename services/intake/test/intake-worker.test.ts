import { Configuration } from "@tocsin/contracts";
import type { LogMembership } from "@tocsin/log";
import { expect, test } from "vitest";
import { memoryCluster } from "../../../test/support/memory-log/index.ts";
import { intakeWorker } from "../src/intake-worker.ts";
import { silentIntake } from "../../../test/support/installation/silent-instrumentation.ts";

test("partitions of a topic that is another installation's are refused, with what to do", async () => {
  const given = [[{ topic: "others.error-rate.v1", partition: 1 }]];
  const membership: LogMembership = {
    next: async () => given.shift() ?? (await new Promise<never>(() => undefined)),
    commit: async () => undefined,
    committed: async () => new Map(),
    leave: async () => undefined,
  };
  const log = { ...memoryCluster().client(), join: () => membership };
  const configuration = Configuration.parse({});
  const worker = intakeWorker({
    log,
    configuration,
    instrumentation: silentIntake,
    nowMs: () => 0,
    startAtMs: null,
  });
  await expect(worker.done).rejects.toThrow(/others\.error-rate\.v1.*kafka\.namePrefix/);
  await expect(worker.done).rejects.toMatchObject({ exitCode: 2 });
});
