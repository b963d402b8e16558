import { describe, expect, test } from "vitest";
import type { AlertData } from "../../src/alert/event.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { emittedOf, faultAt, hard, lastWords, tenNames, usualService } from "../support/usual-world.ts";

/** What is said last of each incident when these disturbances happen. */
const told = (disturbances: readonly Disturbance[], seed = 1): readonly AlertData[] =>
  lastWords(emittedOf(disturbances, { seed }));
/** The severities that were told of all incidents, in order. */
const severities = (disturbances: readonly Disturbance[], services = tenNames.map(usualService)) =>
  emittedOf(disturbances, { seed: 1, services }).map(({ alert }) => alert.data.severity);

const minutes = (from: number, lasts: number) => ({ from: faultAt + from, to: faultAt + from + lasts });
const ant = ["ant"];
const core = tenNames.slice(0, 5);

describe("severity", () => {
  test("an error rate from 0.1 to 0.7 % for six minutes is information and pages nobody", () => {
    const busy = tenNames.map((name) => ({ ...usualService(name), requests: 60_000, errorShare: 0.001 }));
    const blip = { services: ant, ...minutes(0, 6), errorShare: 0.007 };
    expect(severities([blip], busy).every((severity) => severity === "info")).toBe(true);
    const longer = { ...blip, to: faultAt + 20 };
    expect(new Set(severities([longer], busy))).toEqual(new Set(["info"]));
  });

  test("an isolated hard outage is an error from its first alert on", () => {
    const found = severities([{ services: ant, ...minutes(0, 40), ...hard }]);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found)).toEqual(new Set(["error"]));
  });

  test("a simultaneous hard outage is critical from its first alert on, a mild one is an error", () => {
    expect(new Set(severities([{ services: core.slice(0, 3), ...minutes(0, 40), ...hard }]))).toEqual(
      new Set(["critical"]),
    );
    const mild = { services: core.slice(0, 3), ...minutes(0, 40), errorShare: 0.05, undeliveredShare: 0.05 };
    expect(severities([mild]).filter((severity) => severity === "critical")).toEqual([]);
    expect(severities([mild])).toContain("error");
  });

  test("what was mild and becomes hard is told anew, without anything else that changed", () => {
    const mild = { services: ant, ...minutes(0, 25), errorShare: 0.06 };
    const worse = { services: ant, ...minutes(25, 30), errorShare: 0.9 };
    const reasons = emittedOf([mild, worse], { seed: 1 }).map(({ alert }) => alert.data);
    expect(reasons.map(({ severity }) => severity)).toContain("warning");
    const raised = reasons.find(({ reason }) => reason === "severity-raised");
    expect(raised).toMatchObject({ severity: "error", status: "open" });
  });
});

describe("shape and impact", () => {
  test("hard failures are errors, and most of what failed is counted", () => {
    const [data] = told([{ services: core, ...minutes(0, 30), errorShare: 0.5 }]);
    expect(data?.shape).toMatchObject({ name: "errors" });
    expect(data?.shape?.evidence[0]).toMatchObject({ signal: "errors", services: 5 });
    const failed = 5 * 30 * 2000 * 0.5;
    expect(data?.impact?.requestsFailed?.count).toBeGreaterThan(0.85 * failed);
    expect(data?.impact?.requestsFailed?.count).toBeLessThan(1.15 * failed);
    expect(data?.impact?.services).toEqual({ failing: 5, known: 10 });
  });

  test("traffic that is gone is missing, and none of it failed", () => {
    const [data] = told([{ services: core, ...minutes(0, 30), traffic: 0.02 }]);
    expect(data?.shape?.name).toBe("traffic-gone");
    expect(data?.impact?.requestsMissing?.count).toBeGreaterThan(0.8 * 5 * 30 * 2000);
    expect(data?.impact?.requestsFailed?.count).toBeLessThan(0.02 * 5 * 30 * 2000);
  });

  test("messages that are not delivered, slow ones, and silence have their own shapes", () => {
    expect(told([{ services: core, ...minutes(0, 30), undeliveredShare: 0.6 }])[0]?.shape?.name).toBe(
      "delivery-stalled",
    );
    expect(told([{ services: core, ...minutes(0, 30), latency: 6 }])[0]?.shape?.name).toBe("slow");
    expect(told([{ services: core, ...minutes(0, 30), silent: true }])[0]?.shape?.name).toBe("silent");
  });

  test("a flood before errors is told from errors before a flood of retries", () => {
    const flood = { services: ant, ...minutes(-4, 34), traffic: 5 };
    const errors = { services: ant, ...minutes(0, 30), errorShare: 0.6 };
    const [flooded] = told([flood, errors]);
    expect(flooded?.shape).toMatchObject({ name: "overload-first", load: { service: "ant" } });
    expect(flooded?.summary).toMatch(
      /requests to ant rose to \d(\.\d)? times the usual before errors began/u,
    );
    const [retried] = told([{ ...flood, from: faultAt + 2 }, errors]);
    expect(retried?.shape?.name).toBe("errors");
    expect(retried?.summary).not.toContain("surge");
    const [together] = told([{ ...flood, from: faultAt }, errors]);
    expect(together?.shape?.name).toBe("errors");
  });
});

test("title and summary say the same facts as the fields, at every revision", () => {
  for (const { alert } of emittedOf([{ services: core, ...minutes(0, 30), ...hard }], { seed: 2 })) {
    const { title = "", summary = "", onset, component } = alert.data;
    expect(title).toContain(onset.slice(11, 16));
    expect(title).toContain(component?.name ?? "");
    expect(summary).toContain("5 of 10 known services");
  }
});
