import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AlertData, type Command, Labels, topicNames } from "@tocsin/contracts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { alert, at, member } from "../support/alerts.ts";
import { run } from "../support/run.ts";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-feedback-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const topology = join(folder, "topology.json");
writeFileSync(
  topology,
  JSON.stringify({
    services: { facebook: {}, instagram: {}, whatsapp: {} },
    components: { backbone: { services: ["facebook", "instagram", "whatsapp"] } },
  }),
);

let kafka: MemoryKafka;
beforeEach(async () => {
  kafka = memoryKafka();
  const resolved = { status: "resolved", resolvedAt: at("21:05") } as const;
  await raised({ incident: "i-10aa", revision: 1 });
  await raised({ incident: "i-10aa", revision: 2, ...resolved });
  await raised({
    incident: "i-20bb",
    ...resolved,
    services: [member("facebook", "15:40", { recoveredAt: at("16:00") }), member("whatsapp", "15:41")],
  });
  await raised({ incident: "i-30cc", ...resolved });
  await raised({ incident: "i-40dd" });
});

const raised = async (change: Partial<AlertData>): Promise<void> => {
  const event = alert(change);
  await kafka.brokers
    .client()
    .append([
      { topic: topicNames.incidents, partition: 0, key: event.subject, value: JSON.stringify(event) },
    ]);
};

const feedback = async (...argv: readonly string[]) =>
  await run(["feedback", ...argv], { cluster: kafka.cluster, env: { USER: "ann" } });
const told = (): readonly Command[] =>
  kafka.values(topicNames.commands).map((value) => JSON.parse(value ?? "") as Command);

test("what somebody says of an incident is kept with who said it, and shown beside the incident", async () => {
  const { code, out } = await feedback(
    "i-10aa",
    "component",
    "backbone",
    "--topology",
    topology,
    "--note",
    "a bad route",
  );
  expect([code, out]).toEqual([0, "i-10aa: component backbone: a bad route.\n"]);
  expect(told()).toEqual([
    {
      v: 1,
      kind: "feedback",
      id: expect.stringMatching(/^f-[0-9a-f]{8}$/) as string,
      at: expect.any(String) as string,
      by: "ann",
      incident: "i-10aa",
      verdict: "component",
      component: "backbone",
      note: "a bad route",
    },
  ]);
  const inspected = await run(["inspect", "incidents"], { cluster: kafka.cluster });
  expect(inspected.out).toContain("afterwards: component backbone, by ann: a bad route");
  expect(inspected.out.match(/afterwards/g)).toHaveLength(1);
  const listed = await feedback("list");
  expect(listed.out).toContain("Feedback on 1 incident");
  expect(listed.out).toContain("simultaneous, 2021-10-04 15:40 UTC, facebook, instagram and whatsapp");
  expect(JSON.parse((await feedback("list", "--json")).out)).toEqual(told()[0]);
});

test("the same again is said already; of what contradicts itself the last holds, and that is told", async () => {
  await feedback("i-10aa", "no-incident");
  expect((await feedback("i-10aa", "no-incident")).out).toContain("This was said already.");
  expect(told()).toHaveLength(1);
  const { out } = await feedback("i-10aa", "was-isolated");
  expect(out).toBe("i-10aa: each failed by itself.\nIt takes the place of: no incident, by ann.\n");
  expect((await feedback("list")).out).not.toContain("no incident");
});

test("an incident that nobody was told of is refused with the one that was probably meant", async () => {
  const { code, err } = await feedback("i-10a", "no-incident");
  expect([code, err]).toEqual([2, expect.stringContaining("Did you mean i-10aa?")]);
  expect((await feedback("else", "no-incident")).err).toContain("tocsin inspect incidents");
  expect(told()).toEqual([]);
});

test("a component that is not in the topology is refused; without a topology one that the alert does not name is told", async () => {
  const slip = await feedback("i-10aa", "component", "backbon", "--topology", topology);
  expect([slip.code, slip.err]).toEqual([2, expect.stringContaining("Did you mean backbone?")]);
  const unknown = await feedback("i-10aa", "component", "power");
  expect([unknown.code, unknown.err]).toEqual([0, expect.stringContaining("without a topology")]);
  expect((await feedback("i-20bb", "component", "backbone")).err).toBe("");
});

test("it is exported as labels that a replay reads; what is open or unknown is left out and told", async () => {
  await feedback("i-10aa", "component", "backbone");
  await feedback("i-20bb", "was-isolated");
  await feedback("i-30cc", "no-incident");
  await feedback("i-40dd", "no-incident");
  const unknown = { v: 1, kind: "feedback", id: "f-1", incident: "i-gone", verdict: "no-incident" };
  const record = { topic: topicNames.commands, partition: 0, key: null, value: JSON.stringify(unknown) };
  await kafka.brokers.client().append([record]);
  const { code, out, err } = await feedback("export");
  expect(code).toBe(0);
  expect(Labels.parse(JSON.parse(out))).toEqual({
    incidents: [
      {
        id: "i-10aa",
        scope: "simultaneous",
        onset: at("15:40"),
        end: at("21:05"),
        services: ["facebook", "instagram", "whatsapp"],
        component: "backbone",
      },
      {
        id: "i-20bb:facebook",
        scope: "isolated",
        onset: at("15:40"),
        end: at("16:00"),
        services: ["facebook"],
      },
      {
        id: "i-20bb:whatsapp",
        scope: "isolated",
        onset: at("15:41"),
        end: at("21:05"),
        services: ["whatsapp"],
      },
    ],
    quiet: [{ from: at("15:40"), to: at("21:05") }],
  });
  expect(err).toContain("i-40dd is left out: it is still open");
  expect(err).toContain("i-gone is left out: there is no alert of such an incident");
  const labels = join(folder, "labels.json");
  writeFileSync(labels, out);
  expect((await run(["check", "--labels", labels, "--topology", topology])).code).toBe(0);
});

test("nothing that was said is said so, and exported as labels without an incident", async () => {
  expect((await feedback("list")).out).toBe("Nothing was said of any incident.\n");
  expect(JSON.parse((await feedback("export")).out)).toEqual({ incidents: [] });
});

test.each([
  [[], "needs an incident and what it truly was"],
  [["i-1"], "There is no-incident, was-isolated, component"],
  [["i-1", "no-incidnt"], "Did you mean no-incident?"],
  [["i-1", "no-incident", "edge"], "no-incident takes no further argument: edge"],
  [["i-1", "component"], "needs the name of the component"],
  [["i-1", "component", "a/b"], "a/b is no component"],
  [["i-1", "component", "a", "b"], "takes no further argument: b"],
  [["list", "more"], "takes no further argument: more"],
  [["export", "--json"], "--json goes with tocsin feedback list alone"],
  [["list", "--note", "x"], "--note does not go with"],
])("%j is refused", async (options, words) => {
  const { code, err } = await feedback(...options);
  expect([code, err.replace(/\s+/g, " ")]).toEqual([2, expect.stringContaining(words)]);
});
