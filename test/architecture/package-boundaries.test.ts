import { afterAll, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";

const refusedImports = {
  "packages/contracts/src/reads-core.ts": `export * from "@tocsin/core";`,
  "packages/contracts/src/reads-file.ts": `export { readFileSync } from "node:fs";`,
  "packages/contracts/src/reads-yaml.ts": `export { parse } from "yaml";`,
  "packages/adapters/src/file/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/adapters/src/file/reaches-service.ts": `export { main } from "../../../../services/cli/src/main.ts";`,
  "packages/adapters/src/file/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "packages/adapters/src/kafka/needs-tests.ts": `export * from "../../../../test/support/memory-log/index.ts";`,
  "packages/log/src/needs-tests.ts": `export * from "../../../test/support/memory-log/index.ts";`,
  "packages/log/src/knows-adapters.ts": `export * from "@tocsin/adapters/kafka";`,
  "packages/log/src/reaches-adapters.ts": `export * from "../../adapters/src/kafka/index.ts";`,
  "packages/log/src/knows-report.ts": `export * from "@tocsin/report";`,
  "packages/log/src/knows-service.ts": `export * from "@tocsin/intake";`,
  "packages/log/src/reaches-service.ts": `export * from "../../../services/intake/src/index.ts";`,
  "packages/log/src/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "packages/log/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "packages/report/src/page/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/report/src/page/reaches-service.ts": `export { main } from "../../../../services/cli/src/main.ts";`,
  "packages/report/src/record/knows-adapters.ts": `export * from "@tocsin/adapters/file";`,
  "packages/report/src/record/reaches-adapters.ts": `export * from "../../../adapters/src/file/index.ts";`,
  "packages/report/src/record/knows-log.ts": `export * from "@tocsin/log";`,
  "packages/report/src/record/reaches-log.ts": `export * from "../../../log/src/index.ts";`,
  "packages/report/src/client/knows-service.js": `export * from "@tocsin/cli";`,
  "packages/report/src/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "packages/report/src/needs-tests.ts": `export * from "../test/support/frames.ts";`,
  "packages/report/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "packages/worlds/src/knows-core.ts": `export * from "@tocsin/core";`,
  "packages/worlds/src/world/reaches-core.ts": `export * from "../../../core/src/index.ts";`,
  "packages/worlds/src/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/worlds/src/reads-file.ts": `export { readFileSync } from "node:fs";`,
  "packages/scenarios/src/knows-core.ts": `export * from "@tocsin/core";`,
  "packages/scenarios/src/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/scenarios/src/reaches-core.ts": `export * from "../../core/src/index.ts";`,
  "packages/outages/src/knows-core.ts": `export * from "@tocsin/core";`,
  "packages/outages/src/knows-service.ts": `export * from "@tocsin/cli";`,
  "packages/scenarios/src/needs-tests.ts": `export * from "../../../test/support/sent-telemetry.ts";`,
  "packages/worlds/src/needs-tests.ts": `export * from "../../../test/support/sent-telemetry.ts";`,
  "packages/formats/src/knows-core.ts": `export * from "@tocsin/core";`,
  "packages/formats/src/otlp/reaches-core.ts": `export * from "../../../core/src/index.ts";`,
  "packages/formats/src/knows-adapters.ts": `export * from "@tocsin/adapters/wire";`,
  "packages/formats/src/reads-file.ts": `export { readFileSync } from "node:fs";`,
  "packages/formats/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "packages/formats/src/needs-tests.ts": `export * from "../../../test/support/memory-log/index.ts";`,
  "services/cli/src/needs-tests.ts": `export * from "../../../test/support/memory-log/index.ts";`,
  "services/cli/src/deep.ts": `export * from "@tocsin/intake/src/intake-session.ts";`,
  "services/cli/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "services/cli/src/speaks-confluent.ts": `export * from "@confluentinc/kafka-javascript";`,
  "services/cli/src/speaks-influx.ts": `export { InfluxDB } from "@influxdata/influxdb-client";`,
  "services/intake/src/needs-tests.ts": `export * from "../../../test/support/memory-log/index.ts";`,
  "services/intake/src/deep.ts": `export * from "@tocsin/core/src/reading/reading.ts";`,
  "services/detector/src/speaks-kafka.ts": `export { Kafka } from "kafkajs";`,
  "examples/consumer/src/knows-core.ts": `export * from "@tocsin/core";`,
  "test/support/speaks-kafka.ts": `export * from "@platformatic/kafka";`,
};

const acceptedImports = {
  "packages/contracts/src/good.ts": `export { z } from "zod";\nexport { own } from "./own.ts";`,
  "packages/contracts/src/own.ts": `export const own = 1;`,
  "packages/adapters/src/kafka/good.ts": `export { Kafka } from "kafkajs";\nexport * from "@tocsin/core";\nexport * from "@tocsin/log";`,
  "packages/adapters/src/influx/good.ts": `export { InfluxDB } from "@influxdata/influxdb-client";`,
  "packages/log/src/good.ts": `export { topicNames } from "@tocsin/contracts";\nexport * from "@tocsin/core";\nexport { gzip } from "node:zlib";`,
  "packages/report/src/good.ts": `export { AlertEvent } from "@tocsin/contracts";\nexport * from "@tocsin/core";\nexport { join } from "node:path";`,
  "packages/worlds/src/good.ts": `export { topicNames } from "@tocsin/contracts";\nexport { own } from "./world/own.ts";`,
  "packages/worlds/src/world/own.ts": `export const own = 1;`,
  "packages/formats/src/good.ts": `export { topicNames } from "@tocsin/contracts";\nexport { own } from "./otlp/own.ts";`,
  "packages/formats/src/otlp/own.ts": `export { Root } from "protobufjs/light.js";\nexport const own = 1;`,
  "examples/consumer/src/good.ts": `export { Kafka } from "kafkajs";\nexport { AlertEvent } from "@tocsin/contracts";`,
  "services/cli/src/good.ts": `export { topicNames } from "@tocsin/contracts";\nexport { intakeApp } from "@tocsin/intake";\nexport { join } from "node:path";`,
  "services/intake/src/good.ts": `export { LogFault } from "@tocsin/log";\nexport { own } from "./intake/own.ts";`,
  "services/intake/src/intake/own.ts": `export const own = 1;`,
};

const workers = ["intake", "detector", "recorder", "notifier"];

/** Every worker with every other part of the services, by its name and by its path. */
const meetings = Object.fromEntries(
  workers.flatMap((worker) =>
    [...workers, "cli"].flatMap((other) =>
      other === worker
        ? []
        : [
            [`services/${worker}/src/knows-${other}.ts`, `export * from "@tocsin/${other}";`],
            [
              `services/${worker}/src/in/reaches-${other}.ts`,
              `export * from "../../../${other}/src/index.ts";`,
            ],
          ],
    ),
  ),
) as Readonly<Record<string, string>>;

const ended = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `${text}\n`]));

const miniature = miniatureWith({ ...ended({ ...refusedImports, ...meetings }), ...ended(acceptedImports) });
afterAll(() => miniature.remove());
const findings = miniature.lint().filter(({ rule }) => rule === "eslint/no-restricted-imports");

test.each(Object.keys({ ...refusedImports, ...meetings }))("%s is refused", (path) => {
  expect(findings.map(({ file }) => file)).toContain(path);
});

test.each(Object.keys(acceptedImports))("%s is accepted", (path) => {
  expect(findings.filter(({ file }) => file === path)).toEqual([]);
});
