import { afterAll, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";

const refusedImports = {
  "packages/contracts/src/reads-core.ts": `export * from "@tocsin/core";`,
  "packages/contracts/src/reads-file.ts": `export { readFileSync } from "node:fs";`,
  "packages/contracts/src/reads-yaml.ts": `export { parse } from "yaml";`,
  "packages/adapters/src/file/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/adapters/src/file/reaches-service.ts": `export { main } from "../../../../services/cli/src/main.ts";`,
  "packages/adapters/src/file/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "packages/adapters/src/log/needs-tests.ts": `export * from "../../../../test/support/memory-log/index.ts";`,
  "packages/report/src/page/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/report/src/page/reaches-service.ts": `export { main } from "../../../../services/cli/src/main.ts";`,
  "packages/report/src/record/knows-adapters.ts": `export * from "@tocsin/adapters/log";`,
  "packages/report/src/record/reaches-adapters.ts": `export * from "../../../adapters/src/log/index.ts";`,
  "packages/report/src/client/knows-service.js": `export * from "@tocsin/cli";`,
  "packages/report/src/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "packages/report/src/needs-tests.ts": `export * from "../test/support/frames.ts";`,
  "packages/report/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "services/cli/src/needs-tests.ts": `export * from "../../../test/support/memory-log/index.ts";`,
  "services/cli/src/deep.ts": `export * from "@tocsin/intake/src/intake-session.ts";`,
  "services/cli/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "services/cli/src/speaks-confluent.ts": `export * from "@confluentinc/kafka-javascript";`,
  "services/cli/src/speaks-influx.ts": `export { InfluxDB } from "@influxdata/influxdb-client";`,
  "examples/consumer/src/knows-core.ts": `export * from "@tocsin/core";`,
  "test/support/speaks-kafka.ts": `export * from "@platformatic/kafka";`,
};

const acceptedImports = {
  "packages/contracts/src/good.ts": `export { z } from "zod";\nexport { own } from "./own.ts";`,
  "packages/contracts/src/own.ts": `export const own = 1;`,
  "packages/adapters/src/kafka/good.ts": `export { Kafka } from "kafkajs";\nexport * from "@tocsin/core";`,
  "packages/adapters/src/influx/good.ts": `export { InfluxDB } from "@influxdata/influxdb-client";`,
  "packages/report/src/good.ts": `export { AlertEvent } from "@tocsin/contracts";\nexport * from "@tocsin/core";\nexport { join } from "node:path";`,
  "examples/consumer/src/good.ts": `export { Kafka } from "kafkajs";\nexport { AlertEvent } from "@tocsin/contracts";`,
  "services/cli/src/good.ts": `export { topicNames } from "@tocsin/contracts";\nexport { join } from "node:path";`,
};

const ended = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n`]));

const miniature = miniatureWith({ ...ended(refusedImports), ...ended(acceptedImports) });
afterAll(() => miniature.remove());
const findings = miniature.lint().filter(({ rule }) => rule === "eslint/no-restricted-imports");

test.each(Object.keys(refusedImports))("%s is refused", (path) => {
  expect(findings.map(({ file }) => file)).toContain(path);
});

test.each(Object.keys(acceptedImports))("%s is accepted", (path) => {
  expect(findings.filter(({ file }) => file === path)).toEqual([]);
});
