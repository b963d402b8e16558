import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { AlertEvent, Summary } from "@tocsin/contracts";
import { beforeAll, describe, expect, test } from "vitest";
import { parseLine } from "../../../../packages/adapters/test/support/influx-lines.ts";
import { run } from "../support/run.ts";
import { smallOutageLines } from "../support/small-outage.ts";

/* One recording whose services have every kind of name, from its messages to all that a replay writes. */

/** What the services of the small outage are called here; the first four fail together. */
const names: Readonly<Record<string, string>> = {
  chat: "чат по-русски",
  mail: "caf\u00e9",
  photos: "a=b, c & d's (x) #1",
  video: "支付:errors@+-",
  maps: "__proto__",
  music: "constructor",
  news: "1.10",
  search: "koj-co\u2215upptime",
};
const failing = ["chat", "mail", "photos", "video"].map((name) => names[name] as string);
/** A key of a file may be any of them but this. */
const listed = Object.values(names).filter((name) => name !== "__proto__");

/** One of them is sent in another spelling than it has in the topology. */
function renamed(line: string): string {
  const { key, payload, ...rest } = JSON.parse(line) as { key?: string; payload?: string };
  if (payload === undefined) return line;
  const value = JSON.parse(payload) as { service: string };
  const service = (names[value.service] as string).normalize("NFD");
  return JSON.stringify({ ...rest, key: service, payload: JSON.stringify({ ...value, service }) });
}

const inPage = (name: string): string => name.replaceAll("&", "&amp;").replaceAll("'", "&#39;");

const folder = mkdtempSync(join(tmpdir(), "tocsin-names-"));
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
let told: string;

beforeAll(async () => {
  const [recording, topology] = [join(folder, "names.jsonl"), join(folder, "topology.json")];
  writeFileSync(recording, smallOutageLines().map(renamed).join("\n"));
  writeFileSync(
    topology,
    JSON.stringify({
      services: Object.fromEntries(listed.map((name) => [name, {}])),
      components: { "ребро, main": { services: failing } },
    }),
  );
  const ran = await run(["replay", recording, "--topology", topology, "--out", folder]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  told = ran.out.replace(/\s+/g, " ");
});

describe("names of any script and with any mark that is allowed", () => {
  test("stand in alerts and in the words as they are, each in one spelling", () => {
    const alerts = read("alerts.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => AlertEvent.parse(JSON.parse(line)));
    const members = alerts[0]!.data.services.filter(({ role }) => role === "member");
    expect(members.map(({ service }) => service).toSorted()).toEqual(failing.toSorted());
    expect(alerts[0]!.data.component).toMatchObject({ name: "ребро, main" });
    for (const name of [...failing, "ребро, main"]) expect(told).toContain(name);
    expect(Summary.parse(JSON.parse(read("summary.json")))).toMatchObject({
      rejected: 0,
      services: 8,
      unlistedServices: ["__proto__"],
    });
  });

  /** `several` is written of an incident of more than one service. */
  test("stand in the tags of InfluxDB as they are", () => {
    const lines = gunzipSync(readFileSync(join(folder, "influx.lp.gz")))
      .toString()
      .trimEnd()
      .split("\n");
    const services = new Set(lines.flatMap((line) => parseLine(line).tags["service"] ?? []));
    expect([...services].filter((name) => name !== "several").toSorted()).toEqual(
      Object.values(names).toSorted(),
    );
  });

  test("stand in the report as text", () => {
    const page = read("report.html");
    for (const name of Object.values(names)) expect(page).toContain(inPage(name));
  });
});
