import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distrustedSpans } from "../../src/import/distrust.ts";
import { heldProbes, type HoldSettings } from "../../src/import/held-probes.ts";
import type { SeriesHistory } from "../../src/import/histories.ts";
import type { RowState } from "../../src/import/row-state.ts";

/** Rows as [moment, state]; moments in the unit of the settings. */
const history = (
  monitor: string,
  service: string,
  rows: readonly (readonly [number, RowState])[],
): SeriesHistory => ({
  monitor,
  written: service,
  service,
  source: monitor,
  at: rows.map(([at]) => at),
  states: rows.map(([, state]) => state),
});

interface Found extends HoldSettings {
  readonly of: readonly SeriesHistory[];
}

/** `up` and `DOWN` by start of interval, for one series or as `service: outcome` for several. */
function found({ of, ...settings }: Found): readonly string[] {
  return [...heldProbes(of, settings)].flatMap(({ start, probes }) =>
    probes.map(({ service, source, failed }) => `${start} ${service}@${source} ${failed ? "DOWN" : "up"}`),
  );
}

const settings = { cadenceMs: 10, holdMs: 100 };

describe("heldProbes", () => {
  test("holds the last state from the interval of the first row to that of the newest", () => {
    const of = [
      history("m", "a", [
        [13, "up"],
        [47, "up"],
      ]),
    ];
    expect(found({ of, ...settings })).toEqual(["10 a@m up", "20 a@m up", "30 a@m up", "40 a@m up"]);
  });

  test("a service that was down at any moment of an interval fails its probe, however short the outage", () => {
    const of = [
      history("m", "a", [
        [10, "up"],
        [24, "down"],
        [26, "up"],
        [45, "down"],
        [60, "up"],
      ]),
    ];
    expect(found({ of, ...settings })).toEqual([
      "10 a@m up",
      "20 a@m DOWN",
      "30 a@m up",
      "40 a@m DOWN",
      "50 a@m DOWN",
      "60 a@m up",
    ]);
  });

  test("a series not heard of for the hold falls silent and comes back with its next row", () => {
    const of = [
      history("m", "a", [
        [0, "up"],
        [250, "up"],
      ]),
    ];
    const starts = found({ of, ...settings }).map((line) => Number(line.split(" ")[0]));
    expect(starts).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 250]);
  });

  test("a monitor that was turned away says nothing of that service, and goes on saying of others", () => {
    const of = [
      history("m", "a", [
        [0, "up"],
        [12, "refused"],
        [31, "up"],
      ]),
      history("m", "b", [
        [0, "up"],
        [35, "up"],
      ]),
    ];
    expect(found({ of, ...settings })).toEqual([
      "0 a@m up",
      "0 b@m up",
      "10 b@m up",
      "20 b@m up",
      "30 a@m up",
      "30 b@m up",
    ]);
  });

  test("a monitor that contradicts itself is not believed in anything until all it contradicted is set right", () => {
    const of = [
      history("m", "a", [
        [0, "up"],
        [21, "contradicted"],
        [33, "up"],
      ]),
      history("m", "b", [
        [0, "up"],
        [22, "contradicted"],
        [45, "up"],
      ]),
      history("m", "c", [
        [0, "up"],
        [23, "down"],
        [44, "up"],
      ]),
      history("n", "a", [
        [0, "up"],
        [70, "up"],
      ]),
    ];
    const silent = found({ of, ...settings })
      .filter((line) => line.includes("@m"))
      .map((line) => line.slice(0, 4));
    expect(silent.filter((line) => /^[234]0 /.test(line))).toEqual([]);
    expect(found({ of, ...settings }).filter((line) => /^[256]0 /.test(line))).toEqual([
      "20 a@n up",
      "50 a@m up",
      "50 b@m up",
      "50 c@m up",
      "50 a@n up",
      "60 a@m up",
      "60 b@m up",
      "60 c@m up",
      "60 a@n up",
    ]);
  });

  test("a contradiction that is never heard of again lapses with the hold", () => {
    const of = [
      history("m", "a", [[0, "contradicted"]]),
      history("m", "b", [
        [0, "up"],
        [90, "up"],
        [180, "up"],
      ]),
    ];
    const starts = found({ of, ...settings }).map((line) => Number(line.split(" ")[0]));
    expect(starts[0]).toBe(100);
    expect(distrustedSpans(of, 100).get("m")).toEqual([{ from: 0, to: 100 }]);
  });

  test("a wrong date far ahead costs no time", () => {
    const of = [
      history("m", "a", [
        [0, "up"],
        [8e15, "up"],
      ]),
    ];
    expect(found({ of, ...settings })).toHaveLength(11);
  });
});

