import { Configuration, type ConfigurationInput, Topology } from "@tocsin/contracts";
import { nothingKnown } from "@tocsin/core";
import { describe, expect, test } from "vitest";
import { knowledgeOf } from "../../src/config/index.ts";
import { zoneTable } from "../../src/config/zone-table.ts";

const known = (configuration: ConfigurationInput, topology: unknown = null) =>
  knowledgeOf(Configuration.parse(configuration), topology === null ? null : Topology.parse(topology));

const days = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe("what people know, as core takes it", () => {
  test("is nothing where the files say nothing", () => {
    expect(known({})).toEqual(nothingKnown);
    expect(known({}, { services: { web: {}, mail: null } })).toEqual(nothingKnown);
  });

  test("the zone of all, and of the services that have another", () => {
    const { zone, zoneOf } = known(
      { timeZone: "Europe/Berlin" },
      { services: { web: { timeZone: "America/New_York" }, mail: {} } },
    );
    expect(zone).toEqual(zoneTable("Europe/Berlin"));
    expect(zoneOf).toEqual({ web: zoneTable("America/New_York") });
  });

  test("days by their number since 1970, and the day of the week that they are like from Sunday on", () => {
    const { calendar } = known({
      calendar: [
        { name: "Christmas", from: "2026-12-25", to: "2026-12-26", like: "sunday" },
        { name: "Sale", date: "2026-11-27", services: ["shop"], learn: false },
        { name: "Bridge", date: "2026-05-15", like: "saturday" },
      ],
    });
    expect(calendar).toEqual([
      {
        name: "Christmas",
        firstDay: days("2026-12-25"),
        lastDay: days("2026-12-26"),
        services: null,
        like: 0,
      },
      {
        name: "Sale",
        firstDay: days("2026-11-27"),
        lastDay: days("2026-11-27"),
        services: ["shop"],
        like: null,
      },
      { name: "Bridge", firstDay: days("2026-05-15"), lastDay: days("2026-05-15"), services: null, like: 6 },
    ]);
  });

  test("planned work by its place in the file, and the excluded past, as instants", () => {
    const { maintenance, exclude } = known({
      maintenance: [
        {
          services: ["web"],
          from: "2026-11-29T02:00:00+01:00",
          to: "2026-11-29T03:00:00Z",
          note: "new disks",
        },
        { components: ["edge"], from: "2026-11-30T00:00:00Z", to: "2026-11-30T01:00:00Z" },
      ],
      exclude: [{ from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" }],
    });
    expect(maintenance).toEqual([
      {
        id: "configuration-1",
        services: ["web"],
        components: [],
        fromMs: Date.UTC(2026, 10, 29, 1),
        toMs: Date.UTC(2026, 10, 29, 3),
        note: "new disks",
      },
      {
        id: "configuration-2",
        services: [],
        components: ["edge"],
        fromMs: Date.UTC(2026, 10, 30),
        toMs: Date.UTC(2026, 10, 30, 1),
        note: null,
      },
    ]);
    expect(exclude).toEqual([{ fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 10, 2), services: null }]);
  });

  test("what missing telemetry means by stream, for all and for a service, and how many must see a failure", () => {
    const { missing, missingOf, quorumOf } = known(
      { missing: { errorRate: "zero" } },
      { services: { batch: { missing: { deliveryLatency: "ignore" } }, web: { quorum: 2 } } },
    );
    expect(missing).toEqual({ "error-rate": "zero" });
    expect(missingOf).toEqual({ batch: { "delivery-latency": "ignore" } });
    expect(quorumOf).toEqual({ web: 2 });
  });
});
