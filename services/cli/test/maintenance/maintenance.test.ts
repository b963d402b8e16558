import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, topicNames } from "@tocsin/contracts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { memoryKafka, type MemoryKafka, textOf } from "../../../../test/support/memory-kafka.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-maintenance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const topology = join(folder, "topology.json");
writeFileSync(
  topology,
  JSON.stringify({
    services: { mail: {}, chat: {} },
    components: { edge: { services: ["mail", "chat"] } },
  }),
);
const config = join(folder, "tocsin.json");
const planned = { services: ["chat"], from: "2021-10-05T00:00:00Z", to: "2021-10-05T01:00:00Z" };
writeFileSync(config, JSON.stringify({ clock: "stream", maintenance: [planned] }));

const noon = Date.parse("2021-10-04T12:00:00Z");
const minuteMs = 60_000;

let kafka: MemoryKafka;
beforeEach(() => {
  kafka = memoryKafka();
});

/** The newest window that was judged ends then: with `clock: stream` that is the time. */
async function judgedUntil(endMs: number): Promise<void> {
  const columns = (names: string) => Object.fromEntries(names.split(" ").map((name) => [name, []]));
  const frame = {
    v: 1,
    windowStart: endMs - minuteMs,
    windowMs: minuteMs,
    series: columns("unit signal source state observed exposure expected lower upper evidenceNats"),
    units: columns("unit logEvidence logEvidenceWithoutReports learning"),
    groups: columns("component logEvidence fewest"),
    logEvidence: 0,
    withoutReports: 0,
    threshold: 10,
    commonFactor: {},
    completeness: null,
  };
  await kafka.brokers
    .client()
    .append([{ topic: topicNames.evidence, partition: 0, key: null, value: JSON.stringify(frame) }]);
}

const maintenance = async (...argv: readonly string[]) =>
  await run(["maintenance", ...argv, "--config", config], { cluster: kafka.cluster });
const add = async (...argv: readonly string[]) => await maintenance("add", "--topology", topology, ...argv);
const told = (): readonly Command[] =>
  kafka.values(topicNames.commands).map((value) => JSON.parse(value ?? "") as Command);

