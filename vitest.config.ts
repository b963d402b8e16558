import { defineConfig } from "vitest/config";

const source = { resolve: { conditions: ["source"] }, ssr: { resolve: { conditions: ["source"] } } };

/** Tests on real servers: one file at a time, so that they do not take the machine from each other. */
export const onServers = [
  "test/integration/**/*.test.ts",
  "test/faults/short-campaigns.test.ts",
  "test/bench/kafka-bench.test.ts",
  "test/support/servers/own-servers.test.ts",
];

export default defineConfig({
  ...source,
  test: {
    projects: [
      {
        ...source,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "services/*/test/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [...onServers, "**/node_modules/**"],
          testTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: "servers",
          include: onServers,
          // All files share one broker and one database; a run without any of them starts nothing.
          globalSetup: ["test/support/servers/global-setup.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          hookTimeout: 120_000,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
