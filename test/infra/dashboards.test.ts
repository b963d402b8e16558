import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { dashboardFiles } from "../../infra/grafana/dashboards.ts";
import { influx } from "../../infra/grafana/room/influxql.ts";

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
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly { readonly id: number; readonly datasource: object }[];
}
const opened = (file: string): Opening => JSON.parse(readFileSync(join(folder, file), "utf8")) as Opening;

test("the folder of dashboards holds exactly the files that `pnpm generate` writes", () => {
  expect(globSync("**/*.json", { cwd: folder }).toSorted()).toEqual([...files.keys()].toSorted());
});

test.each([...files])("%s is byte for byte what `pnpm generate` writes", (file, text) => {
  expect(readFileSync(join(folder, file), "utf8")).toBe(text);
});

test("generating twice gives the same bytes", () => {
  expect([...dashboardFiles()]).toEqual([...files]);
});

test("the demo's room is the room, opened on the incident's day and on the demo's environment", () => {
  const { uid, title, time, refresh, templating, ...room } = opened("outage-room.json");
  const demo = opened("demo/outage-room.json");
  expect(demo).toMatchObject(room);
  expect([uid, title]).not.toEqual([demo.uid, demo.title]);
  expect([time.to, refresh]).toEqual(["now", "30s"]);
  expect(demo.time).toEqual({ from: "2021-10-04T12:00:00.000Z", to: "2021-10-05T00:00:00.000Z" });
  const environment = parse(readFileSync(demoConfiguration, "utf8")) as { readonly environment: string };
  expect(demo.templating.list[0]).toMatchObject({
    name: "environment",
    current: { value: environment.environment },
  });
  expect(templating.list[0]).not.toHaveProperty("current");
});

test("times are UTC, and every panel has an id of its own", () => {
  const { timezone, panels } = opened("outage-room.json");
  expect(timezone).toBe("utc");
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

test("the data source that is provisioned is the one that every panel asks", () => {
  const text = readFileSync(join(grafana, "provisioning/datasources/tocsin.yaml"), "utf8");
  const { datasources } = parse(text) as { readonly datasources: readonly DataSource[] };
  expect(datasources).toHaveLength(1);
  const { uid, type, jsonData } = datasources[0]!;
  expect({ uid, type }).toEqual(influx);
  expect(jsonData).toMatchObject({ version: "InfluxQL", httpHeaderName1: "Authorization" });
  for (const panel of opened("outage-room.json").panels) expect(panel.datasource).toEqual(influx);
});

test("no token stands in the provisioning", () => {
  const text = readFileSync(join(grafana, "provisioning/datasources/tocsin.yaml"), "utf8");
  const { datasources } = parse(text) as { readonly datasources: readonly DataSource[] };
  const { url, secureJsonData } = datasources[0]!;
  expect(secureJsonData).toEqual({ httpHeaderValue1: "Token $INFLUX_TOKEN" });
  expect(url).toBe("$INFLUX_URL");
});