describe("add", () => {
  beforeEach(async () => await judgedUntil(noon));

  test("tells what is worked on, from the second whole window ahead at the earliest, and says so", async () => {
    const { code, out } = await add(
      "--services",
      "mail, chat",
      "--for",
      "2h",
      "--id",
      "disks",
      "--note",
      "new disks",
    );
    expect(code).toBe(0);
    expect(out).toContain("disks: mail and chat, 2021-10-04 12:00 to 2021-10-04 14:00 UTC.");
    expect(out).toContain("It holds from the window at 2021-10-04 12:03 UTC on.");
    expect(told()).toEqual([
      {
        v: 1,
        at: "2021-10-04T12:00:00.000Z",
        kind: "maintenance-add",
        id: "disks",
        fromWindow: noon + 3 * minuteMs,
        services: ["mail", "chat"],
        from: "2021-10-04T12:00:00.000Z",
        to: "2021-10-04T14:00:00.000Z",
        note: "new disks",
      },
    ]);
    const [record] = kafka.brokers.records(topicNames.commands);
    expect([record?.timestampMs, textOf(record?.key as Uint8Array)]).toEqual([noon, "disks"]);
  });

  test("work that lies ahead holds from its own beginning, an open one until it is ended", async () => {
    const { out } = await add("--components", "edge", "--from", "2021-10-04T14:00:00+01:00", "--open");
    expect(out).toMatch(/^m-[0-9a-f]{8}: component edge, from 2021-10-04 13:00 UTC until it is ended\.$/m);
    expect(out).toContain("It holds from 2021-10-04 13:00 UTC on.");
    expect(out).toMatch(/^It lasts until: tocsin maintenance end m-[0-9a-f]{8}$/m);
  });

  test("what is over before it can hold is told, and told that it changes nothing", async () => {
    const { code, out } = await add("--services", "mail", "--for", "2m");
    expect([code, out]).toEqual([0, expect.stringContaining("It changes nothing")]);
  });

  test("the same again is known already; the same id for other work is refused, until it is over", async () => {
    const same = ["--services", "mail", "--id", "disks", "--to", "2021-10-04T13:00:00Z"];
    await add(...same);
    expect(await add(...same)).toMatchObject({
      code: 0,
      out: expect.stringContaining("is known already") as string,
    });
    const other = await add("--services", "chat", "--id", "disks", "--for", "1h");
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining("disks is the id of other work: mail"),
    ]);
    expect(told()).toHaveLength(1);
    await judgedUntil(noon + 61 * minuteMs);
    expect((await add("--services", "chat", "--id", "disks", "--for", "1h")).code).toBe(0);
  });

  test("a name that the topology does not have is refused with what was probably meant", async () => {
    const service = await add("--services", "mial", "--for", "1h");
    expect([service.code, service.err]).toEqual([2, expect.stringContaining("Did you mean mail?")]);
    const component = await add("--components", "edgy", "--for", "1h");
    expect([component.code, component.err]).toEqual([2, expect.stringContaining("Did you mean edge?")]);
    expect(told()).toEqual([]);
  });

  test("without a topology a service is taken with a warning, a component cannot be", async () => {
    const service = await maintenance("add", "--services", "mial", "--for", "1h");
    expect([service.code, service.err]).toEqual([0, expect.stringContaining("without a topology")]);
    const component = await maintenance("add", "--components", "edge", "--for", "1h");
    expect([component.code, component.err]).toEqual([2, expect.stringContaining("without a topology")]);
  });

  test("what the detector would refuse is not told, and it is said why", async () => {
    const { code, out, err } = await add("--services", "mail", "--open", "--id", "configuration-7");
    expect([code, out, told()]).toEqual([2, "", []]);
    expect(err).toContain("is what work in the configuration file is called");
    const far = await add("--services", "mail", "--for", "99999999d");
    expect([far.code, far.err]).toEqual([2, expect.stringContaining("after the year 9999")]);
  });

  test("work that would be over already is refused", async () => {
    const { code, err } = await add("--services", "mail", "--from", "2021-10-04T10:00:00Z", "--for", "1h");
    expect([code, err]).toEqual([2, expect.stringContaining("it would be over at 2021-10-04 11:00 UTC")]);
  });

  test("without the command topic nothing is told, and it is said what makes it", async () => {
    kafka.brokers.deleteTopic(topicNames.commands);
    const { code, err } = await add("--services", "mail", "--for", "1h");
    expect([code, err]).toEqual([2, expect.stringContaining("tocsin topics apply makes it.")]);
  });
});

test("windows of an hour are told of as well: what holds from the third on is known, and listed", async () => {
  const hours = join(folder, "hours.json");
  writeFileSync(hours, JSON.stringify({ windowMs: 60 * minuteMs }));
  const argv = ["maintenance", "add", "--services", "mail", "--open", "--id", "disks", "--config", hours];
  expect((await run(argv, { cluster: kafka.cluster })).code).toBe(0);
  const listed = await run(["maintenance", "list", "--config", hours], { cluster: kafka.cluster });
  expect([listed.out.split("\n")[0], listed.err]).toEqual(["1 planned work ahead", ""]);
});

describe("end", () => {
  beforeEach(async () => await judgedUntil(noon));

  test("ends work from the second whole window ahead on, once, and gives up what has not begun", async () => {
    await add("--components", "edge", "--open", "--id", "move");
    await judgedUntil(noon + 20 * minuteMs);
    const ended = await maintenance("end", "move");
    expect(ended.out).toContain("move: component edge is over from the window at 2021-10-04 12:23 UTC on.");
    expect(told().at(-1)).toMatchObject({
      kind: "maintenance-end",
      id: "move",
      fromWindow: noon + 23 * minuteMs,
    });
    expect((await maintenance("end", "move")).out).toContain("is over by itself at 2021-10-04 12:23 UTC");
    await add("--services", "mail", "--from", "2021-10-04T18:00:00Z", "--for", "1h", "--id", "evening");
    expect((await maintenance("end", "evening")).out).toContain("is given up before it begins");
    const again = await maintenance("end", "evening");
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("was given up before it began")]);
    expect(told()).toHaveLength(4);
  });

  test("an id that is not known is refused with what was probably meant, one of the configuration with where it stands", async () => {
    await add("--components", "edge", "--open", "--id", "move");
    const unknown = await maintenance("end", "mov");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("Did you mean move?")]);
    const configured = await maintenance("end", "configuration-1");
    expect([configured.code, configured.err]).toEqual([
      2,
      expect.stringContaining("stands in the configuration file"),
    ]);
  });
});

