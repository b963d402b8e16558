import { beforeAll, describe, expect, test } from "vitest";
import { outageOnset } from "../../../services/cli/test/support/small-outage.ts";
import type { Drawn, Row } from "../../support/grafana/grafana-data.ts";
import { useGrafanaData } from "../../support/grafana/use-grafana-data.ts";
import { freshBucket, type FreshStore, useInflux } from "../../support/servers/index.ts";
import { askInfluxql, type Series } from "../../support/servers/influx/ask-influxql.ts";
import { framesOf } from "./answer-frames.ts";
import {
  asGrafanaSends,
  type BoardPanel,
  type BoardTarget,
  type Choice,
  panelsOf,
  readBoard,
} from "./dashboard-queries.ts";
import { pointsOfTheOutage, writeLines } from "./replayed-outage.ts";

const influx = useInflux();
const grafana = useGrafanaData();
const names = ["outage-room", "service", "budget-and-quality", "pipeline"];
const boards = names.map((name) => ({ name, board: readBoard(`demo/${name}.json`) }));
const room = boards[0]!.board;

let bucket: FreshStore;
beforeAll(async () => {
  bucket = await freshBucket(influx);
  await writeLines(influx, bucket.name, await pointsOfTheOutage());
  return async () => await bucket.remove();
});

