import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Topology } from "@tocsin/contracts";
import { afterAll, describe, expect, test } from "vitest";
import {
  type Loaded,
  loadConfiguration,
  loadLabels,
  loadMapping,
  loadTopology,
  loadYamlText,
} from "../../src/config/index.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const path = join(folder, "file.yaml");
  writeFileSync(path, text);
  return path;
}

/** Each fault as one line: where, what, why. */
function faults(loaded: Loaded<unknown>): readonly string[] {
  if (loaded.kind === "loaded") return [];
  return loaded.faults.map(({ code, line, column, message }) => `${line}:${column} ${code} ${message}`);
}

const topology = `
services:
  facebook: {}
  instagram:
  whatsapp: { displayName: WhatsApp }
components:
  backbone: { services: [facebook, instagram, whatsapp] }
  media-cdn:
    services: [whatsapp/media, instagram/media]
    dependsOn: [backbone]
`;

describe("a topology", () => {
  test("is read from YAML, and from JSON, which is YAML too", async () => {
    const loaded = await loadTopology(fileWith(topology));
    expect(loaded).toMatchObject({
      kind: "loaded",
      value: { components: { "media-cdn": { dependsOn: ["backbone"] } } },
    });
    if (loaded.kind !== "loaded") return;
    const json = `{\n\t"services": ${JSON.stringify(loaded.value.services)},\n\t"components": ${JSON.stringify(loaded.value.components)}}`;
    expect(await loadTopology(fileWith(json))).toEqual(loaded);
  });

  test("that names an unknown service is faulty at that line, with the one that was probably meant", async () => {
    const text = topology.replace("facebook, instagram, whatsapp", "facebook, instgram, whatsapp");
    expect(faults(await loadTopology(fileWith(text)))).toEqual([
      '7:36 topology-unknown-service component backbone names the unknown service instgram (did you mean "instagram"?)',
    ]);
  });

  test("may name operations of its services, and only of those", async () => {
    const text = topology.replace("whatsapp/media", "signal/media");
    expect(faults(await loadTopology(fileWith(text)))).toEqual([
      "9:16 topology-unknown-service component media-cdn names the unknown service signal",
    ]);
  });

  test("that depends on an unknown component, or on itself in a circle, is faulty", async () => {
    const unknown = topology.replace("[backbone]", "[backbon]");
    expect(faults(await loadTopology(fileWith(unknown)))).toEqual([
      '10:17 topology-unknown-component component media-cdn depends on the unknown component backbon (did you mean "backbone"?)',
    ]);
    const circle = topology.replace("whatsapp] }", "whatsapp], dependsOn: [media-cdn] }");
    expect(faults(await loadTopology(fileWith(circle)))).toEqual([
      "10:17 topology-cycle depends on itself: backbone -> media-cdn -> backbone",
    ]);
    const self = topology.replace("[backbone]", "[media-cdn]");
    expect(faults(await loadTopology(fileWith(self)))).toEqual([
      "10:17 topology-cycle depends on itself: media-cdn -> media-cdn",
    ]);
  });

  test("whose components have the same members cannot be told apart, unless one has a prior", async () => {
    const twin = `${topology}  twin: { services: [whatsapp, facebook, instagram] }\n`;
    expect(faults(await loadTopology(fileWith(twin)))).toEqual([
      "11:21 topology-same-members components backbone and twin have exactly the same members",
    ]);
    expect(
      faults(await loadTopology(fileWith(twin.replace("instagram] }\n", "instagram], prior: 2 }\n")))),
    ).toEqual([]);
  });

  test("that lists a member twice is faulty", async () => {
    const text = topology.replace("instagram, whatsapp", "instagram, facebook");
    expect(faults(await loadTopology(fileWith(text)))).toEqual([
      "7:47 config-schema facebook is listed twice",
    ]);
  });

  test("gets all its faults in the order of the file", async () => {
    const text =
      "components:\n  x: { services: [], colour: red }\nservices:\n  a/b: {}\n  c: 3\nservces: {}\n";
    expect(faults(await loadTopology(fileWith(text)))).toEqual([
      "2:18 config-schema Too small: expected array to have >=1 items",
      '2:22 config-unknown-key unknown key "colour"',
      expect.stringMatching(/^4:3 config-schema Invalid key in record: a name is 1 to 256/),
      "5:6 config-schema Invalid input: expected object, received number",
      '6:1 config-unknown-key unknown key "servces" (did you mean "services"?)',
    ]);
  });

  test("has the names that are written, where YAML would read numbers, nothing or truth", async () => {
    const names = ["1.10", "1.1", "007", "1e3", "0x1F", "2024-01-01", "null", "true", "on", "no", ".5"];
    const keys = names.map((name) => `  ${name}: {}\n`);
    const loaded = await loadTopology(
      fileWith(`services:\n${keys.join("")}components: { 42: { services: ["1.10"] } }\n`),
    );
    if (loaded.kind === "faulty") throw new Error(faults(loaded).join());
    expect(Object.keys(loaded.value.services).toSorted()).toEqual(names.toSorted());
    expect(Object.keys(loaded.value.components)).toEqual(["42"]);
  });

  test("says to quote a name that YAML reads as a number, and suggests none", async () => {
    const text = "services: { 1.10: {}, 007: {} }\ncomponents: { db: { services: [1.10, 007, null] } }\n";
    expect(faults(await loadTopology(fileWith(text)))).toEqual([
      "2:32 config-schema Invalid input: expected string, received number; what is meant as text needs quotes",
      "2:38 config-schema Invalid input: expected string, received number; what is meant as text needs quotes",
      "2:43 config-schema Invalid input: expected string, received null; what is meant as text needs quotes",
    ]);
  });

  test("has one spelling of a name, and no name twice in two spellings", async () => {
    const split = "cafe\u0301";
    const text = `services: { ${split}: {}, b: {} }\ncomponents: { x: { services: [caf\u00e9, b] } }\n`;
    const loaded = await loadTopology(fileWith(text));
    expect(loaded).toMatchObject({ value: { services: { "caf\u00e9": {}, b: {} } } });
    const twice = `services: { ${split}: {}, caf\u00e9: {} }\n`;
    expect(faults(await loadTopology(fileWith(twice)))).toEqual(["1:24 yaml-syntax Map keys must be unique"]);
  });

  test("with a key of which no object can be made is faulty", async () => {
    expect(faults(await loadTopology(fileWith("services:\n  __proto__: {}\n")))).toEqual([
      "2:3 yaml-syntax __proto__ cannot be a key",
    ]);
  });

  test("that lacks its services says which key it is, and what to write", () => {
    const loaded = loadYamlText({ text: "components: {}\n", file: "t" }, Topology);
    expect(loaded).toEqual({
      kind: "faulty",
      faults: [
        {
          code: "config-schema",
          file: "t",
          line: 1,
          column: 1,
          path: "services",
          message:
            "services is missing: list every service, also those that components name, such as `services: { cart: {}, pay: {} }`",
        },
      ],
    });
  });
});

