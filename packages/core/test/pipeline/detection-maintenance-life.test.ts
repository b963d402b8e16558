import { describe, expect, test } from "vitest";
import type { MaintenanceCommand, PlannedWork } from "../../src/knowledge/knowledge.ts";
import type { WindowDetection } from "../../src/pipeline/window-detection.ts";
import { delayed } from "../support/late-world.ts";
import { msOf, opened, plannedRun, plannedWork, told } from "../support/planned-work.ts";
import { windowAt } from "../support/run-detection.ts";
import { faultAt, hard, lastWords, namesOf, tenNames, usualService } from "../support/usual-world.ts";

const six = tenNames.slice(0, 6);
const add = (work: PlannedWork): MaintenanceCommand => ({ kind: "add", work });

describe("an incident that is open when the work begins", () => {
  const begin = faultAt + 15;
  const end = faultAt + 50;
  const works = [plannedWork({ services: ["ant"], from: begin, to: end })];
  const failing = (to: number, services: readonly string[] = ["ant"]) => ({
    services,
    from: faultAt,
    to,
    ...hard,
  });

  test("[4] [19] stays open as it is, and resolves ten windows after the work where the service is well then", () => {
    for (const to of [begin, begin + 20, end]) {
      const { emitted } = plannedRun({ works, disturbances: [failing(to)] });
      expect(told(emitted)).toEqual([
        `${faultAt + 1}: isolated open evidence-crossed-threshold`,
        `${end + 9}: isolated resolved recovered`,
      ]);
      expect(windowAt(emitted[1]!.alert.data.resolvedAt!)).toBe(begin);
    }
  });

  test("goes on where the service still fails when the work ends: it is not raised a second time", () => {
    const { emitted } = plannedRun({ works, disturbances: [failing(end + 20)] });
    const events = told(emitted);
    expect(events).toHaveLength(2);
    expect(events[1]).toMatch(/isolated resolved recovered$/);
    expect(emitted[1]!.window).toBeGreaterThan(end + 25);
  });

  test("is a whole component's: all of it worked on says nothing until the work ends", () => {
    const all = [plannedWork({ components: ["core"], from: begin, to: end })];
    const { emitted } = plannedRun({ works: all, disturbances: [failing(end, six)] });
    const during = emitted.filter(({ window }) => window >= begin && window < end);
    expect(during).toEqual([]);
    expect(lastWords(emitted).map(({ scope, status }) => [scope, status])).toEqual([
      ["simultaneous", "resolved"],
    ]);
    expect(emitted.at(-1)!.window).toBe(end + 9);
  });

  test("of which one member is worked on: the others recover, and it ends when that one is judged again", () => {
    const { emitted } = plannedRun({
      works,
      disturbances: [failing(faultAt + 25, six.slice(1)), failing(end)],
    });
    const [data, ...more] = lastWords(emitted);
    expect(more).toEqual([]);
    expect(namesOf(data, "member")).toEqual(six);
    expect(data!.status).toBe("resolved");
    expect(emitted.at(-1)!.window).toBe(end + 9);
    expect(new Set(emitted.map(({ alert }) => alert.data.incident)).size).toBe(1);
  });

  test("[19] is no worse for what the work breaks, and has cost no more", () => {
    const mild = { services: ["ant"], from: faultAt, to: begin, errorShare: 0.06 };
    const broken = { services: ["ant"], from: begin, to: end, errorShare: 0.9 };
    const alone = plannedRun({ works, disturbances: [mild] });
    const { emitted } = plannedRun({ works, disturbances: [mild, broken] });
    expect(told(emitted)).toEqual(told(alone.emitted));
    const { impact } = lastWords(alone.emitted)[0]!;
    expect(lastWords(emitted)).toMatchObject([{ severity: "warning", impact }]);
  });

  test("keeps a member whose work begins before it has settled", () => {
    const soon = [plannedWork({ services: ["ant"], from: faultAt + 2, to: end })];
    const { emitted } = plannedRun({ works: soon, disturbances: [failing(faultAt + 40, six)] });
    expect(emitted[0]!.window).toBeLessThan(faultAt + 2);
    for (const { alert } of emitted) expect(namesOf(alert.data, "member")).toContain("ant");
  });

  test("is not joined by others while its only service is worked on, nor is it taken over", () => {
    const { emitted } = plannedRun({
      works,
      disturbances: [failing(end), { services: six.slice(1), from: begin + 5, to: begin + 25, ...hard }],
    });
    const incidents = lastWords(emitted);
    expect(incidents.map(({ scope, status }) => [scope, status])).toEqual([
      ["isolated", "resolved"],
      ["simultaneous", "resolved"],
    ]);
    expect(namesOf(incidents[0], "member")).toEqual(["ant"]);
    expect(namesOf(incidents[1], "member")).toEqual(six.slice(1));
  });

  test("of complaints alone waits too: that people are silent about work says nothing", () => {
    const complaints = { services: six, from: faultAt, to: begin, reports: 15 };
    const all = [plannedWork({ services: six, from: begin, to: end })];
    const { emitted } = plannedRun({ works: all, disturbances: [complaints] });
    expect(emitted.map(({ alert }) => [alert.data.scope, alert.data.status])).toEqual([
      ["reports-only", "open"],
      ["reports-only", "resolved"],
    ]);
    expect(emitted[1]!.window).toBeGreaterThanOrEqual(end + 9);
  });
});

