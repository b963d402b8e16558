import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MaintenanceCommand, nothingKnown, type PlannedWork } from "../../src/knowledge/knowledge.ts";
import type { EvidenceFrame } from "../../src/alert/index.ts";
import { type Detection, detection, type DetectionSnapshot } from "../../src/pipeline/detection.ts";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import type { Frame } from "../../src/window/frame.ts";
import { randomStream, uniform, wholeBetween } from "../../../worlds/src/random/index.ts";
import { brokenInvariants, ledger } from "../support/alert-invariants.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { msOf, opened, plannedRun, plannedWork } from "../support/planned-work.ts";
import { type RandomWorld, randomWorld, warmUpWindows } from "../support/random-world.ts";
import { configOf, type Emitted, windowAt } from "../support/run-detection.ts";
import { resolvedTooSoon } from "../support/resolution-oracle.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

const windows = 180;

/** One to four works in a world, on services or a component, some of them without an end. */
function randomWorks(seed: number, { services, components }: RandomWorld): readonly PlannedWork[] {
  const random = randomStream(seed, "works");
  return Array.from({ length: wholeBetween(random, 1, 4) }, (_, at) => {
    const from = wholeBetween(random, warmUpWindows, windows - 30);
    const to = uniform(random) < 0.1 ? null : from + wholeBetween(random, 1, 50);
    const named = Object.keys(components)[wholeBetween(random, 0, 3)]!;
    const chosen = services.map(({ name }) => name).filter(() => uniform(random) < 0.3);
    const ofComponent = uniform(random) < 0.3;
    return plannedWork({
      id: `${at}`,
      services: ofComponent ? [] : chosen,
      components: ofComponent ? [named] : [],
      from,
      to,
    });
  });
}

describe("generated worlds with works at any time, on anybody", () => {
  const all: Emitted[] = [];

  /** Who is named beside what was known of the incident before. */
  const newlyNamed = (before: Emitted | undefined, { alert }: Emitted): readonly string[] => {
    const known = new Set(before?.alert.data.services.map(({ service }) => service));
    return alert.data.services.map(({ service }) => service).filter((service) => !known.has(service));
  };

  test.each(Array.from({ length: 24 }, (_, index) => index + 1))(
    "[19] world %d keeps every invariant, and names nobody who is worked on",
    (seed) => {
      const world = randomWorld(seed, windows);
      const maintenance = randomWorks(seed, world);
      const running = windowDetection({
        ...configOf(world.components),
        withEvidence: true,
        knowledge: { ...nothingKnown, maintenance },
      });
      const book = ledger();
      const latest = new Map<string, Emitted>();
      const emitted: Emitted[] = [];
      worldWindows(world).forEach((input, window) => {
        const { alerts, evidence } = running.step(input);
        expect(brokenInvariants(book, window, alerts)).toEqual([]);
        const maintained = new Set(evidence!.maintenance);
        for (const alert of alerts) {
          const one = { window, alert };
          emitted.push(one);
          const named = newlyNamed(latest.get(alert.data.incident), one);
          expect(named.filter((service) => maintained.has(service))).toEqual([]);
          latest.set(alert.data.incident, one);
        }
        const shown = [...evidence!.units.logEvidence, ...evidence!.groups.logEvidence];
        expect(shown.every(Number.isFinite)).toBe(true);
      });
      expect(resolvedTooSoon(emitted, windowAt)).toEqual([]);
      all.push(...emitted);
    },
  );

  test("and between them incidents open when work has ended, isolated and simultaneous", () => {
    const after = all.filter(({ alert }) => alert.data.reason === "maintenance-ended");
    expect(new Set(after.map(({ alert }) => alert.data.scope))).toEqual(
      new Set(["isolated", "simultaneous"]),
    );
  });
});

describe("services that no work names", () => {
  const names = tenNames.slice(0, 6);
  const services = names.map(usualService);
  /** Without who is worked on: their series and units. */
  const ofOthers = (frame: EvidenceFrame, without: readonly string[]) => {
    const isOther = (unit: string): boolean => !without.includes(unit);
    const picked = (column: readonly unknown[], units: readonly string[]) =>
      column.filter((_, at) => isOther(units[at]!));
    const columns = (table: Readonly<Record<string, readonly unknown[]>>, units: readonly string[]) =>
      Object.fromEntries(Object.entries(table).map(([name, column]) => [name, picked(column, units)]));
    return [columns(frame.series, frame.series.unit), columns(frame.units, frame.units.unit)];
  };

  test("have the same evidence as without it, in worlds so small that there is no common factor", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (seed) => {
        const random = randomStream(seed, "others");
        const worked = names.slice(0, wholeBetween(random, 1, 3));
        const from = wholeBetween(random, faultAt, faultAt + 10);
        const of = {
          services,
          components: null,
          windows: faultAt + 70,
          withEvidence: true,
          disturbances: [
            { services: worked, from, to: from + wholeBetween(random, 5, 40), ...hard },
            { services: worked.slice(1), from: from + 10, to: from + 20, silent: true },
          ] as const,
        };
        const works = [plannedWork({ services: worked, from, to: from + wholeBetween(random, 5, 40) })];
        const plain = plannedRun(of);
        const planned = plannedRun({ ...of, works });
        for (const [window, frame] of planned.frames)
          expect(ofOthers(frame, worked)).toEqual(ofOthers(plain.frames.get(window)!, worked));
      }),
      { numRuns: 6 },
    );
  });
});

