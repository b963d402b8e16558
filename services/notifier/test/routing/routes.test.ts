import { NotifyRoute, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { alert } from "../../../../packages/adapters/test/support/evidence.ts";
import { quietFor, sinksFor } from "../../src/routing/routes.ts";
import { quietUntil } from "../../src/routing/quiet-hours.ts";

const topology = Topology.parse({
  services: { facebook: { owner: "blue" }, instagram: { owner: "photo" }, whatsapp: {} },
  components: { backbone: { services: ["facebook", "instagram"] } },
});
const { data } = alert();
const route = (change: object): NotifyRoute => NotifyRoute.parse({ sinks: ["pager"], ...change });
const goes = (change: object): boolean =>
  sinksFor(data, { routes: [route(change)], topology, timeZone: "UTC" }).length > 0;

describe("a route", () => {
  test.each([
    [{}, true],
    [{ severities: ["critical"] }, true],
    [{ severities: ["warning"] }, false],
    [{ scopes: ["simultaneous"], components: ["backbone"] }, true],
    [{ scopes: ["isolated"] }, false],
    [{ components: ["edge"] }, false],
    [{ services: ["whatsapp"] }, true],
    [{ services: ["twitter"] }, false],
    [{ owners: ["photo", "nobody"] }, true],
    [{ owners: ["nobody"] }, false],
    [{ owners: ["photo"], severities: ["info"] }, false],
  ])("that says %j leads a critical failure of three services anywhere: %j", (change, isSo) => {
    expect(goes(change)).toBe(isSo);
  });

  test("leads to a sink once, however many lead there", () => {
    const routes = [
      route({ sinks: ["a", "b"] }),
      route({ sinks: ["b", "c"] }),
      route({ scopes: ["blind"], sinks: ["d"] }),
    ];
    expect(sinksFor(data, { routes, topology, timeZone: "UTC" })).toEqual(["a", "b", "c"]);
  });

  test("by owner leads nowhere without a topology", () => {
    expect(
      sinksFor(data, { routes: [route({ owners: ["photo"] })], topology: null, timeZone: "UTC" }),
    ).toEqual([]);
  });
});

describe("quiet hours", () => {
  const night = route({ quietFrom: "22:00", quietTo: "07:00", quietTimeZone: "Europe/Berlin" });
  const at = (text: string): number => Date.parse(text);
  const until = (hours: NotifyRoute, severity: "critical" | "error", now: string): string | null => {
    const end = quietUntil(hours, severity, { timeZone: "UTC", nowMs: at(now) });
    return end === null ? null : new Date(end).toISOString();
  };

  test.each([
    ["2026-11-30T20:59:59.999Z", null],
    ["2026-11-30T21:00:00Z", "2026-12-01T06:00:00.000Z"],
    ["2026-12-01T05:59:59.999Z", "2026-12-01T06:00:00.000Z"],
    ["2026-12-01T06:00:00Z", null],
    // The clocks go back in this night.
    ["2026-10-24T20:00:00Z", "2026-10-25T06:00:00.000Z"],
  ])("from 22:00 to 07:00 in Berlin: at %s until %s", (now, end) => {
    expect(until(night, "error", now)).toBe(end);
  });

  test("do not hold of what is critical, unless that is said", () => {
    expect(until(night, "critical", "2026-11-30T23:00:00Z")).toBe(null);
    const all = route({ quietFrom: "22:00", quietTo: "07:00", quietUnless: ["info"] });
    expect(until(all, "critical", "2026-11-30T23:00:00Z")).toBe("2026-12-01T07:00:00.000Z");
  });

  test("of a day begin on that day and may end on the next", () => {
    const saturday = route({ quietFrom: "22:00", quietTo: "07:00", quietDays: ["saturday"] });
    expect(until(saturday, "error", "2026-11-28T23:00:00Z")).toBe("2026-11-29T07:00:00.000Z");
    expect(until(saturday, "error", "2026-11-29T06:00:00Z")).toBe("2026-11-29T07:00:00.000Z");
    expect(until(saturday, "error", "2026-11-28T06:00:00Z")).toBe(null);
    expect(until(saturday, "error", "2026-11-29T23:00:00Z")).toBe(null);
  });

  test("of one route do not hold up another to the same sink", () => {
    const nowMs = at("2026-11-30T23:00:00Z");
    const error = alert({ severity: "error" }).data;
    const of = (routes: readonly NotifyRoute[]) =>
      quietFor("pager", error, { routing: { routes, topology, timeZone: "UTC" }, nowMs });
    expect(of([night])).toBe(at("2026-12-01T06:00:00Z"));
    expect(of([night, route({ services: ["facebook"] })])).toBe(null);
    expect(of([night, route({ services: ["twitter"] })])).toBe(at("2026-12-01T06:00:00Z"));
  });
});
