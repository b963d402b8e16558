import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { FreshStore } from "../../support/servers/index.ts";
import { askInfluxql } from "../../support/servers/influx/ask-influxql.ts";
import { versions } from "../influx/support/stores.ts";
import { asGrafanaSends } from "./dashboard-queries.ts";
import { pointsOfTheOutage, writeLines } from "./replayed-outage.ts";

interface Rule {
  readonly uid: string;
  readonly data: readonly {
    readonly relativeTimeRange: { readonly from: number };
    readonly model: {
      readonly query?: string;
      readonly conditions?: readonly {
        readonly evaluator: { readonly type: "gt" | "lt"; readonly params: readonly [number] };
      }[];
    };
  }[];
  readonly noDataState: "OK" | "Alerting";
}

const file = join(import.meta.dirname, "../../../infra/grafana/provisioning/alerting/tocsin.json");
const { groups } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap(({ rules }) => rules);
const at = (time: string): number => Date.parse(`2021-10-04T${time}:00Z`);

describe.each(versions)("the alert rules on $name", ({ use }) => {
  const server = use();
  const asked = (): { readonly url: string; readonly token?: string } => server.configuration("any");
  let store: FreshStore;
  beforeAll(async () => {
    store = await server.fresh();
    await writeLines(asked(), store.name, await pointsOfTheOutage());
    return async () => await store.remove();
  });

  /** Rules whose condition holds at a time, with what they are held against left as Grafana does it: more or less. */
  async function firingAt(to: number): Promise<readonly string[]> {
    const verdicts = await Promise.all(rules.map(async (rule) => [rule.uid, await fires(rule, to)] as const));
    return verdicts.filter(([, fires]) => fires).map(([uid]) => uid);
  }

  async function fires({ data, noDataState }: Rule, to: number): Promise<boolean> {
    const { relativeTimeRange, model } = data[0]!;
    const from = to - relativeTimeRange.from * 1000;
    const query = asGrafanaSends(model.query!, { from, to, interval: "1m", variables: {} });
    const answer = await askInfluxql(asked(), store.name, query);
    if (answer.length === 0) return noDataState === "Alerting";
    expect(answer.map(({ tags }) => tags)).toEqual([{ environment: "default" }]);
    const value = Number(answer[0]!.values.at(-1)![1]);
    const { type, params } = data.at(-1)!.model.conditions![0]!.evaluator;
    return type === "gt" ? value > params[0] : value < params[0];
  }

  test("say nothing before the outage, that an incident is open while it lasts, and nothing when it is over", async () => {
    expect(await firingAt(at("13:15"))).toEqual([]);
    expect(await firingAt(at("13:40"))).toEqual(["tocsin-incident-open"]);
    expect(await firingAt(at("14:09"))).toEqual([]);
  });

  test("say that nothing is judged when nothing is written any more", async () => {
    expect(await firingAt(at("15:00"))).toEqual(["tocsin-writes-nothing"]);
  });

  test("say that the evidence is old, and that little is seen, when that lasts", async () => {
    const minutes = Array.from({ length: 11 }, (_, minute) => at("16:00") + minute * 60_000);
    const troubled = (time: number): string =>
      `pipeline,environment=default completeness=0.3,lag_ms=400000i,series=8i ${time}000000`;
    await writeLines(asked(), store.name, minutes.map(troubled).join("\n"));
    expect(await firingAt(at("16:10"))).toEqual(["tocsin-lags", "tocsin-sees-little"]);
  });
});
