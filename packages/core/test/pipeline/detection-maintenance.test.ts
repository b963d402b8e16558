import { describe, expect, test } from "vitest";
import type { Disturbance } from "../support/disturbance.ts";
import { opened, plannedRun, plannedWork, told } from "../support/planned-work.ts";
import { windowAt } from "../support/run-detection.ts";
import { faultAt, hard, lastWords, namesOf, tenNames } from "../support/usual-world.ts";

const end = faultAt + 40;
const six = tenNames.slice(0, 6);
const outages: Readonly<Record<string, Omit<Disturbance, "services" | "from" | "to">>> = {
  "half of all fails": hard,
  "nothing comes": { silent: true },
  "no traffic comes": { traffic: 0.02 },
  "three times as many errors": { errors: 3, latency: 1.3 },
  "people complain": { reports: 15 },
};

describe.each(Object.entries(outages))("%s within planned work", (_name, outage) => {
  test("[18] is an incident where nobody has said so, and raises nothing where somebody has", () => {
    for (const services of [["ant"], six]) {
      const disturbances = [{ services, from: faultAt, to: end, ...outage }];
      const works = [plannedWork({ services, from: faultAt, to: end })];
      if (services.length > 1) expect(plannedRun({ disturbances }).emitted).not.toEqual([]);
      expect(told(plannedRun({ disturbances, works }).emitted)).toEqual([]);
    }
  });
});

describe.each([1, 2])("world %d", (seed) => {
  test("a real outage right after the work is found as fast as ever, with the end of the work as its onset", () => {
    for (const services of [["ant"], six]) {
      for (const outage of [hard, { silent: true }, { traffic: 0.02 }] as const) {
        const fault = { services, from: end, to: end + 40, ...outage };
        const planned = { services, from: faultAt, to: end, silent: true } as const;
        const works = [plannedWork({ services, from: faultAt, to: end })];
        const [before] = plannedRun({ seed, disturbances: [fault] }).emitted;
        const [after, ...others] = opened(
          plannedRun({ seed, disturbances: [planned, fault], works }).emitted,
        );
        expect(others).toEqual([]);
        expect(after!.window).toBeLessThanOrEqual(before!.window);
        expect(windowAt(after!.alert.data.onset)).toBe(end);
        expect(after!.alert.data.reason).toBe("maintenance-ended");
        expect([after!.alert.data.scope, namesOf(after!.alert.data, "member")]).toEqual([
          before!.alert.data.scope,
          services,
        ]);
      }
    }
  });

  test("what still fails when the work ends is raised then, though it had failed since the middle of it", () => {
    const works = [plannedWork({ services: ["ant"], from: faultAt, to: end })];
    const disturbances = [{ services: ["ant"], from: faultAt + 20, to: end + 30, ...hard }];
    const { emitted } = plannedRun({ seed, disturbances, works });
    expect(told(emitted)[0]).toBe(`${end + 1}: isolated open maintenance-ended`);
    expect(windowAt(emitted[0]!.alert.data.onset)).toBe(end);
    expect(lastWords(emitted).map(({ status }) => status)).toEqual(["resolved"]);
  });

  test("a mild failure that goes on after the work is not learned before it has shown", () => {
    const works = [plannedWork({ services: ["ant"], from: faultAt, to: end })];
    const disturbances = [{ services: ["ant"], from: faultAt, to: end + 60, errors: 3, latency: 1.3 }];
    const [first] = plannedRun({ seed, disturbances, works }).emitted;
    expect(first!.window).toBeLessThanOrEqual(end + 11);
    expect(first!.alert.data.reason).toBe("maintenance-ended");
  });

  test("that a service comes back a little different is no alarm", () => {
    const works = [plannedWork({ services: ["ant"], from: faultAt, to: end })];
    for (const change of [{ latency: 1.2, errors: 1.3 }, { traffic: 0.5 }, { traffic: 1.3, errors: 1.4 }]) {
      const disturbances = [
        { services: ["ant"], from: faultAt, to: end, silent: true } as const,
        { services: ["ant"], from: end, to: faultAt + 120, ...change },
      ];
      expect(told(plannedRun({ seed, disturbances, works }).emitted)).toEqual([]);
    }
  });

  test("[18] others that fail together meanwhile are found as fast, and who is worked on has no part in it", () => {
    const others = six.slice(1);
    const fault = { services: others, from: faultAt + 10, to: faultAt + 50, ...hard };
    const works = [plannedWork({ services: ["ant"], from: faultAt, to: faultAt + 90 })];
    const planned = { services: ["ant"], from: faultAt, to: faultAt + 90, ...hard };
    const [before] = plannedRun({ seed, disturbances: [fault] }).emitted;
    const { emitted } = plannedRun({ seed, disturbances: [fault, planned], works });
    expect(emitted[0]!.window).toBeLessThanOrEqual(before!.window);
    const [data, ...more] = lastWords(emitted);
    expect(more).toEqual([]);
    expect([data!.scope, data!.component?.name, data!.status]).toEqual(["simultaneous", "core", "resolved"]);
    expect(data!.services.map(({ service }) => service)).toEqual(others);
  });

  test("what the work breaks beside it is told as ever", () => {
    const works = [plannedWork({ services: ["ant"], from: faultAt, to: faultAt + 90 })];
    const disturbances = [
      { services: ["ant"], from: faultAt, to: faultAt + 90, silent: true } as const,
      { services: ["dog"], from: faultAt + 10, to: faultAt + 50, ...hard },
    ];
    const { emitted } = plannedRun({ seed, disturbances, works });
    expect(told(emitted).slice(0, 1)).toEqual([`${faultAt + 11}: isolated open evidence-crossed-threshold`]);
    expect(namesOf(lastWords(emitted)[0], "member")).toEqual(["dog"]);
  });
});