const at = (time: string): number => Date.parse(`2021-10-04T${time}:00Z`);
const whileItLasts: Choice = {
  from: Date.parse(room.time.from),
  to: at("13:40"),
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
const whenItIsOver: Choice = { ...whileItLasts, to: at("14:10") };

async function answerTo(query: string, choice: Choice): Promise<readonly Series[]> {
  return await askInfluxql(influx, bucket.name, asGrafanaSends(query, choice));
}

/** What Grafana's own code makes of the panel: its queries' answers, transformed, with its overrides. */
async function drawn(
  panel: BoardPanel,
  choice: Choice,
  spoiled?: (panel: BoardPanel) => BoardPanel,
): Promise<Drawn> {
  const { targets, transformations = [], fieldConfig } = spoiled?.(panel) ?? panel;
  const answers = await Promise.all(
    targets.map(async (target: BoardTarget) => framesOf(await answerTo(target.query, choice), target)),
  );
  return await grafana.current.draw({
    frames: answers.flat(),
    transformations,
    fieldConfig: { defaults: fieldConfig?.defaults ?? {}, overrides: fieldConfig?.overrides ?? [] },
  });
}

const panelNamed = (title: string, board = room): BoardPanel =>
  panelsOf(board).find((panel) => panel.title === title)!;

/** Panels of which the small outage has nothing while it lasts. */
const rightlyEmpty = ["Retracted in 90 days", "Warming up"];

describe.each(boards)("the dashboard $name while the outage lasts", ({ board }) => {
  const filled = panelsOf(board).filter(({ title }) => !rightlyEmpty.includes(title));

  test("has rows in every panel", async () => {
    for (const panel of filled) {
      const { frames } = await drawn(panel, whileItLasts);
      expect([panel.title, frames.some(({ rows }) => rows.length > 0)]).toEqual([panel.title, true]);
    }
  });

  test("overrides only fields that are there", async () => {
    for (const panel of filled) {
      const { matched } = await drawn(panel, whenItIsOver);
      expect([panel.title, matched]).toEqual([panel.title, matched.map(() => true)]);
    }
  });

  test("shows no value as NaN, undefined or an object", async () => {
    for (const panel of filled) {
      const { frames } = await drawn(panel, whileItLasts);
      const texts = frames.flatMap(({ texts }) => texts.flatMap((row) => Object.values(row)));
      expect([panel.title, texts.filter((text) => /NaN|undefined|\[object/.test(text))]).toEqual([
        panel.title,
        [],
      ]);
    }
  });
});

test("a transformation of a misspelt field is found out", async () => {
  const misspelt = (panel: BoardPanel): BoardPanel =>
    JSON.parse(
      JSON.stringify(panel).replace('"onset_ms (last)":"Since', '"onset (last)":"Since'),
    ) as BoardPanel;
  const { matched } = await drawn(panelNamed("Open incidents"), whileItLasts, misspelt);
  expect(matched).toContain(false);
});

describe("the table of open incidents", () => {
  async function openAt(time: string): Promise<readonly Row[]> {
    const { frames } = await drawn(panelNamed("Open incidents"), { ...whileItLasts, to: at(time) });
    return frames.flatMap(({ rows }) => rows);
  }

  test("has the incident while it lasts, with what is known of it", async () => {
    const open = await openAt("13:40");
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({
      Scope: "simultaneous",
      Severity: "critical",
      "Since (UTC)": outageOnset,
      Component: "edge",
      Members: 4,
      "Looks like": "errors",
      Runbook: "https://wiki.example/runbooks?service=chat",
    });
    expect(open[0]!["Odds"]).toBeGreaterThan(1);
    expect(open[0]!["What happened"]).toContain("failing together since 13:20 UTC");
    expect(open[0]!["In two sentences"]).toContain("(chat, mail, photos and video)");
    expect(open[0]!["Requests failed"]).toBeGreaterThan(0);
  });

  test("has its columns in their order, and the time as people write it", async () => {
    const { frames } = await drawn(panelNamed("Open incidents"), whileItLasts);
    const [text] = frames[0]!.texts;
    expect(Object.keys(text!).slice(0, 4)).toEqual([
      "Severity",
      "What happened",
      "Looks like",
      "Since (UTC)",
    ]);
    expect(text!["Since (UTC)"]).toBe("2021-10-04 13:20:00");
  });

  test("is empty before it begins, and when it is over", async () => {
    expect(await openAt("13:15")).toEqual([]);
    expect(await openAt("14:10")).toEqual([]);
  });
});

describe("the table of incidents of this time", () => {
  test("has what is over, with how long it lasted", async () => {
    const { frames } = await drawn(panelNamed("Incidents of this time"), whenItIsOver);
    expect(frames[0]!.rows).toMatchObject([
      { Status: "resolved", "From (UTC)": outageOnset, Component: "edge" },
    ]);
    expect(frames[0]!.texts[0]!["Lasted"]).toMatch(/ mins?$/);
  });

  test("says of what is open that it is not over", async () => {
    const { frames } = await drawn(panelNamed("Incidents of this time"), whileItLasts);
    expect(frames[0]!.texts).toMatchObject([{ Status: "open", "To (UTC)": "not over", Lasted: "not over" }]);
  });
});

describe("the blast radius", () => {
  const sure = ["#D94801", "#7F2704"];

  test("is every node of the topology once, with the services that fail in dark", async () => {
    const { frames } = await drawn(panelNamed("Blast radius"), whileItLasts);
    const nodes = frames.find(({ rows }) => rows.some((row) => "title" in row))!;
    const ids = nodes.rows.map((row) => String(row["id"]));
    expect(ids.toSorted()).toEqual([
      "component:edge",
      "component:login",
      "component:storage",
      ...["chat", "mail", "maps", "music", "news", "photos", "search", "video"].map(
        (name) => `service:${name}`,
      ),
    ]);
    const failing = ids.filter((_, row) => sure.includes(nodes.colours[row]!["color"] ?? ""));
    expect(failing.toSorted()).toEqual(["service:chat", "service:mail", "service:photos", "service:video"]);
    const chat = nodes.texts[ids.indexOf("service:chat")]!;
    expect(chat).toMatchObject({ title: "Chat", subtitle: "service", secondarystat: "abnormal" });
    expect(chat["mainstat"]).toMatch(/^\d+\.\d nats$/);
  });

  test("has edges between nodes that are there", async () => {
    const { frames } = await drawn(panelNamed("Blast radius"), whileItLasts);
    const nodes = new Set(frames.flatMap(({ rows }) => rows.map((row) => row["id"])));
    const edges = frames.flatMap(({ rows }) => rows.filter((row) => "source" in row));
    expect(edges.length).toBeGreaterThan(8);
    for (const { source, target } of edges) {
      expect(nodes).toContain(source);
      expect(nodes).toContain(target);
    }
  });
});

describe("the table of services that warm up", () => {
  async function warmingUpAt(time: string): Promise<readonly Row[]> {
    const { frames } = await drawn(panelNamed("Warming up"), { ...whileItLasts, to: at(time) });
    return frames.flatMap(({ rows }) => rows);
  }

  test("has every service of a new installation in its first hour, with the time from which it speaks", async () => {
    const rows = await warmingUpAt("10:59");
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
      expect(row["Seen since (UTC)"]).toBe(at("10:00"));
      expect(row["Speaks at the earliest (UTC)"]).toBe(at("11:00"));
    }
  });

  test("is empty from the promised time on", async () => {
    expect(await warmingUpAt("11:00")).toEqual([]);
    expect(await warmingUpAt("14:10")).toEqual([]);
  });
});
