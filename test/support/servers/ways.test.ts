import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { influx1Offers, influxOffers } from "./influx/offer-influx.ts";
import { jarsForProcesses } from "./kafka/kafka-jars.ts";
import { kafkaOffers } from "./kafka/offer-kafka.ts";
import { decision } from "./use/decision.ts";
import {
  askWays,
  firstStarted,
  notThere,
  type Offer,
  type OffersByWay,
  ServerMissing,
  ways,
} from "./ways.ts";

let started: string[];
beforeEach(() => {
  started = [];
  vi.stubEnv("CI", "");
});
afterEach(() => vi.unstubAllEnvs());

/** Says that it can be tried; how the start of it goes is given. */
function possible(name: string, start: () => Promise<void> = async () => {}): Offer<string> {
  return {
    kind: "possible",
    start: async () => {
      started.push(name);
      await start();
      return { service: name, stop: async () => {} };
    },
  };
}

const failing = async (): Promise<void> => {
  throw new Error("it broke");
};

const offersOf = (offers: Partial<Record<(typeof ways)[number], Offer<string>>>): OffersByWay<string> => ({
  environment: async () => offers.environment ?? notThere("no address"),
  containers: async () => offers.containers ?? notThere("no engine"),
  processes: async () => offers.processes ?? notThere("no program"),
});

describe("what a machine can give", () => {
  test("is decided before anything is started", async () => {
    const offers = await askWays(ways, offersOf({ containers: possible("one"), processes: possible("two") }));
    expect(offers.possible.map(({ way }) => way)).toEqual(["containers", "processes"]);
    expect(offers.reasons).toEqual(["environment: no address"]);
    expect(started).toEqual([]);
  });

  test("is the first way that starts, and the others are left alone", async () => {
    const offers = offersOf({ containers: possible("one", failing), processes: possible("two") });
    const found = await firstStarted(await askWays(ways, offers));
    expect(found).toMatchObject({ kind: "found", way: "processes", service: "two" });
    expect(started).toEqual(["one", "two"]);
  });

  test("is nothing where no way starts, with every reason", async () => {
    const offers = offersOf({ processes: possible("two", failing) });
    expect(await firstStarted(await askWays(ways, offers))).toEqual({
      kind: "none",
      reasons: "environment: no address; containers: no engine; processes: it broke",
    });
  });

  test("is not asked further where a given address does not answer", async () => {
    const offers = offersOf({ environment: possible("given", failing), processes: possible("two") });
    await expect(firstStarted(await askWays(ways, offers))).rejects.toThrow("it broke");
    expect(started).toEqual(["given"]);
  });
});

describe("the decision", () => {
  const none = { possible: [], reasons: ["processes: no java on the PATH"] };
  const some = { possible: [{ way: "processes" as const, start: failing as never }], reasons: [] };

  test("names the ways of what is there, why the rest is not, and what becomes of the tests", () => {
    expect(decision({ kafka: none, influx: some, influx1: some })).toBe(
      "no Apache Kafka (processes: no java on the PATH), InfluxDB 2.x by processes, InfluxDB 1.x by processes, tests that need what is not there skip",
    );
    vi.stubEnv("CI", "true");
    expect(decision({ kafka: none, influx: none, influx1: none })).toMatch(
      /tests that need what is not there fail$/,
    );
  });

  test("says nothing of missing servers where none is missing", () => {
    expect(decision({ kafka: some, influx: some, influx1: some })).not.toContain("not there");
  });
});

describe("a machine with no address, engine, Java or influxd", () => {
  beforeEach(() => {
    vi.stubEnv("PATH", "/nowhere");
    for (const name of ["KAFKA", "INFLUX_URL", "INFLUX1_URL", "INFLUXD", "SERVERS"])
      vi.stubEnv(`TOCSIN_TEST_${name}`, "");
  });

  test.each([
    ["Kafka", kafkaOffers, "no java on the PATH"],
    ["InfluxDB 2.x", influxOffers, "no influxd 2.x on the PATH or in TOCSIN_TEST_INFLUXD"],
    ["InfluxDB 1.x", influx1Offers, "no influxd 1.x on the PATH or in TOCSIN_TEST_INFLUXD"],
  ])("gives no %s, and says why", async (_, { environment, processes }, reason) => {
    expect(await environment()).toMatchObject({ kind: "not-there" });
    expect(await processes()).toEqual({ kind: "not-there", reason });
  });

  test("gives no brokers of a test's own", async () => {
    await expect(jarsForProcesses()).rejects.toThrow(ServerMissing);
  });
});

test("brokers of a test's own are processes: none is started where TOCSIN_TEST_SERVERS names other ways", async () => {
  vi.stubEnv("TOCSIN_TEST_SERVERS", "environment");
  await expect(jarsForProcesses()).rejects.toThrow("TOCSIN_TEST_SERVERS does not name processes");
});