describe("who is worked on", () => {
  const topology = {
    services: Object.fromEntries(tenNames.map((name) => [name, {}])),
    components: {
      disks: { services: ["ant"] },
      database: { services: ["bee"], dependsOn: ["disks"] },
      shop: { services: ["cat"], dependsOn: ["database"] },
      rest: { services: tenNames.slice(3) },
    },
  };
  const fault = (services: readonly string[]): Disturbance => ({ services, from: faultAt, to: end, ...hard });

  test("is all that belongs to a component, with what depends on it", () => {
    const works = [plannedWork({ components: ["disks"], from: faultAt, to: end })];
    const of = { topology, works };
    expect(told(plannedRun({ ...of, disturbances: [fault(["ant", "bee", "cat"])] }).emitted)).toEqual([]);
    const below = [plannedWork({ components: ["database"], from: faultAt, to: end })];
    const { emitted } = plannedRun({ topology, works: below, disturbances: [fault(["ant"])] });
    expect(lastWords(emitted).flatMap((data) => namesOf(data, "member"))).toEqual(["ant"]);
  });

  test("is everybody where the implied component is named", () => {
    const works = [plannedWork({ components: ["all"], from: faultAt, to: end })];
    for (const outage of [hard, { silent: true }] as const) {
      const disturbances = [{ services: tenNames, from: faultAt, to: end, ...outage }];
      expect(told(plannedRun({ works, disturbances }).emitted)).toEqual([]);
    }
  });

  test("is nobody where neither a service nor a component has that name", () => {
    const works = [plannedWork({ services: ["yak"], components: ["zoo"], from: faultAt, to: end })];
    const disturbances = [fault(["ant"])];
    const withEvidence = true;
    const run = plannedRun({ works, disturbances, withEvidence });
    const plain = plannedRun({ disturbances, withEvidence });
    expect(run.emitted).toEqual(plain.emitted);
    expect([...run.frames.values()]).toEqual([...plain.frames.values()]);
  });

  test("is one operation, where a component names that: the service itself is judged", () => {
    const services = tenNames.flatMap((name) => [
      { name, requests: 2000, errorShare: 0.004 },
      { name, operation: "media", requests: 2000, errorShare: 0.004 },
    ]);
    const works = [plannedWork({ components: ["media"], from: faultAt, to: end })];
    const components = { media: ["ant/media", "bee/media"], rest: tenNames.slice(2) };
    const at = { services: ["ant"], from: faultAt, to: end, errorShare: 0.5 };
    const run = (operation?: string) =>
      plannedRun({
        services,
        components,
        works,
        disturbances: [{ ...at, ...(operation === undefined ? {} : { operation }) }],
      });
    expect(told(run("media").emitted)).toEqual([]);
    expect(lastWords(run().emitted).flatMap((data) => namesOf(data, "member"))).toEqual(["ant"]);
  });
});

describe("the evidence of what is worked on", () => {
  const works = [plannedWork({ services: ["ant"], from: faultAt, to: end })];
  const run = plannedRun({
    works,
    disturbances: [{ services: ["ant"], from: faultAt, to: end, ...hard }],
    withEvidence: true,
  });
  const unitOf = (window: number) => {
    const frame = run.frames.get(window)!;
    const at = frame.units.unit.indexOf("ant");
    return { logEvidence: frame.units.logEvidence[at]!, learning: frame.units.learning[at]! };
  };

  test("is shown, with its series, and said to be of planned work and not learned", () => {
    const frame = run.frames.get(faultAt + 10)!;
    expect(frame.maintenance).toEqual(["ant"]);
    expect(unitOf(faultAt + 10).logEvidence).toBeGreaterThan(20);
    expect(unitOf(faultAt + 10).learning).toBe(false);
    const errors = frame.series.unit.findIndex(
      (unit, at) => unit === "ant" && frame.series.signal[at] === "errors",
    );
    expect(frame.series.state[errors]).toBe("abnormal");
    expect(frame.series.observed[errors]).toBeGreaterThan(frame.series.upper[errors]!);
    expect(frame.logEvidence).toBeLessThan(frame.threshold);
  });

  test("is gone with the end of the work, and so is the word of it", () => {
    expect(run.frames.get(end - 1)).toHaveProperty("maintenance");
    expect(run.frames.get(end)).not.toHaveProperty("maintenance");
    expect(unitOf(end).logEvidence).toBeLessThan(2);
    expect(unitOf(end).learning).toBe(true);
  });

  test("does not make the view incomplete where silence was planned, and unplanned silence beside it does", () => {
    const silent = { services: ["ant"], from: faultAt, to: end, silent: true } as const;
    const completeness = (services: readonly string[]) =>
      plannedRun({ works, disturbances: [{ ...silent, services }], withEvidence: true }).frames.get(
        faultAt + 10,
      )!.completeness;
    expect(completeness(["ant"])).toBe(1);
    expect(completeness(["ant", "bee"])).toBe(0.889);
  });
});

test("that most are worked on does not blind us to the rest: one of four that are left is silent by itself", () => {
  const planned = six;
  const works = [plannedWork({ services: planned, from: faultAt, to: end })];
  const disturbances = [
    { services: planned, from: faultAt, to: end, silent: true },
    { services: ["gnu"], from: faultAt + 5, to: end, silent: true },
  ] as const;
  const { emitted } = plannedRun({ works, disturbances });
  expect(lastWords(emitted).map((data) => [data.scope, namesOf(data, "member")])).toEqual([
    ["isolated", ["gnu"]],
  ]);
});
