import { beforeAll, describe, expect, test } from "vitest";
import { outageOnset } from "../../../services/cli/test/support/small-outage.ts";
import { freshBucket, type FreshStore, useInflux } from "../../support/servers/index.ts";
import { askInfluxql, type Series } from "../../support/servers/influx/ask-influxql.ts";
import { asGrafanaSends, type Choice, queriesOf, readRoom, type RoomQuery } from "./dashboard-queries.ts";
import { expectedRows, troubleWith } from "./expected-rows.ts";
import { pointsOfTheOutage, writeLines } from "./replayed-outage.ts";
import { asOneTable, transformed } from "./transform-rows.ts";

const influx = useInflux();
const room = readRoom("demo/outage-room.json");
const queries = queriesOf(room);

let bucket: FreshStore;
beforeAll(async () => {
  bucket = await freshBucket(influx);
  await writeLines(influx, bucket.name, await pointsOfTheOutage());
  return async () => await bucket.remove();
});

const onIncidentsDay: Choice = {
  from: Date.parse(room.time.from),
  to: Date.parse(room.time.to),
  interval: "1m",
  variables: {
    environment: "default",
    service: "chat",
    signal: "reports",
    source: "web",
    incident: "$__all",
  },
};

async function answerTo(query: string, choice: Choice = onIncidentsDay): Promise<readonly Series[]> {
  return await askInfluxql(influx, bucket.name, asGrafanaSends(query, choice));
}

async function troubleOf({ place, query }: RoomQuery, choice: Choice = onIncidentsDay): Promise<string> {
  return troubleWith(await answerTo(query, choice), expectedRows[place]!).join("; ");
}

function queryAt(place: string): RoomQuery {
  const found = queries.find((query) => query.place === place);
  if (found === undefined) throw new Error(`no query at ${place}`);
  return found;
}

test("every query of the room has its expected rows, and no others are expected", () => {
  expect(queries.map(({ place }) => place)).toEqual(Object.keys(expectedRows));
});

describe.each(queries)("$place", (room) => {
  test("gives rows of the expected shape", async () => {
    expect(await troubleOf(room)).toBe("");
  });

  test("gives them also where the screen has fewer points than there are windows", async () => {
    expect(await troubleOf(room, { ...onIncidentsDay, interval: "10m" })).toBe("");
  });

  test("is found out when a field, tag or measurement in it is misspelt", async () => {
    const misspelt = misspellings(room.query);
    expect(misspelt).not.toHaveLength(0);
    for (const query of misspelt) expect([query, await troubleOf({ ...room, query })]).not.toContain("");
  });

  test("is empty for an environment that is not there", async () => {
    const nowhere = { ...onIncidentsDay.variables, environment: "nowhere" };
    const answer = await answerTo(room.query, { ...onIncidentsDay, variables: nowhere });
    expect(answer).toHaveLength(room.place === "variable environment" ? 1 : 0);
  });
});

/** The query with one name misspelt, for every name that it reads from or groups by. Conditions stay as they are. */
function misspellings(query: string): readonly string[] {
  const condition = /WHERE.*?(?=GROUP BY|$)/s.exec(query);
  const [from, to] = condition === null ? [0, 0] : [condition.index, condition.index + condition[0].length];
  return [...query.matchAll(/(?<!AS )"([a-z_]+)"/g)]
    .filter(({ index }) => index < from || index >= to)
    .map(({ index }) => `${query.slice(0, index + 2)}x${query.slice(index + 2)}`);
}

test("the band is there for every signal of a service, with the witness that the room offers for it", async () => {
  const signals = (await answerTo(queryAt("variable signal").query))[0]!.values.map(([, value]) => value);
  expect(signals).toEqual(["errors", "reports", "traffic"]);
  for (const signal of signals) {
    const variables = { ...onIncidentsDay.variables, signal: String(signal), source: "" };
    const witnesses = await answerTo(queryAt("variable source").query, { ...onIncidentsDay, variables });
    const source = String(witnesses[0]?.values[0]?.[1] ?? "");
    expect([signal, source]).toEqual([signal, signal === "reports" ? "web" : ""]);
    const place = "panel Observed and expected: ${service}, ${signal}, query A";
    const choice = { ...onIncidentsDay, variables: { ...variables, source } };
    expect(await troubleOf(queryAt(place), choice)).toBe("");
  }
});

