import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-check-"));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const topology = file(
  "topology.yaml",
  `services:
  facebook: {}
  instagram: {}
  whatsapp: {}
components:
  backbone:
    services: [facebook, instagram, whatsapp]
`,
);

test("files without faults end with 0 and are named", async () => {
  const config = file("config.yaml", "budget: { falseAlarmsPer90Days: 2 }\n");
  const { code, out, err } = await run(["check", "--topology", topology, "--config", config]);
  expect([code, err]).toEqual([0, ""]);
  expect(out.replace(/\s+/g, " ")).toContain(`No faults in ${topology}, ${config}.`);
});

test("a secret that everybody on the way could read is told beside the names, and is no fault", async () => {
  const config = file("clear.yaml", "influx: { url: 'http://influx.example:8086', token: t }\n");
  const { code, out } = await run(["check", "--config", config]);
  expect(code).toBe(0);
  expect(out.replace(/\s+/g, " ")).toContain(
    "The secret of InfluxDB goes to http://influx.example:8086 not encrypted.",
  );
});

test("of a configuration without faults the names are shown that follow from it", async () => {
  const config = file("staging.yaml", "environment: staging\ninflux: { token: t }\n");
  const { code, out } = await run(["check", "--config", config]);
  const told = out.replace(/\s+/g, " ");
  expect(code).toBe(0);
  for (const name of [
    "topics read telemetry.error-rate.v1,",
    "own topics tocsin.staging.windows.v1,",
    "groups tocsin.staging.intake, tocsin.staging.detector, tocsin.staging.recorder",
    "transactional ids tocsin.staging.intake.…, tocsin.staging.detector.staging",
    "alert source /tocsin/staging",
    "InfluxDB bucket tocsin, environment=staging",
  ]) {
    expect(told).toContain(name);
  }
  expect((await run(["check", "--topology", topology])).out).not.toContain("own topics");
});

test("of a topology without faults it is shown how many of each component must fail together", async () => {
  const wide = file(
    "wide.yaml",
    `services: { ${Array.from({ length: 40 }, (_, index) => `s${index}: {}`).join(", ")} }
components:
  pair: { services: [s0, s1] }
  lone: { services: [s2] }
`,
  );
  const told = async (options: readonly string[]) =>
    (await run(["check", "--topology", wide, ...options])).out.replace(/\s+/g, " ");
  const usual = await told([]);
  expect(usual).toContain("pair, 2 services: 2");
  expect(usual).toContain("all, 40 services: 4");
  expect(usual).not.toContain("lone,");
  const strict = file("strict.yaml", "budget: { falseAlarmsPer90Days: 0.001 }\n");
  expect(await told(["--config", strict])).toContain(
    "pair, 2 services: not watched: no number can be told from an accident",
  );
});

test("every fault is told with file, line, column, code and what to do, and ends with 1", async () => {
  const faulty = file(
    "faulty.yaml",
    `services:
  facebook: {}
  whatsapp: {}
components:
  backbone:
    services: [facebook, whatsap]
  routes:
    services: [facebook]
    dependsOn: [backbon]
`,
  );
  const { code, out } = await run(["check", "--topology", faulty]);
  const told = out.replace(/\s+/g, " ");
  expect(code).toBe(1);
  expect(out).toMatch(/^\S+faulty\.yaml:6:26 topology-unknown-service .*whatsapp.*$/m);
  expect(told).toContain(`${faulty}:6:26 topology-unknown-service`);
  expect(told).toContain(`${faulty}:9:17 topology-unknown-component`);
  expect(told).toMatch(/Did you mean "?whatsapp"?\?/i);
  expect(told).toContain("2 faults.");
});

test("names in labels are checked against the topology, where there is one", async () => {
  const labels = file(
    "labels.json",
    JSON.stringify({
      incidents: [
        {
          id: "a",
          scope: "simultaneous",
          onset: "2021-10-04T15:40:00Z",
          end: "2021-10-04T15:30:00Z",
          services: ["facebok"],
          component: "backbone",
        },
      ],
    }),
  );
  const alone = await run(["check", "--labels", labels]);
  expect(alone.out).toContain("labels-order");
  expect(alone.out).not.toContain("labels-unknown-service");
  const both = await run(["check", "--labels", labels, "--topology", topology]);
  expect(both.code).toBe(1);
  expect(both.out).toContain("labels-order");
  expect(both.out).toContain("labels-unknown-service");
});

test("faults of several files are told together", async () => {
  const config = file("wrong.yaml", "budgt: {}\n");
  const mapping = file("mapping.yaml", "rules: []\n");
  const { code, out } = await run([
    "check",
    "--config",
    config,
    "--mapping",
    mapping,
    "--topology",
    join(folder, "gone.yaml"),
  ]);
  expect(code).toBe(1);
  for (const part of [`${config}:1:1 config-unknown-key`, `${mapping}:1`, "gone.yaml:1:1 file-unreadable"]) {
    expect(out.replace(/\s+/g, " ")).toContain(part);
  }
});

