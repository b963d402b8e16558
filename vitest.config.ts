import { defineConfig } from "vitest/config";

const source = { resolve: { conditions: ["source"] }, ssr: { resolve: { conditions: ["source"] } } };

/** Tests on real servers: one file at a time, so that they do not take the machine from each other. */
const onServers = [
  "test/integration/**/*.test.ts",
  "test/faults/**/*.test.ts",
  "test/support/servers/**/*.test.ts",
];

export default defineConfig({
  ...source,
  test: {
    // Of the whole run, not of a project: all files share one broker and one database.
    globalSetup: ["test/support/servers/global-setup.ts"],
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
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          hookTimeout: 120_000,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
