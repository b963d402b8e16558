import { beforeAll, describe, expect, test } from "vitest";
import type { FreshStore } from "../../support/servers/index.ts";
import { askInfluxql, type Series } from "../../support/servers/influx/ask-influxql.ts";
import { versions } from "../influx/support/stores.ts";
import { asGrafanaSends, type BoardQuery, type Choice, queriesOf, readBoard } from "./dashboard-queries.ts";
import { expectedRows, rightlyEmpty, troubleWith } from "./expected-rows.ts";
import { pointsOfTheOutage, writeLines } from "./replayed-outage.ts";

const names = Object.keys(expectedRows);
const boards = names.map((name) => ({ name, board: readBoard(`demo/${name}.json`) }));
const { time } = boards[0]!.board;

/** From when the demo's dashboards open to when the small outage's telemetry ends. */
const onIncidentsDay: Choice = {
  from: Date.parse(time.from),
  to: Date.parse("2021-10-04T14:10:00Z"),
  interval: "1m",
  variables: {
    environment: "default",
    service: "chat",
    signal: "reports",
    source: "web",
    incident: "$__all",
    member: "chat",
  },
};

describe.each(versions)("on $name", ({ use }) => {
  const server = use();
  const asked = (): { readonly url: string; readonly token?: string } => server.configuration("any");
  let store: FreshStore;
  beforeAll(async () => {
    store = await server.fresh();
    await writeLines(asked(), store.name, await pointsOfTheOutage());
    return async () => await store.remove();
  });

  const answerTo = (query: string, choice: Choice = onIncidentsDay): Promise<readonly Series[]> =>
    askInfluxql(asked(), store.name, asGrafanaSends(query, choice));

  describe.each(boards)("the dashboard $name", ({ name, board }) => {
    const queries = queriesOf(board);
    const expected = expectedRows[name]!;
    const troubleOf = async ({ place, query }: BoardQuery, choice?: Choice): Promise<string> =>
      troubleWith(await answerTo(query, choice), expected[place]!).join("; ");
    const told = queries.filter(({ place }) => !rightlyEmpty.includes(place));

    test("has expected rows for every query, and no others are expected", () => {
      expect(queries.map(({ place }) => place)).toEqual(Object.keys(expected));
    });

    test("gives rows of the expected shape for every query", async () => {
      for (const query of told) expect([query.place, await troubleOf(query)]).toEqual([query.place, ""]);
    });

    test("gives them also where the screen has fewer points than there are windows", async () => {
      const choice = { ...onIncidentsDay, interval: "10m" };
      for (const query of told)
        expect([query.place, await troubleOf(query, choice)]).toEqual([query.place, ""]);
    });

    test("is found out when a field, tag or measurement of any query is misspelt", async () => {
      for (const { place, query } of told) {
        const misspelt = misspellings(query, expected[place]!.maybe ?? []);
        expect(misspelt).not.toHaveLength(0);
        for (const query of misspelt) expect([query, await troubleOf({ place, query })]).not.toContain("");
      }
    });

    test("is found out when it opens on a time in which there is nothing", async () => {
      const aYear = 365 * 86_400_000;
      const { from, to } = onIncidentsDay;
      const empty = { ...onIncidentsDay, from: from + aYear, to: to + aYear };
      for (const { place, query } of queries.filter(({ place }) => !place.startsWith("variable")))
        expect([place, await troubleOf({ place, query }, empty)]).toEqual([place, "no rows"]);
    });

    test("is empty for an environment that is not there", async () => {
      const choice = {
        ...onIncidentsDay,
        variables: { ...onIncidentsDay.variables, environment: "nowhere" },
      };
      for (const { place, query } of queries.filter(({ place }) => place !== "variable environment"))
        expect([place, await answerTo(query, choice)]).toEqual([place, []]);
    });
  });
});

/**
 * The query with one name misspelt, for every name that it reads from or groups by, but for those of which the small
 * outage has nothing. Conditions stay as they are.
 */
function misspellings(query: string, maybe: readonly string[]): readonly string[] {
  const condition = /WHERE.*?(?=GROUP BY|$)/s.exec(query);
  const [from, to] = condition === null ? [0, 0] : [condition.index, condition.index + condition[0].length];
  return [...query.matchAll(/(?<!AS )"([a-z_]+)"/g)]
    .filter(({ index }) => index < from || index >= to)
    .filter(([, name]) => !maybe.includes(name!))
    .map(({ index }) => `${query.slice(0, index + 2)}x${query.slice(index + 2)}`);
}