test("two streams on one topic are a fault, not a crash", async () => {
  const config = file("topics.yaml", "topics: { errorRate: same, reportVolume: same }\n");
  const { code, out } = await run(["check", "--config", config]);
  expect(code).toBe(1);
  expect(out).toContain("config-schema");
});

test("a replay with a faulty file replays nothing, tells the faults as check does, and ends with 2", async () => {
  const config = file("wrong2.yaml", "windowMs: 12\n");
  const { code, out, err } = await run(["replay", "-", "--config", config]);
  expect([code, out]).toEqual([2, ""]);
  expect(err.replace(/\s+/g, " ")).toContain(`${config}:1:11 config-schema`);
});

test("a configuration is checked as a worker would take it, with its variables and the secrets it needs", async () => {
  const config = file("live.yaml", "influx: { bucket: b }\n");
  const lacking = await run(["check", "--config", config]);
  expect(lacking.code).toBe(1);
  expect(lacking.out).toMatch(/live\.yaml:1:9 config-conflict .*tokenFile/);
  const given = await run(["check", "--config", config], { env: { TOCSIN_INFLUX_TOKEN: "t" } });
  expect(given.code).toBe(0);
  const misspelt = await run(["check", "--config", config], { env: { TOCSIN_INFLUX_TOKN: "t" } });
  expect(misspelt.out.replace(/\s+/g, " ")).toContain('did you mean "TOCSIN_INFLUX_TOKEN"');
});

test("settings that contradict each other are told with their lines", async () => {
  const config = file(
    "conflict.yaml",
    "topics:\n  windows: same\n  evidence: same\nkafka:\n  tls: { caFile: ca.pem }\n",
  );
  const { code, out } = await run(["check", "--config", config]);
  expect(code).toBe(1);
  expect(out).toMatch(/conflict\.yaml:3:13 config-schema/);
  expect(out).toMatch(/conflict\.yaml:5:18 config-conflict/);
});

test("the example configuration has no faults", async () => {
  const example = join(import.meta.dirname, "../../../../infra/tocsin.example.yaml");
  expect((await run(["check", "--config", example])).code).toBe(0);
});

test("what people know is checked too: zones, days that meet, and names that the topology does not have", async () => {
  const config = file(
    "knowledge.yaml",
    `timeZone: Europe/Berlln
calendar:
  - { name: Christmas, date: "2026-12-25", like: sunday }
  - { name: Sale, date: "2026-12-25", learn: false, services: [whatsap] }
`,
  );
  const { code, out } = await run(["check", "--topology", topology, "--config", config]);
  const told = out.replace(/\s+/g, " ");
  expect(code).toBe(1);
  expect(told).toContain('this machine knows no time zone Europe/Berlln (did you mean "Europe/Berlin"?)');
  expect(told).toContain('"Christmas" and "Sale" are both about 2026-12-25 of whatsap');
  expect(told).toContain('the topology has no service whatsap (did you mean "whatsapp"?)');
});

const noon = Date.UTC(2021, 9, 4, 12);
const scrape = (index: number): string =>
  `traefik_service_requests_total{service="shop",code="502"} ${index} ${noon / 1000 + index * 60}`;
const sample = file(
  "sample.om",
  `# TYPE traefik_service_requests counter\n${scrape(0)}\n${scrape(1)}\nnode_load1 1 ${noon / 1000}\n`,
);

test("a sample shows field by field what a preset makes of it, and what is left out", async () => {
  const { code, out } = await run(["check", "--sample", sample, "--preset", "traefik"]);
  const told = out.replace(/\s+/g, " ");
  expect(code).toBe(0);
  expect(told).toContain("read as openmetrics");
  expect(told).toContain(
    "code=502} 0 at 2021-10-04T12:00:00.000Z → error-rate requests of service shop: its increments",
  );
  expect(told).toContain("→ error-rate errors of service shop: its increments");
  expect(told).toContain("Left out: no rule names the metric node_load1 1");
  expect(told).toContain("2 values would be used.");
});

test("a sample of which a mapping makes nothing ends with 1", async () => {
  const mapping = file("other.yaml", "metrics:\n  - { metric: other, as: requests }\n");
  const { code, out } = await run(["check", "--sample", sample, "--mapping", mapping]);
  expect(code).toBe(1);
  expect(out.replace(/\s+/g, " ")).toContain("Nothing would be used.");
});