const state = fc.constantFrom<RowState>("up", "up", "up", "down", "down", "refused", "contradicted");
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 120 }), state), { minLength: 1, maxLength: 12 });
const world = fc
  .array(fc.tuple(fc.constantFrom("m", "n"), rows), { minLength: 1, maxLength: 5 })
  .map((list) =>
    list.map(([monitor, of], index) =>
      history(
        monitor,
        `s${index}`,
        of.toSorted(([a], [b]) => a - b),
      ),
    ),
  );
const anySettings = fc.record({
  cadenceMs: fc.integer({ min: 1, max: 17 }),
  holdMs: fc.integer({ min: 17, max: 60 }),
});

/** What is known of a series at one moment: its last row up to then, unless that is too old. */
function stateAt(series: SeriesHistory, moment: number, holdMs: number): RowState | null {
  const last = series.at.findLastIndex((at) => at <= moment);
  return last >= 0 && moment - series.at[last]! < holdMs ? series.states[last]! : null;
}

/** The promise, moment by moment, without any of the program's bookkeeping. */
function byMoment(of: readonly SeriesHistory[], { cadenceMs, holdMs }: HoldSettings): readonly string[] {
  const newest = Math.max(...of.map((series) => series.at.at(-1)!));
  const lines: string[] = [];
  for (let start = 0; start <= newest; start += cadenceMs) {
    const moments = Array.from({ length: cadenceMs }, (_, index) => start + index);
    for (const series of of) {
      const peers = of.filter((other) => other.monitor === series.monitor);
      const distrusted = moments.some((at) =>
        peers.some((peer) => stateAt(peer, at, holdMs) === "contradicted"),
      );
      const down = moments.some((at) => stateAt(series, at, holdMs) === "down") || shortDown(series, moments);
      const end = stateAt(series, moments.at(-1)!, holdMs);
      if (distrusted || contradictedWithin(peers, moments)) continue;
      if (down || end === "up")
        lines.push(`${start} ${series.service}@${series.source} ${down ? "DOWN" : "up"}`);
    }
  }
  return lines;
}

/** Of rows at the same moment only the last one holds; the others happened all the same. */
const shortDown = (series: SeriesHistory, moments: readonly number[]): boolean =>
  series.at.some((at, index) => moments.includes(at) && series.states[index] === "down");

const contradictedWithin = (peers: readonly SeriesHistory[], moments: readonly number[]): boolean =>
  peers.some((peer) =>
    peer.at.some((at, index) => moments.includes(at) && peer.states[index] === "contradicted"),
  );

describe("heldProbes, generated", () => {
  test("equals what is known moment by moment", () => {
    fc.assert(
      fc.property(world, anySettings, (of, generated) => {
        expect(found({ of, ...generated })).toEqual(byMoment(of, generated));
      }),
      { numRuns: 500 },
    );
  });

  test("no probe depends on a row at or after its interval's end", () => {
    fc.assert(
      fc.property(world, anySettings, fc.integer({ min: 1, max: 120 }), (of, generated, until) => {
        const before = of
          .map((series) => {
            const count = series.at.filter((at) => at < until).length;
            return { ...series, at: series.at.slice(0, count), states: series.states.slice(0, count) };
          })
          .filter((series) => series.at.length > 0);
        const ended = (line: string): boolean => Number(line.split(" ")[0]) + generated.cadenceMs <= until;
        const known = before.length === 0 ? [] : found({ of: before, ...generated }).filter(ended);
        const whole = found({ of, ...generated }).filter(ended);
        expect(whole.slice(0, known.length)).toEqual(known);
      }),
    );
  });
});
