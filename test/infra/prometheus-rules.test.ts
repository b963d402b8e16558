import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { metrics } from "@tocsin/adapters/observe";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { metricList } from "../../packages/adapters/src/observe/metric-list.ts";
import { isThere } from "../support/servers/prometheus/prometheus-process.ts";
import { runCommand } from "../support/servers/run/run-command.ts";
import { temporaryFolder } from "../support/servers/run/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const rulesFile = "infra/prometheus/tocsin.rules.yml";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}
const { groups } = parse(read(rulesFile)) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const tests = read("infra/prometheus/tocsin.rules.test.yml");
const pages = readdirSync(join(root, "docs/runbooks")).filter((file) => file !== "README.md");

/** Without promtool (Debian: prometheus) what it would say stays unsaid. */
const hasPromtool = await isThere("promtool");

/** Rules are evaluated for hours of made-up time: eight seconds of processor time, far longer on a machine that is busy. */
const timeoutMs = 200_000;
const patient = { timeout: timeoutMs + 20_000 };

/** What a metric of the list is called in a query. */
const seriesOf = (name: string, type: string): readonly string[] =>
  type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
const series = new Map<string, readonly string[]>(
  Object.entries(metricList).flatMap(([name, { type, labels }]) =>
    seriesOf(name, type).map((one) => [one, labels] as const),
  ),
);
const ofPrometheus = new Set(["job", "instance", "le"]);
const ofProcess = new Set(["process_start_time_seconds"]);

const pageOf = ({ annotations }: Rule): string =>
  /\/([a-z-]+\.md)$/.exec(annotations.runbook_url)?.[1] ?? "none";

describe.each(rules)("the rule $alert", (rule) => {
  test("asks for metrics and labels that there are", () => {
    const named = [...rule.expr.matchAll(/\b(?:tocsin|process)_\w+/g)].map(([name]) => name);
    expect(named.filter((name) => !series.has(name) && !ofProcess.has(name))).toEqual([]);
    const labels = new Set([...named.flatMap((name) => series.get(name) ?? []), ...ofPrometheus]);
    const grouped = [...rule.expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = ""]) =>
      list.split(/, */),
    );
    const selected = [...rule.expr.matchAll(/([a-z_]+)(?:=|!=|=~|!~)"/g)].map(([, label = ""]) => label);
    const told = [
      ...`${rule.annotations.summary} ${rule.annotations.description}`.matchAll(/\$labels\.(\w+)/g),
    ];
    const asked = [...grouped, ...selected, ...told.map(([, label = ""]) => label)];
    expect(asked.filter((label) => !labels.has(label))).toEqual([]);
  });

  test("says how bad it is, in words and with a page that says what it means, costs, and what to do", () => {
    expect(["critical", "warning", "info"]).toContain(rule.labels.severity);
    expect(rule.annotations.runbook_url).toMatch(
      /^\{\{ or \$externalLabels\.tocsin_runbooks "docs\/runbooks" \}\}\/[a-z-]+\.md$/,
    );
    expect(existsSync(join(root, "docs/runbooks", pageOf(rule)))).toBe(true);
    const page = read(`docs/runbooks/${pageOf(rule)}`);
    for (const part of [
      `Rule \`${rule.alert}\`.`,
      "**What it means.**",
      "**What it costs.**",
      "## Look",
      "## Do",
    ])
      expect(page).toContain(part);
    expect(read("docs/runbooks/README.md").replaceAll(/ +/g, " ")).toContain(
      `| \`${rule.alert}\` | ${rule.labels.severity} `,
    );
  });

  test("is seen to fire in a test", () => {
    expect(tests).toMatch(new RegExp(`\\(ALERTS\\{alertname="${rule.alert}", [^\\n]*\\n +exp_samples`));
  });
});

test("each page is that of one rule", () => {
  expect(rules.map(pageOf).toSorted()).toEqual(pages.toSorted());
});

test.runIf(hasPromtool)("the rules are such, and fire when their tests say", patient, async () => {
  const cwd = join(root, "infra/prometheus");
  expect(await runCommand("promtool", ["check", "rules", "tocsin.rules.yml"], { cwd })).toContain("SUCCESS");
  expect(
    await runCommand("promtool", ["test", "rules", "tocsin.rules.test.yml"], { cwd, timeoutMs }),
  ).toContain("SUCCESS");
});

test.runIf(hasPromtool)("a rule that never fires fails the tests", patient, async () => {
  const folder = temporaryFolder("rules");
  try {
    const deaf = read(rulesFile).replace(
      "tocsin_partition_late_ratio) > 0.1",
      "tocsin_partition_late_ratio) > 1",
    );
    writeFileSync(join(folder.path, "tocsin.rules.yml"), deaf);
    writeFileSync(join(folder.path, "tests.yml"), tests);
    expect(
      await runCommand("promtool", ["test", "rules", "tests.yml"], { cwd: folder.path, timeoutMs }),
    ).toBeNull();
  } finally {
    await folder.remove();
  }
});

test.runIf(hasPromtool)(
  "Prometheus's own check finds nothing to say of our metrics and their names",
  async () => {
    const text = await metrics({ version: "1", environment: "default", processMetrics: false }).text("plain");
    const folder = temporaryFolder("metrics");
    try {
      const file = join(folder.path, "metrics.txt");
      writeFileSync(file, text);
      const { length } = text.match(/^# TYPE tocsin_/gm) ?? [];
      expect(length).toBe(Object.keys(metricList).length);
      expect(await runCommand("sh", ["-c", `promtool check metrics < '${file}' 2>&1`])).toBe("");
    } finally {
      await folder.remove();
    }
  },
);

const units = ["seconds", "bytes", "ratio", "records", "points", "partitions", "windows", "incidents"];

test.each(Object.entries(metricList))("%s is named by convention", (name, { type, help, labels }) => {
  expect(name).toMatch(/^tocsin(_[a-z]+)+$/);
  expect(name.endsWith("_total")).toBe(type === "counter");
  expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kilobytes|percent|count|sum|bucket)(_|$)/);
  if (/delay|skew|transaction_|lag/.test(name)) expect(units).toContain(name.split("_").at(-1));
  expect(help).toMatch(/^[A-Z0-9].+\.$/);
  for (const label of labels) {
    expect(label).toMatch(/^[a-z]+$/);
    // They would meet those that Prometheus gives.
    expect(["job", "instance", "le", "quantile"]).not.toContain(label);
  }
});
