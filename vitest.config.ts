import { defineConfig } from "vitest/config";

const source = { resolve: { conditions: ["source"] }, ssr: { resolve: { conditions: ["source"] } } };

/** Tests on real servers: one file at a time, so that they do not take the machine from each other. */
export const onServers = [
  "test/integration/**/*.test.ts",
  "test/faults/short-campaigns.test.ts",
  "test/bench/kafka-bench.test.ts",
  "test/bench/sink-bench.test.ts",
  "test/support/servers/own-servers.test.ts",
];

/** Walks: generated worlds, long lives and cuts anywhere. What they promise needs seconds. */
const walks = ["packages/*/test/**/*.walk.test.ts"];

/** One test file a core: one core is left free unless told, which is half of a machine with two. */
const everyCore = { maxWorkers: "100%" } as const;

/** Before each test file: what properties draw from. */
const setupFiles = ["./test/support/drawn-inputs.ts"];

/**
 * Core is pure and keeps no state, so that its test files share the modules that they import. Node loads these by
 * itself: compiled by vitest, each use of an imported constant would be a call, and loops over them twice as slow.
 */
const asNodeRunsIt = {
  ...everyCore,
  setupFiles,
  isolate: false,
  pool: "threads",
  experimental: { viteModuleRunner: false, nodeLoader: false },
  testTimeout: 60_000,
} as const;

export default defineConfig({
  ...source,
  test: {
    projects: [
      {
        ...source,
        test: {
          name: "core",
          include: ["packages/core/test/**/*.test.ts"],
          exclude: walks,
          ...asNodeRunsIt,
        },
      },
      {
        ...source,
        test: { name: "walks", include: walks, ...asNodeRunsIt },
      },
      {
        ...source,
        test: {
          name: "unit",
          ...everyCore,
          setupFiles,
          include: ["packages/*/test/**/*.test.ts", "services/*/test/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...onServers, ...walks, "packages/core/**", "**/node_modules/**"],
          testTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: "servers",
          setupFiles,
          include: onServers,
          // All files share one broker and one database; a run without any of them starts nothing.
          globalSetup: ["test/support/servers/global-setup.ts"],
          fileParallelism: false,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
          hookTimeout: 120_000,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