test("a sample counts what would count: no clock in another unit, and nothing twice", async () => {
  const line = (value: number, stamp: number): string => `requests_total{job="a"} ${value} ${stamp}\n`;
  const mapping = file(
    "rule.yaml",
    "service: [job]\nmetrics:\n  - { metric: requests_total, as: requests }\n",
  );
  const told = async (name: string, text: string) => {
    const { code, out } = await run([
      "check",
      "--sample",
      file(name, `# TYPE requests counter\n${text}`),
      "--mapping",
      mapping,
    ]);
    return { code, out: out.replace(/\s+/g, " ") };
  };
  const twice = await told(
    "twice.om",
    line(1, noon / 1000) + line(1, noon / 1000) + line(2, noon / 1000 + 60),
  );
  expect(twice).toMatchObject({ code: 0, out: expect.stringContaining("2 values would be used.") as string });
  expect(twice.out).toContain("duplicate: requests_total: the same sample came before");
  const stepped = await told("stepped.om", line(1, 1633) + line(2, 1634));
  expect(stepped).toMatchObject({
    code: 1,
    out: expect.stringContaining("See above why it was refused.") as string,
  });
  expect(stepped.out).toContain(
    "time-unit: requests_total: its time reads as 1970-01-01T00:27:13.000Z; with a million times more it is of 2021-09-30",
  );
});

test("a sample may be messages of a topic as kcat prints them", async () => {
  const value = { service: "shop", ts: noon, intervalMs: 60_000, requests: 5, errors: 0 };
  const line = { topic: "t", partition: 0, offset: 0, ts: noon, key: null, payload: JSON.stringify(value) };
  const { code, out } = await run(["check", "--sample", file("kcat.jsonl", `${JSON.stringify(line)}\n`)]);
  expect(code).toBe(0);
  expect(out.replace(/\s+/g, " ")).toContain("1 value of telemetry itself: no mapping is needed");
});

const table = file(
  "shop.csv",
  [
    "minute;app;total;failed;cost",
    "04.10.2021 17:40;shop;1200,0;7;3,50",
    "04.10.2021 17:40;pay;n/a;;1",
    "04.10.2021 17:41;shop;1180;590;3",
    "yesterday;shop;1180;0;3",
    "04.10.2021 17:41;shop;10;20;3",
    "",
  ].join("\n"),
);
const columns = "columns: { time: minute, service: app, requests: total, errors: failed }\n";

test("a sample of a table shows row by row what a mapping of columns makes of it, and what it leaves out", async () => {
  const mapping = file("shop.yaml", `${columns}zone: Europe/Berlin\nstamp: end\ncadence: 1m\n`);
  const { code, out } = await run(["check", "--sample", table, "--mapping", mapping]);
  const told = out.replace(/\s+/g, " ");
  expect(code).toBe(0);
  expect(told).toContain("5 rows looked at, a semicolon between cells");
  expect(told).toContain("Each time is the end of its interval, which is 1m long.");
  expect(told).toContain(
    "line 2 04.10.2021 17:40;shop;1200,0;7;3,50 → error-rate at 2021-10-04T15:40:00.000Z: requests 1200, errors 7 of service shop",
  );
  expect(told).toContain("→ nothing: none of its cells holds a value");
  expect(told).toContain("refused row-timestamp: yesterday is not a time");
  expect(told).toContain("refused row-value: errors: 20 of 10 requests");
  expect(told).toContain("Left out: columns that the mapping does not name: cost");
  expect(told).toContain("2 messages would come of 5 rows.");
});

test("a table of which a mapping of columns makes nothing ends with 1, and says what was missing", async () => {
  const { code, out } = await run(["check", "--sample", table, "--mapping", file("bare.yaml", columns)]);
  expect(code).toBe(1);
  expect(out.replace(/\s+/g, " ")).toContain(
    "refused row-timestamp: 04.10.2021 17:40 has no offset: say with --zone where its clock stands",
  );
});

test("a table without a mapping is told what reads it", async () => {
  const { code, out } = await run(["check", "--sample", table]);
  expect(code).toBe(1);
  expect(out.replace(/\s+/g, " ")).toContain("It looks like a table: tocsin import csv");
});

test.each([
  ["columns: { errors: failed }\n", "--errors needs --requests"],
  ["columns: { request: total }\n", 'did you mean "requests"'],
  ["wide: up\nzone: Europe/Berlino\n", "--zone Europe/Berlino is neither a time zone nor an offset"],
])("a mapping of columns is checked by itself: %j", async (text, words) => {
  const { code, out } = await run(["check", "--mapping", file("faulty.yaml", text)]);
  expect(code).toBe(1);
  expect(out.replace(/\s+/g, " ").toLowerCase()).toContain(words.toLowerCase());
});

test("a mapping of metrics and one of rows are told apart, and faults of both have their place", async () => {
  const metrics = file("metrics.yaml", "preset: [istio, traffik]\n");
  const rows = file("rows.yaml", "rules:\n  - { service: a, as: b }\n");
  expect((await run(["check", "--mapping", rows])).code).toBe(0);
  const { code, out } = await run(["check", "--mapping", metrics]);
  expect(code).toBe(1);
  expect(out.replaceAll("\u00a0", " ")).toMatch(/metrics\.yaml:1:9 config-schema .*Did you mean traefik\?/);
});