describe("list", () => {
  beforeEach(async () => await judgedUntil(noon));

  test("shows what is in force, ahead and lately over, of commands and of the configuration", async () => {
    await add("--services", "mail", "--to", "2021-10-04T12:30:00Z", "--id", "short");
    await add("--components", "edge", "--open", "--id", "move", "--note", "new rack");
    await judgedUntil(noon + 40 * minuteMs);
    const { out } = await maintenance("list");
    expect(out.split("\n").map((line) => line.trimEnd())).toEqual([
      "1 planned work in force",
      "  move: component edge, from 2021-10-04 12:00 UTC until it is ended",
      "    new rack",
      "",
      "1 planned work ahead",
      "  configuration-1: chat, 2021-10-05 00:00 to 2021-10-05 01:00 UTC",
      "    by the configuration",
      "",
      "1 planned work over for less than a week",
      "  short: mail, 2021-10-04 12:00 to 2021-10-04 12:30 UTC",
      "",
    ]);
    const json = await maintenance("list", "--json");
    const states = json.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(states.map(({ id, state, source }) => [id, state, source])).toEqual([
      ["short", "over", "command"],
      ["move", "in-force", "command"],
      ["configuration-1", "ahead", "configuration"],
    ]);
  });

  test("what cannot be used is counted, and a topic that is not there is told", async () => {
    await kafka.brokers
      .client()
      .append([{ topic: topicNames.commands, partition: 0, key: null, value: "oops" }]);
    expect((await maintenance("list")).err).toContain("1 message of tocsin.commands.v1 cannot be used");
    kafka.brokers.deleteTopic(topicNames.commands);
    kafka.brokers.createTopic(topicNames.commands, 2);
    await add("--services", "mail", "--open", "--id", "disks");
    const value = kafka.values(topicNames.commands)[0]!.replace("disks", "unread");
    await kafka.brokers.client().append([{ topic: topicNames.commands, partition: 1, key: null, value }]);
    const both = await maintenance("list");
    expect([both.out.includes("disks"), both.out.includes("unread")]).toEqual([true, false]);
    kafka.brokers.deleteTopic(topicNames.commands);
    const { code, out, err } = await maintenance("list");
    expect([code, err]).toEqual([0, expect.stringContaining("tocsin topics apply makes it")]);
    expect(out).toContain("configuration-1");
  });
});

test.each([
  [[], "There is add, list and end."],
  [["ad"], "Did you mean tocsin maintenance add?"],
  [["list", "more"], "takes no further argument: more"],
  [["end"], "needs the ID"],
  [["end", "m-1", "m-2"], "takes no further argument: m-2"],
  [["end", "a b"], "a b is no id"],
  [["end", "m-1", "--note", "x"], "--note goes with tocsin maintenance add alone"],
  [["list", "--open"], "--open goes with tocsin maintenance add alone"],
  [["add", "--for", "1h"], "what is worked on"],
  [["add", "--services", "mail"], "needs one of --to, --for and --open"],
  [["add", "--services", "mail", "--open", "--for", "1h"], "needs one of --to, --for and --open"],
  [["add", "--services", "mail", "--for", "long"], "--for long is not a duration"],
  [["add", "--services", "mail", "--to", "tomorrow"], "--to takes a time with its offset, not tomorrow"],
  [["add", "--services", "mail", "--to", "2021-10-04T12:00:00 Berlin"], "--to takes a time with its offset"],
  [
    ["add", "--services", "mail", "--from", "2021-10-04T12:00:00Z", "--to", "2021-10-04T12:00:00Z"],
    "--to is not after --from",
  ],
  [["add", "--services", "a/b", "--for", "1h"], "--services takes names by commas"],
  [["add", "--services", "mail", "--for", "1h", "--json"], "--json goes with"],
])("%j is refused", async (options, words) => {
  const { code, err } = await run(["maintenance", ...options], { cluster: kafka.cluster });
  expect([code, err.replace(/\s+/g, " ")]).toEqual([2, expect.stringContaining(words)]);
});