describe("the table of open incidents", () => {
  const { targets, transformations = [] } = room.panels.find(({ title }) => title === "Open incidents")!;

  async function openAt(time: string): Promise<ReturnType<typeof transformed>> {
    const [table] = await answerTo(targets[0]!.query, { ...onIncidentsDay, to: Date.parse(time) });
    return table === undefined ? [] : transformed(table, transformations);
  }

  test("has the incident while it lasts, with what is known of it", async () => {
    const open = await openAt("2021-10-04T13:40:00Z");
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({
      Scope: "simultaneous",
      Severity: "critical",
      "Since (UTC)": outageOnset,
      Component: "edge",
      Members: 4,
      "Looks like": "errors",
    });
    expect(open[0]!["Odds"]).toBeGreaterThan(1);
    expect(open[0]!["What happened"]).toContain("failing together since 13:20 UTC");
    expect(open[0]!["In two sentences"]).toContain("(chat, mail, photos and video)");
    expect(open[0]!["Requests failed"]).toBeGreaterThan(0);
  });

  test("is empty before it begins, and when it is over", async () => {
    expect(await openAt("2021-10-04T13:15:00Z")).toEqual([]);
    expect(await openAt(room.time.to)).toEqual([]);
  });

  test("still has it a day later, had nothing more been heard of it", async () => {
    const [table] = await answerTo(targets[0]!.query);
    const unresolved = { ...table!, values: table!.values.slice(0, 1) };
    expect(transformed(unresolved, transformations)).toHaveLength(1);
  });
});

describe("the table of services that warm up", () => {
  const { targets, transformations = [] } = room.panels.find(({ title }) => title === "Warming up")!;

  async function warmingUpAt(time: string): Promise<ReturnType<typeof transformed>> {
    const answer = await answerTo(targets[0]!.query, { ...onIncidentsDay, to: Date.parse(time) });
    return transformed(asOneTable(answer), transformations);
  }

  test("has every service of a new installation in its first hour, with the time from which it speaks", async () => {
    const rows = await warmingUpAt("2021-10-04T10:59:00Z");
    expect(rows.map((row) => String(row["Service"])).toSorted()).toEqual([
      "chat",
      "mail",
      "maps",
      "music",
      "news",
      "photos",
      "search",
      "video",
    ]);
    for (const row of rows) {
      expect(row["Seen since (UTC)"]).toBe(Date.parse("2021-10-04T10:00:00Z"));
      expect(row["Speaks at the earliest (UTC)"]).toBe(Date.parse("2021-10-04T11:00:00Z"));
    }
  });

  test("is empty from the promised time on", async () => {
    expect(await warmingUpAt("2021-10-04T11:00:00Z")).toEqual([]);
    expect(await warmingUpAt(room.time.to)).toEqual([]);
  });
});

test("the mark of an onset stands where the fault began, not where it was found", async () => {
  const { target, mappings } = room.annotations.list.find(({ name }) => name === "Onset")!;
  const [answer] = await answerTo(target.query);
  const marks = answer!.values.map((row) => row[answer!.columns.indexOf(mappings["time"]!.value)]);
  expect(marks).toEqual([outageOnset]);
  expect(Number(answer!.values[0]![0])).toBeGreaterThan(outageOnset);
  for (const { value } of Object.values(mappings)) expect(answer!.columns).toContain(value);
});

test("marks are those of the chosen incident", async () => {
  const { query } = queryAt("annotation Alert");
  const incident = String((await answerTo(queryAt("variable incident").query))[0]!.values[0]![1]);
  const alertsOf = async (incident: string): Promise<number> => {
    const variables = { ...onIncidentsDay.variables, incident };
    return (await answerTo(query, { ...onIncidentsDay, variables }))[0]?.values.length ?? 0;
  };
  expect(await alertsOf(incident)).toBe(2);
  expect(await alertsOf("another")).toBe(0);
});

test("a choice with characters that mean something in patterns is that choice alone", () => {
  const variables = { ...onIncidentsDay.variables, service: "a.b" };
  const { query } = queryAt("variable signal");
  expect(asGrafanaSends(query, { ...onIncidentsDay, variables })).toContain(
    String.raw`"service" =~ /^a\.b$/`,
  );
});

test("a variable that the room does not have is found out", () => {
  expect(() => asGrafanaSends("SELECT ${missing:regex}", onIncidentsDay)).toThrow("missing");
});
