import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { alertRulesFile, dashboardFiles } from "../../infra/grafana/dashboards.ts";
import { colours } from "../../infra/grafana/board/colours.ts";
import { influx, provisioned } from "../../infra/grafana/board/influxql.ts";
import { prometheus } from "../../infra/grafana/quality/prometheus.ts";
import { shades } from "../../infra/grafana/room/heat-strip.ts";

const grafana = join(import.meta.dirname, "../../infra/grafana");
const folder = join(grafana, "dashboards");
const demoConfiguration = join(grafana, "../docker/demo.yaml");
const files = dashboardFiles();

interface Opening {
  readonly uid: string;
  readonly title: string;
  readonly timezone: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh?: string;
  readonly tags: readonly string[];
  readonly links: readonly { readonly tags: readonly string[] }[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly datasource: { readonly type: string };
    readonly repeat?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  }[];
}
const opened = (file: string): Opening => JSON.parse(readFileSync(join(folder, file), "utf8")) as Opening;
const variableOf = ({ templating }: Opening, wanted: string): object =>
  templating.list.find(({ name }) => name === wanted)!;

const labels = join(import.meta.dirname, "../../packages/outages/outages/2021-10-04.labels.json");

/** The outage that the demo is about. */
function outage(): { readonly onset: string; readonly end: string } {
  const { incidents } = JSON.parse(readFileSync(labels, "utf8")) as {
    readonly incidents: readonly { readonly id: string; readonly onset: string; readonly end: string }[];
  };
  return incidents.find(({ id }) => id === "2021-10-04")!;
}

test("the folder of dashboards holds exactly the files that `pnpm generate` writes", () => {
  expect(globSync("**/*.json", { cwd: folder }).toSorted()).toEqual([...files.keys()].toSorted());
});

test.each([...files])("%s is byte for byte what `pnpm generate` writes", (file, text) => {
  expect(readFileSync(join(folder, file), "utf8")).toBe(text);
});

test("the alert rules are byte for byte what `pnpm generate` writes", () => {
  expect(readFileSync(join(grafana, alertRulesFile.path), "utf8")).toBe(alertRulesFile.text);
});

test("generating twice gives the same bytes", () => {
  expect([...dashboardFiles()]).toEqual([...files]);
});

const names = ["outage-room", "service", "budget-and-quality", "pipeline"];

test("there are four dashboards, and each is there for the demo's day", () => {
  expect([...files.keys()].toSorted()).toEqual(
    names.flatMap((name) => [`${name}.json`, `demo/${name}.json`]).toSorted(),
  );
});