describe("a configuration", () => {
  test("that names several topics for one stream is told what to do instead", async () => {
    const loaded = await loadConfiguration(fileWith("topics: { errorRate: [team_a, team_b] }"));
    expect(loaded).toMatchObject({ faults: [{ line: 1, column: 22, path: "topics.errorRate" }] });
    expect(JSON.stringify(loaded)).toContain("may stand on one, also in several formats, under `formats`");
  });

  test("has defaults for all it does not say", async () => {
    expect(await loadConfiguration(fileWith("budget: { falseAlarmsPer90Days: 2 }"))).toMatchObject({
      value: {
        environment: "default",
        budget: { falseAlarmsPer90Days: 2 },
        windowMs: 60_000,
        allowedLatenessMs: 30_000,
      },
    });
  });

  test.each(["0", "-1", ".inf", "-.inf", ".nan", "1e9", "'1'"])(
    "refuses a budget of %s false alarms: no threshold would follow",
    async (budget) => {
      const loaded = await loadConfiguration(fileWith(`budget: { falseAlarmsPer90Days: ${budget} }`));
      expect(loaded).toMatchObject({
        kind: "faulty",
        faults: [{ code: "config-schema", path: "budget.falseAlarmsPer90Days" }],
      });
    },
  );

  test("refuses unknown keys at any depth, with the one that was probably meant", async () => {
    const text = "budgt: {}\nbudget:\n  falseAlarmPer90Days: 3\ntopics: { errorrate: x }\n";
    expect(faults(await loadConfiguration(fileWith(text)))).toEqual([
      '1:1 config-unknown-key unknown key "budgt" (did you mean "budget"?)',
      '3:3 config-unknown-key unknown key "falseAlarmPer90Days" (did you mean "falseAlarmsPer90Days"?)',
      '4:11 config-unknown-key unknown key "errorrate" (did you mean "errorRate"?)',
    ]);
  });
});