describe("a command", () => {
  const end = faultAt + 40;
  const outage = { services: ["ant"], from: faultAt, to: end, ...hard };
  /** Tells these before the window. */
  const telling =
    (commands: Readonly<Record<number, readonly MaintenanceCommand[]>>) =>
    (window: number, detection: WindowDetection): void => {
      for (const command of commands[window] ?? []) detection.tell(command);
    };
  const work = plannedWork({ services: ["ant"], from: faultAt, to: end });

  test("does what the same words in the configuration do, byte for byte", () => {
    const withEvidence = true;
    const run = plannedRun({
      withEvidence,
      disturbances: [outage],
      before: telling({ [faultAt]: [add(work)] }),
    });
    const configured = plannedRun({ withEvidence, disturbances: [outage], works: [work] });
    expect(run.emitted).toEqual(configured.emitted);
    expect([...run.frames.values()]).toEqual([...configured.frames.values()]);
  });

  test("that comes late holds from the next window on: what was raised before stays raised", () => {
    const { emitted } = plannedRun({
      disturbances: [outage],
      before: telling({ [faultAt + 10]: [add({ ...work, fromMs: msOf(faultAt - 60) })] }),
    });
    expect(told(emitted)).toEqual([
      `${faultAt + 1}: isolated open evidence-crossed-threshold`,
      `${end + 9}: isolated resolved recovered`,
    ]);
    const inTime = plannedRun({ disturbances: [outage], before: telling({ [faultAt + 1]: [add(work)] }) });
    expect(told(inTime.emitted)).toEqual([]);
  });

  test("without an end holds until one is told, and what fails then is raised", () => {
    const endless = { ...work, toMs: null };
    const commands = { [faultAt]: [add(endless)] };
    const long = { ...outage, to: faultAt + 100 };
    expect(told(plannedRun({ disturbances: [long], before: telling(commands) }).emitted)).toEqual([]);
    const until = faultAt + 60;
    const ended = telling({ ...commands, [until]: [{ kind: "end", id: "work", atMs: msOf(until) }] });
    const { emitted, detection } = plannedRun({ disturbances: [long], before: ended });
    expect(told(emitted)[0]).toBe(`${until + 1}: isolated open maintenance-ended`);
    expect(windowAt(emitted[0]!.alert.data.onset)).toBe(until);
    expect(detection.maintenance()).toEqual([]);
  });

  test("that ends the work with a time that is past holds from the next window on too", () => {
    const before = telling({
      [faultAt]: [add(work)],
      [faultAt + 20]: [{ kind: "end", id: "work", atMs: msOf(faultAt + 5) }],
    });
    const [first] = plannedRun({ disturbances: [outage], before }).emitted;
    expect([first!.window, windowAt(first!.alert.data.onset)]).toEqual([faultAt + 21, faultAt + 20]);
  });

  test("that comes again, or in another order, is borne: an end before its beginning ends nothing", () => {
    const twice = telling({ [faultAt]: [add(work), add(work)], [faultAt + 20]: [add(work)] });
    expect(told(plannedRun({ disturbances: [outage], before: twice }).emitted)).toEqual([]);
    const reversed = telling({
      [faultAt]: [{ kind: "end", id: "work", atMs: msOf(faultAt + 10) }, add(work)],
    });
    expect(told(plannedRun({ disturbances: [outage], before: reversed }).emitted)).toEqual([]);
  });

  test("is applied once by its offset, which stands in the evidence of the windows after it", () => {
    const { frames, detection } = plannedRun({
      withEvidence: true,
      before: (window, running) => {
        if (window === faultAt + 1) expect(running.tell(add(work), 7)).toBe("taken");
        if (window === faultAt + 2)
          expect(running.tell({ kind: "end", id: "work", atMs: msOf(faultAt) }, 7)).toBe("applied-before");
        if (window === faultAt + 3) running.noteCommands(9);
      },
    });
    const offsets = [0, 1, 2, 3].map((at) => frames.get(faultAt + at)!.commandsOffset);
    expect(offsets).toEqual([undefined, 7, 7, 9]);
    expect([detection.commandsOffset(), detection.tell(add(work), 9)]).toEqual([9, "applied-before"]);
  });
});