describe.each(names)("%s", (name) => {
  const live = opened(`${name}.json`);
  const demo = opened(`demo/${name}.json`);

  test("of the demo is the same, opened on the incident's day and on the demo's environment", () => {
    expect(demo.panels.map(({ title }) => title)).toEqual(live.panels.map(({ title }) => title));
    expect([live.uid, live.title]).not.toEqual([demo.uid, demo.title]);
    const environment = parse(readFileSync(demoConfiguration, "utf8")) as { readonly environment: string };
    expect(variableOf(demo, "environment")).toMatchObject({ current: { value: environment.environment } });
    expect(variableOf(live, "environment")).not.toHaveProperty("current");
  });

  test("looks anew while something can come, and not at a day that is over", () => {
    expect([live.time.to, live.refresh]).toEqual(["now", "30s"]);
    expect(demo).not.toHaveProperty("refresh");
  });

  test("of the demo opens while the outage lasts, so that it stands in the table of what is open", () => {
    const { onset, end } = outage();
    expect(Date.parse(demo.time.from)).toBeLessThan(Date.parse(onset));
    expect(Date.parse(demo.time.to)).toBeGreaterThan(Date.parse(onset));
    expect(Date.parse(demo.time.to)).toBeLessThan(Date.parse(end));
  });

  test("has times in UTC, and an id of its own for every panel", () => {
    expect(live.timezone).toBe("utc");
    expect(new Set(live.panels.map(({ id }) => id)).size).toBe(live.panels.length);
  });

  test("has every panel within the 24 columns and over no other, and alone in its row what is repeated", () => {
    const overlaps = (one: number, length: number, other: number, otherLength: number): boolean =>
      one < other + otherLength && other < one + length;
    for (const { title, repeat, gridPos: at } of live.panels) {
      expect([title, at.x + at.w <= 24]).toEqual([title, true]);
      const over = live.panels.filter(
        ({ title: other, gridPos }) =>
          other !== title &&
          overlaps(at.y, at.h, gridPos.y, gridPos.h) &&
          (repeat !== undefined || overlaps(at.x, at.w, gridPos.x, gridPos.w)),
      );
      expect([title, over.map(({ title: other }) => other)]).toEqual([title, []]);
    }
  });

  test("asks the database that is chosen, which at first is the one that is provisioned", () => {
    expect(variableOf(live, "data")).toMatchObject({
      type: "datasource",
      query: provisioned.type,
      current: { value: provisioned.uid },
    });
    const asked = live.panels.map(({ datasource }) => datasource);
    for (const datasource of asked) expect([influx, prometheus]).toContainEqual(datasource);
    expect(asked.filter(({ type }) => type === "prometheus")).toHaveLength(
      name === "budget-and-quality" ? 2 : 0,
    );
  });

  test("leads to its neighbours of the same time, and only to dashboards that there are", () => {
    for (const board of [live, demo]) {
      expect(board.links).toMatchObject([{ type: "dashboards", keepTime: true, includeVars: true }]);
      for (const tag of board.links[0]!.tags) expect(board.tags).toContain(tag);
    }
    expect(live.links[0]!.tags).not.toEqual(demo.links[0]!.tags);
    const uids = [...files.keys()].map((file) => opened(file).uid);
    for (const board of [live, demo])
      for (const [, uid] of JSON.stringify(board).matchAll(/"\/d\/([\w-]+)\?/g)) expect(uids).toContain(uid);
  });
});

test("every alert rule leads to a panel that there is, and asks the database that is provisioned", () => {
  const { groups } = JSON.parse(alertRulesFile.text) as Rules;
  const rules = groups.flatMap(({ rules }) => rules);
  expect(rules.length).toBeGreaterThan(3);
  expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
  for (const { data, condition, annotations } of rules) {
    const board = opened(`${annotations["__dashboardUid__"]!}.json`);
    expect(board.panels.map(({ id }) => String(id))).toContain(annotations["__panelId__"]);
    expect(data.map(({ datasourceUid }) => datasourceUid)).toEqual([provisioned.uid, "__expr__", "__expr__"]);
    expect(data.at(-1)!.refId).toBe(condition);
  }
});

test("no colour is one that people mix up: each is of Okabe and Ito's eight, a shade of one hue, or the text's", () => {
  const known = new Set([...Object.values(colours), ...shades, "text"]);
  for (const [, text] of files)
    for (const [, colour] of text.matchAll(/"(?:color|fixedColor|iconColor)": "([^"]+)"/g))
      expect(known).toContain(colour);
});

test("what is asked of Prometheus are metrics that Tocsin has", () => {
  const known = readFileSync(join(grafana, "../../packages/adapters/src/observe/metric-list.ts"), "utf8");
  const asked = [...files.get("budget-and-quality.json")!.matchAll(/tocsin_\w+/g)].map(([name]) => name);
  expect(new Set(asked).size).toBeGreaterThan(2);
  for (const name of asked) expect(known).toContain(`  ${name}: {`);
});

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly uid: string;
      readonly condition: string;
      readonly data: readonly { readonly refId: string; readonly datasourceUid: string }[];
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

test("the data source that is provisioned is the one that the dashboards open on, by the way that they ask", () => {
  const text = readFileSync(join(grafana, "provisioning/datasources/tocsin.yaml"), "utf8");
  const { datasources } = parse(text) as { readonly datasources: readonly DataSource[] };
  expect(datasources).toHaveLength(1);
  const { uid, type, jsonData } = datasources[0]!;
  expect({ uid, type }).toEqual(provisioned);
  expect(jsonData).toMatchObject({ version: "InfluxQL", httpHeaderName1: "Authorization" });
});

test("no token stands in the provisioning", () => {
  const text = readFileSync(join(grafana, "provisioning/datasources/tocsin.yaml"), "utf8");
  const { datasources } = parse(text) as { readonly datasources: readonly DataSource[] };
  const { url, secureJsonData } = datasources[0]!;
  expect(secureJsonData).toEqual({ httpHeaderValue1: "Token $INFLUX_TOKEN" });
  expect(url).toBe("$INFLUX_URL");
});