describe("labels", () => {
  const incident = (change: string): string =>
    `incidents:\n  - { id: a, scope: simultaneous, onset: 2021-10-04T15:40:00Z, end: 2021-10-04T21:05:00Z, ${change} }\n`;

  test("are checked against the topology where there is one", async () => {
    const loaded = await loadTopology(fileWith(topology));
    if (loaded.kind !== "loaded") throw new Error("the topology is faulty");
    const text = incident("services: [facebok], component: backbon, innocent: [twitter]");
    expect(faults(await loadLabels(fileWith(text), loaded.value))).toEqual([
      '2:102 labels-unknown-service the topology has no service facebok (did you mean "facebook"?)',
      '2:123 labels-unknown-component the topology has no component backbon (did you mean "backbone"?)',
      "2:143 labels-unknown-service the topology has no service twitter",
    ]);
    expect(faults(await loadLabels(fileWith(text), null))).toEqual([]);
    expect(
      faults(await loadLabels(fileWith(incident("services: [facebook], component: all")), loaded.value)),
    ).toEqual([]);
  });

  test("that end before they begin are faulty, times being compared and not their texts", async () => {
    const text = incident("services: []").replace("21:05:00Z", "16:00:00+02:00");
    const quiet = 'quiet:\n  - { from: "2021-10-05T00:00:00Z", to: "2021-10-04T00:00:00Z" }\n';
    expect(faults(await loadLabels(fileWith(text + quiet), null))).toEqual([
      "2:69 labels-order ends 2021-10-04T16:00:00+02:00, before it begins 2021-10-04T15:40:00Z",
      "4:41 labels-order ends 2021-10-04T00:00:00Z, before it begins 2021-10-05T00:00:00Z",
    ]);
  });
});

describe("a mapping", () => {
  test("gets the faults of the kind of rule that comes nearest", async () => {
    const text = "rules:\n  - { moniter: x, as: hn }\n  - { service: y, ignore: yes }\n  - { as: a/b }\n";
    expect(faults(await loadMapping(fileWith(text)))).toEqual([
      '2:7 config-unknown-key unknown key "moniter" (did you mean "monitor"?)',
      expect.stringMatching(/^3:\d+ config-schema /),
      expect.stringMatching(/^4:11 config-schema a name is 1 to 256/),
    ]);
  });
});

describe("a file", () => {
  test("that is not there, or is empty, is faulty and does not throw", async () => {
    expect(faults(await loadTopology(join(folder, "missing.yaml")))).toEqual([
      expect.stringMatching(/^1:1 file-unreadable ENOENT/),
    ]);
    for (const text of ["", "# only a remark\n", "---\n"]) {
      expect(faults(await loadTopology(fileWith(text)))).toEqual(["1:1 file-empty the file is empty"]);
    }
  });

  test("that is no YAML is faulty at the place", async () => {
    expect(faults(await loadTopology(fileWith("services:\n  a: {}\n  a: {}\n")))).toEqual([
      "3:3 yaml-syntax Map keys must be unique",
    ]);
    expect(faults(await loadTopology(fileWith("services: [\n")))[0]).toMatch(/^\d:\d+ yaml-syntax/);
    expect(faults(await loadTopology(fileWith("a: *nowhere\n")))[0]).toMatch(/^1:\d+ yaml-syntax/);
  });

  test("that blows itself up with aliases is refused", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const lists = names.map((name, at) => {
      const items = Array.from({ length: 8 }, () => (at === 0 ? "x" : `*${names[at - 1]}`));
      return `${name}: &${name} [${items.join(", ")}]`;
    });
    const bomb = lists.join("\n");
    expect(faults(await loadTopology(fileWith(bomb)))[0]).toMatch(/yaml-syntax .*alias/i);
  });
});