describe("[10] a run over frames with works of the configuration and of commands", () => {
  const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
  const failing = { errorShare: 0.5, reports: 8 };
  const end = 190;
  const world = worldWindows({
    seed: 3,
    services,
    windows: end,
    disturbances: [
      { services: tenNames.slice(0, 6), from: 110, to: 150, ...failing },
      { services: ["gnu"], from: 105, to: 160, ...failing },
      { services: ["hen"], from: 110, to: 145, silent: true },
    ],
  });
  const partitionOf = (service: string): number => (service.codePointAt(0) ?? 0) % 2;
  const frames = framesOfWorld(world, { partitionOf });
  const config = {
    ...configOf(usualComponents),
    withEvidence: true,
    newcomerWaitMs: 0,
    knowledge: {
      ...nothingKnown,
      maintenance: [plannedWork({ id: "fixed", components: ["core"], from: 110, to: 130 })],
    },
  };
  const commands: Readonly<Record<number, MaintenanceCommand>> = {
    108: { kind: "add", work: plannedWork({ id: "a", services: ["gnu", "hen"], from: 112, to: null }) },
    120: { kind: "add", work: plannedWork({ id: "b", services: ["ant"], from: 100, to: 140 }) },
    135: { kind: "end", id: "a", atMs: msOf(140) },
  };
  const places = [
    ...new Map(
      frames.map(({ topic, partition }) => [`${topic} ${partition}`, { topic, partition }]),
    ).values(),
  ];

  function started(snapshot?: DetectionSnapshot): Detection {
    const running = detection(config, snapshot);
    running.declarePartitions(places);
    return running;
  }

  /** Commands are told before their window is judged; `cuts`: after which frames it is taken up from a snapshot. */
  function run(given: readonly Frame[], cuts: ReadonlySet<number> = new Set()) {
    let running = started();
    const bytes: string[] = [];
    given.forEach((frame, index) => {
      const next = running.nextWindowStart();
      for (const [window, command] of Object.entries(commands))
        if (next === msOf(Number(window))) running.tell(command, Number(window));
      for (const detected of running.step(frame)) bytes.push(JSON.stringify(detected));
      if (cuts.has(index)) running = started(structuredClone(running.snapshot()));
    });
    return { bytes, memory: JSON.stringify(running.snapshot().windows) };
  }

  const whole = run(frames);

  test("has works begin, end and be told, and incidents after them", () => {
    expect(whole.bytes.some((one) => one.includes('"maintenance":["ant"'))).toBe(true);
    expect(whole.bytes.some((one) => one.includes('"commandsOffset":135'))).toBe(true);
    expect(whole.bytes.filter((one) => one.includes("maintenance-ended"))).not.toEqual([]);
  });

  test("goes on byte for byte where it is cut after any frames", () => {
    const everywhere = new Set(frames.keys());
    expect(run(frames, everywhere)).toEqual(whole);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(frames.length - 1), { minLength: 1, maxLength: 6 }), (cuts) => {
        expect(run(frames, new Set(cuts))).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  test("gives the same bytes however its partitions interleave", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (seed) => {
        expect(run(interleaved(frames, seed)).bytes).toEqual(whole.bytes);
      }),
      { numRuns: 6 },
    );
  });
});

/** The frames in another order, those of a partition in their own. */
function interleaved(frames: readonly Frame[], seed: number): readonly Frame[] {
  const random = randomStream(seed, "interleaving");
  const queues = new Map<string, Frame[]>();
  for (const frame of frames) {
    const place = `${frame.topic} ${frame.partition}`;
    queues.set(place, [...(queues.get(place) ?? []), frame]);
  }
  const waiting = [...queues.values()];
  const mixed: Frame[] = [];
  while (mixed.length < frames.length) {
    const left = waiting.filter((queue) => queue.length > 0);
    mixed.push(left[wholeBetween(random, 0, left.length - 1)]!.shift()!);
  }
  return mixed;
}

describe("an hour of work each week in which nothing works, over four weeks", () => {
  const weekMinutes = 7 * 1440;
  const hour = 150;
  const services = ["ant", "bee", "cat"].map((name) => ({
    name,
    requests: 2000,
    errorShare: 0.004,
    p95Ms: 300,
    delivered: 800,
  }));
  const weeks = [0, 1, 2, 3].map((week) => week * weekMinutes + hour);
  const outages = weeks.map((from) => ({ services: ["ant"], from, to: from + 60, silent: true as const }));
  const works = weeks.map((from, at) => plannedWork({ id: `${at}`, services: ["ant"], from, to: from + 60 }));
  const last = weeks.at(-1)!;

  const of = { services, components: null, windows: last + 60, disturbances: outages };
  const openings = (works: readonly PlannedWork[]): readonly number[] =>
    opened(plannedRun({ ...of, works }).emitted).map(({ window }) => window);

  test("is told twice where nobody has said so, and then a habit: nothing that happens at that hour is told", () => {
    expect(openings([]).map((window) => Math.floor(window / weekMinutes))).toEqual([0, 1]);
  });

  test("is silent where it is planned, and a real outage at that hour is told as soon as at any other", () => {
    expect(openings(works.slice(0, 3))).toEqual([last + 3]);
  });
});