describe("works on one service", () => {
  const end = faultAt + 40;
  const disturbances = [{ services: ["ant"], from: faultAt, to: end + 30, ...hard }];
  const on = (id: string, from: number, to: number): PlannedWork =>
    plannedWork({ id, services: ["ant"], from, to });

  test.each([
    ["overlap", [on("a", faultAt, faultAt + 25), on("b", faultAt + 15, end)]],
    ["touch", [on("a", faultAt, faultAt + 20), on("b", faultAt + 20, end)]],
    ["lie within one another", [on("a", faultAt, end), on("b", faultAt + 10, faultAt + 20)]],
    ["are the same", [on("a", faultAt, end), on("b", faultAt, end)]],
    [
      "name it by its component too",
      [on("a", faultAt, end), { ...on("b", faultAt, end), components: ["no"] }],
    ],
  ])("that %s are one", (_how, works) => {
    const one = plannedRun({ works: [on("a", faultAt, end)], disturbances, withEvidence: true });
    const several = plannedRun({ works, disturbances, withEvidence: true });
    expect(several.emitted).toEqual(one.emitted);
    expect([...several.frames.values()]).toEqual([...one.frames.values()]);
    expect(told(one.emitted)[0]).toBe(`${end + 1}: isolated open maintenance-ended`);
  });

  test("that begin or end within a window cover all of it", () => {
    const within = { ...on("a", faultAt, end), fromMs: msOf(faultAt) + 59_999, toMs: msOf(end) - 59_999 };
    const one = plannedRun({ works: [on("a", faultAt, end)], disturbances });
    expect(plannedRun({ works: [within], disturbances }).emitted).toEqual(one.emitted);
  });
});

describe("readings of long intervals", () => {
  const begin = 420;
  const end = 480;
  const services = tenNames.map((name, at) => ({ ...usualService(name), cadence: at === 0 ? 5 : 1 }));
  const run = (works: readonly PlannedWork[], to: number, outage: object) =>
    plannedRun({
      services,
      works,
      windows: 560,
      disturbances: [{ services: ["ant"], from: begin, to, ...outage }],
    });
  /** Ends two minutes before the interval of a reading does. */
  const works = [plannedWork({ services: ["ant"], from: begin - 10, to: end - 2 })];

  test("that reach back into the work say nothing, nor does that one does not come", () => {
    for (const outage of [hard, { silent: true }]) {
      expect(run([], end + 1, outage).emitted).not.toEqual([]);
      expect(told(run(works, end + 1, outage).emitted)).toEqual([]);
    }
  });

  test("that begin after the work speak as ever", () => {
    const [first] = opened(run(works, end + 40, hard).emitted);
    expect(first!.alert.data.reason).toBe("maintenance-ended");
    expect(windowAt(first!.alert.data.onset)).toBe(end + 5);
  });
});

test("an observer whose services are all worked on is not silent of its own accord, and is when it stays silent", () => {
  const watched = tenNames.map((name, at) => ({
    ...usualService(name),
    ...(at < 4 ? { source: "monitor" } : {}),
  }));
  const services = watched.map(({ reports: _reports, ...rest }) => rest);
  const mine = tenNames.slice(0, 4);
  const end = faultAt + 40;
  const works = [plannedWork({ services: mine, from: faultAt, to: end })];
  const silent = (to: number) => [{ services: mine, from: faultAt, to, silent: true } as const];
  expect(told(plannedRun({ services, works, disturbances: silent(end) }).emitted)).toEqual([]);
  const { emitted } = plannedRun({ services, works, disturbances: silent(end + 30) });
  expect(lastWords(emitted).map(({ scope, onset }) => [scope, windowAt(onset)])).toEqual([["source", end]]);
});

test("an observer at fault, and blindness, end ten windows after all that is silent is worked on", () => {
  const watched = tenNames.map((name, at) => ({
    ...usualService(name),
    ...(at < 4 ? { source: "monitor" } : {}),
  }));
  const services = watched.map(({ reports: _reports, ...rest }) => rest);
  for (const [names, scope] of [
    [tenNames.slice(0, 4), "source"],
    [tenNames, "blind"],
  ] as const) {
    const begin = faultAt + 10;
    const works = [plannedWork({ services: names, from: begin, to: faultAt + 60 })];
    const disturbances = [{ services: names, from: faultAt, to: faultAt + 50, silent: true }] as const;
    const { emitted } = plannedRun({ services, works, disturbances });
    expect(told(emitted).slice(1)).toEqual([`${begin + 9}: ${scope} resolved recovered`]);
  }
});

test("late telemetry of the work, of either kind, changes nothing after it", () => {
  const end = faultAt + 40;
  const works = [plannedWork({ services: ["ant"], from: faultAt, to: end })];
  const disturbances = [{ services: ["ant"], from: faultAt, to: end, ...hard }];
  const { emitted } = plannedRun({
    works,
    disturbances,
    changed: (windows) =>
      delayed(windows, [{ services: ["ant"], from: end - 15, to: end, at: (window) => window + 20 }]),
  });
  expect(told(emitted)).toEqual([]);
});
