import { expect, test } from "vitest";
import { loadLiveConfiguration, printConfiguration } from "../../src/config/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

const text = `topics: { errorRate: otlp_metrics, deliveryLatency: otlp_metrics }
formats:
  otlp_metrics: { format: line-protocol, mapping: shop.yaml, maxSeries: 10 }
`;

test("a topic is read by the mapping that stands beside the configuration, and gives several streams", async () => {
  folder.write("shop.yaml", "metrics: [{ metric: shop_requests, as: requests }]\n");
  const loaded = await loadLiveConfiguration({ file: folder.write("tocsin.yaml", text), env: {} });
  if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
  const { topicFormats } = loaded.value.configuration;
  expect([...topicFormats]).toEqual([
    [
      "otlp_metrics",
      {
        format: "influx",
        mapping: { metrics: [{ metric: "shop_requests", as: "requests" }] },
        delayMs: 60_000,
        maxSeries: 10,
      },
    ],
  ]);
  expect(printConfiguration(loaded.value)).toContain(
    "  otlp_metrics: { format: line-protocol, mapping: shop.yaml, delayMs: 60000, maxSeries: 10 }",
  );
});

test("schemas of a folder are known by the numbers that name their files, and a password of a file is a secret", async () => {
  folder.write("12.avsc", '"string"');
  folder.write("README.md", "no schema");
  folder.write("password", "s3cret\n");
  const registry = "{ folder: ., url: https://r.example, username: u, passwordFile: password }";
  const file = folder.write("tocsin.yaml", `schemaRegistry: ${registry}\n`);
  const loaded = await loadLiveConfiguration({ file, env: {} });
  if (loaded.kind === "faulty") throw new Error(JSON.stringify(loaded.faults));
  expect(loaded.value.configuration.schemaSource).toEqual({
    files: new Map([[12, '"string"']]),
    registry: { url: "https://r.example", login: { username: "u", password: "s3cret" }, timeoutMs: 5000 },
  });
  expect(loaded.value.secrets).toContain("s3cret");
});

test("a fault of a mapping stands in its own file", async () => {
  const mapping = folder.write("shop.yaml", "metrics:\n  - { metric: a, as: nothing }\n");
  const loaded = await loadLiveConfiguration({ file: folder.write("tocsin.yaml", text), env: {} });
  expect(loaded).toMatchObject({ kind: "faulty", faults: [{ file: mapping, line: 2 }] });
});
