import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Topology } from "@tocsin/contracts";
import { afterAll, describe, expect, test } from "vitest";
import {
  type Loaded,
  loadConfiguration,
  loadLiveConfiguration,
  loadTopology,
  printConfiguration,
} from "../../src/config/index.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-knowledge-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const path = join(folder, "file.yaml");
  writeFileSync(path, text);
  return path;
}

function faults(loaded: Loaded<unknown>): readonly string[] {
  if (loaded.kind === "loaded") return [];
  return loaded.faults.map(({ code, line, column, message }) => `${line}:${column} ${code} ${message}`);
}

const topology = Topology.parse({
  services: { web: {}, mail: {} },
  components: { edge: { services: ["web", "mail"] } },
});

describe("a time zone that the machine does not know", () => {
  test("is a fault of the configuration, with the one that was probably meant", async () => {
    expect(faults(await loadConfiguration(fileWith("windowMs: 60000\ntimeZone: Europe/Berlln\n")))).toEqual([
      '2:11 config-zone this machine knows no time zone Europe/Berlln (did you mean "Europe/Berlin"?)',
    ]);
  });

  test("is a fault of the topology, at the service that names it", async () => {
    expect(faults(await loadTopology(fileWith("services:\n  web: { timeZone: Mars/Olympus }\n")))).toEqual([
      "2:20 config-zone this machine knows no time zone Mars/Olympus",
    ]);
  });

  test("stops a worker too, before it reads anything", async () => {
    const live = await loadLiveConfiguration({ file: null, env: { TOCSIN_TIME_ZONE: "Nowhere" } });
    expect(faults(live)).toEqual([
      "1:1 config-zone TOCSIN_TIME_ZONE: this machine knows no time zone Nowhere",
    ]);
  });
});

describe("special days", () => {
  const calendar = (...days: readonly string[]): string =>
    fileWith(`calendar:\n${days.map((day) => `  - { ${day} }\n`).join("")}`);

  test("that meet for one service are a conflict, at the later entry", async () => {
    const loaded = await loadConfiguration(
      calendar(
        'name: Holidays, from: "2026-12-20", to: "2027-01-03", like: sunday, services: [web, mail]',
        'name: Sale, date: "2026-12-28", learn: false, services: [shop, mail]',
      ),
    );
    expect(faults(loaded)).toEqual([
      '3:5 config-conflict "Holidays" and "Sale" are both about 2026-12-28 of mail',
    ]);
  });

  test("that are about all meet those of any service", async () => {
    const loaded = await loadConfiguration(
      calendar(
        'name: One, date: "2026-12-25", like: sunday, services: [web]',
        'name: Two, date: "2026-12-25", like: sunday',
        'name: Three, date: "2026-12-26", like: sunday',
      ),
    );
    expect(faults(loaded)).toEqual(['3:5 config-conflict "One" and "Two" are both about 2026-12-25 of web']);
  });

  test("of several services or on several days do not meet", async () => {
    const loaded = await loadConfiguration(
      calendar(
        'name: One, date: "2026-12-25", like: sunday, services: [web]',
        'name: Two, date: "2026-12-25", like: sunday, services: [mail]',
        'name: Three, date: "2026-12-26", like: sunday',
      ),
    );
    expect(faults(loaded)).toEqual([]);
  });

  test.each([
    ['name: X, date: "2026-12-25"', "give either `like`, with a day of the week, or `learn: false`"],
    [
      'name: X, date: "2026-12-25", like: sunday, learn: false',
      "give either `like`, with a day of the week, or `learn: false`",
    ],
    ["name: X, like: sunday", "give either `date`, or `from` and `to`"],
    ['name: X, from: "2026-12-25", like: sunday', "give either `date`, or `from` and `to`"],
    ['name: X, from: "2026-12-26", to: "2026-12-25", like: sunday', "`from` must not be after `to`"],
  ])("%s is refused, with what to write", async (day, message) => {
    const [fault, ...others] = faults(await loadConfiguration(calendar(day)));
    expect(others).toEqual([]);
    expect(fault).toMatch(/^2:/);
    expect(fault).toContain(` config-schema ${message}`);
  });

  test("with a key that nobody knows are refused, with the one that was probably meant", async () => {
    const loaded = await loadConfiguration(calendar('name: X, date: "2026-12-25", lke: sunday'));
    expect(faults(loaded).join("\n")).toContain('unknown key "lke" (did you mean "like"?)');
  });
});

test("work and a past that end before they begin, and work on nobody, are faults", async () => {
  const file = fileWith(`maintenance:
  - { from: 2026-11-29T02:00:00Z, to: 2026-11-29T03:00:00Z }
  - { services: [web], from: 2026-11-29T02:00:00Z, to: 2026-11-29T02:00:00+01:00 }
exclude:
  - { from: 2026-11-01T00:00:00Z, to: 2026-11-01T00:00:00Z }
`);
  expect(faults(await loadConfiguration(file))).toEqual([
    "2:5 config-schema name the `services` or `components` that are worked on",
    "3:30 config-schema `from` must be before `to`",
    "5:13 config-schema `from` must be before `to`",
  ]);
});

test("names that the topology does not have are faults, where there is a topology", async () => {
  const file = fileWith(`calendar:
  - { name: Christmas, date: "2026-12-25", like: sunday, services: [wbe] }
maintenance:
  - services: [mail]
    components: [egde]
    from: 2026-11-29T02:00:00Z
    to: 2026-11-29T03:00:00Z
exclude:
  - { from: 2026-11-01T00:00:00Z, to: 2026-11-02T00:00:00Z, services: [other] }
`);
  expect(faults(await loadConfiguration(file))).toEqual([]);
  expect(faults(await loadConfiguration(file, topology))).toEqual([
    '2:69 config-unknown-service the topology has no service wbe (did you mean "web"?)',
    '5:18 config-unknown-component the topology has no component egde (did you mean "edge"?)',
    "9:72 config-unknown-service the topology has no service other",
  ]);
});

test("lists of entries are printed an entry a line, with where they came from", async () => {
  const file = fileWith('calendar:\n  - name: Christmas\n    date: "2026-12-25"\n    like: sunday\n');
  const live = await loadLiveConfiguration({ file, env: {} });
  const printed = live.kind === "loaded" ? printConfiguration(live.value) : "";
  expect(printed).toContain(
    `\ncalendar: # ${file}:1\n  - { name: Christmas, date: "2026-12-25", like: sunday }\n`,
  );
  expect(printed).toContain("\nmaintenance: [] # default\n");
});
