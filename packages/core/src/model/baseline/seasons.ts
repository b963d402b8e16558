import { plainTime, type WallTime } from "../../knowledge/wall-clock.ts";
import { clamp } from "../../stats/exponential-mean.ts";
import { snapshotTable, type TableSnapshot } from "../../stats/table.ts";
import type { SeriesTable } from "../series-table.ts";
import { keepOwners } from "../owned-rows.ts";
import {
  addFine,
  type Apart,
  fineSeason,
  fineShare,
  type FineTable,
  fineTable,
  givenUp,
  learnFine,
  noteLead,
  stepInside,
} from "./fine-season.ts";
import {
  beginHourAnew,
  followHour,
  followSlot,
  type Hourly,
  type HoursAround,
  hoursAround,
  hourlySeason,
  learnHourly,
  readHourly,
  recentMean,
  type HourlySample,
  type Seasonal,
  soundSeason,
} from "./season.ts";
import { beginsAnew, stepsRecur } from "./wild-readings.ts";

/** Rates of which one is so many times the other are a step apart. */
const stepRatio = 2;

/** On a day that is like none so many times the season, or so much less, may be usual from one minute to the next (rule 52). */
const unlikeRatio = 2;

/** In what seasons of rates and of logarithms differ. */
export interface SeasonScale {
  /** Whether two expectations are a step apart. */
  readonly apart: Apart;
  /** What is left of an expectation without the level. */
  readonly unleveled: (expected: number, level: number) => number;
  /** So many times as much; or by the logarithm of that more. */
  readonly times: (expected: number, ratio: number) => number;
}

export const rateScale: SeasonScale = {
  apart: (low, high) => high > stepRatio * low,
  unleveled: (expected, level) => expected / level,
  times: (expected, ratio) => expected * ratio,
};

export const logScale: SeasonScale = {
  apart: (low, high) => high - low > Math.log(stepRatio),
  unleveled: (expected, level) => expected - level,
  times: (expected, ratio) => expected + Math.log(ratio),
};

/** What both seasons say of a reading: hourly, and by quarters. */
export interface Rivals {
  readonly hourly: number;
  readonly fine: number;
}

/** A reading as it is learned; `value` after wild readings were tamed. */
export interface LearnedSample extends HourlySample {
  /** `timeMs` is what it shows by which seasons are learned. */
  readonly time: WallTime;
  /** While held, and while the level before an incident is kept, only the finer season learns. */
  readonly held: boolean;
  readonly referred: boolean;
}

/** Room for the readings of a batch, one after the other: none of them is kept. */
export const sampleOf = (
  logarithmic: boolean,
): { -readonly [Key in keyof LearnedSample]: LearnedSample[Key] } => ({
  time: plainTime(0),
  timeMs: 0,
  minutes: 0,
  value: 0,
  exposure: 1,
  logarithmic,
  inverseSize: 0,
  wild: false,
  held: false,
  referred: false,
});

/** The seasons of one kind of series (rule 10), and a finer one of those that step at hours of their own (rule 45). */
export interface Seasons {
  /**
   * Expected rate, or log latency. Inside a quarter with a step it is not known on which side of the step a reading lies:
   * there it is what comes closest to what is seen, so that a step is no evidence. So it is on a day that is like none,
   * around the season and the last hour (rule 52). `seen`: the rate, or log latency, without the level at which it was read.
   */
  at(row: number, time: WallTime, seen: number, level: number): number;
  /** What the two would say; null where there is but one. */
  rivals(row: number, time: WallTime): Rivals | null;
  /** Notes how much more likely the finer one made the reading, nats. */
  weigh(row: number, time: WallTime, nats: number): void;
  /** Call once for each reading, after it was tamed. */
  learn(row: number, sample: LearnedSample): void;
  /** Series were dropped: finer seasons are of those alone that have a row still. */
  keep(rowOf: (row: number) => number | undefined): void;
  /** The finer seasons as plain data; the hourly ones are in the table of series. */
  snapshot(): TableSnapshot;
}

export function seasons(series: SeriesTable, scale: SeasonScale, snapshot?: TableSnapshot): Seasons {
  const table = fineTable(snapshot);
  const fineOf = new Map<number, number>();
  for (let fine = 0; fine < table.rows; fine += 1) {
    const owner = table.columns.series[fine]!;
    if (owner >= 0) fineOf.set(owner, fine);
  }
  // Most worlds have none, and each reading asks.
  const fineRow = (row: number): number | undefined => (fineOf.size === 0 ? undefined : fineOf.get(row));
  const learnFineOf = (row: number, sample: LearnedSample): void => {
    const fine = fineRow(row);
    const { wallMs } = sample.time;
    if (fine === undefined) {
      if (stepsRecur(series.columns, row, wallMs)) fineOf.set(row, addFine(table, row, wallMs));
      return;
    }
    learnFine(table.columns, fine, { ...sample, apart: scale.apart });
    if (givenUp(table.columns, fine, wallMs)) fineOf.delete(row);
  };
  // Most readings of a window are of one time.
  let lastTime: WallTime | null = null;
  let hours: HoursAround | null = null;
  const hourly: Hourly = { value: 0, slotClass: 0, isDoubted: false };
  const readHour = (row: number, time: WallTime, seen: number): void => {
    if (hours === null || time !== lastTime) {
      lastTime = time;
      hours = hoursAround(time);
    }
    readHourly(series.columns, row, hours, hourly);
    if (!hourly.isDoubted) return;
    const sound = soundSeason(series.columns, row, hours);
    hourly.value = clamp(seen, Math.min(hourly.value, sound), Math.max(hourly.value, sound));
  };
  return {
    at: (row, time, seen, level) => {
      const { columns } = series;
      readHour(row, time, seen);
      const fine = fineRow(row);
      const of = { hourly, timeMs: time.slotMs, seen, apart: scale.apart };
      const { value, slotClass } = fine === undefined ? hourly : mixed(table.columns, fine, of);
      followSlot(columns, row, slotClass);
      if (!time.isUnlike || columns.recentExposure[row] === 0) return value;
      const lastHour = scale.unleveled(recentMean(columns, row), level);
      return clamp(seen, ...around(scale, value, lastHour));
    },
    rivals: (row, time) => {
      const fine = fineRow(row);
      const known = fine === undefined || time.isUnlike ? null : fineSeason(table.columns, fine, time.slotMs);
      if (known === null) return null;
      return { hourly: hourlySeason(series.columns, row, time).value, fine: known.value };
    },
    weigh: (row, { slotMs }, nats) => noteLead(table.columns, fineOf.get(row)!, { timeMs: slotMs, nats }),
    learn: (row, sample) => {
      const { columns } = series;
      if (!sample.time.isUnlike) learnFineOf(row, sample);
      if (sample.held || sample.referred) return;
      if (beginsAnew(columns, row)) beginHourAnew(columns, row);
      if (sample.time.isUnlike) followHour(columns, row, sample);
      else learnHourly(columns, row, sample);
    },
    keep: (rowOf) => keepOwners(table, fineOf, rowOf),
    snapshot: () => snapshotTable(table),
  };
}

/** What may be usual on a day that is like none: around the season, and up or down to what the last hour was. */
const around = (
  scale: SeasonScale,
  season: number,
  lastHour: number,
): readonly [low: number, high: number] => [
  Math.min(scale.times(season, 1 / unlikeRatio), lastHour),
  Math.max(scale.times(season, unlikeRatio), lastHour),
];

/** The one that knows this hour of the week (or day) where the other does not; else both, as well as they predicted. */
function mixed(
  columns: FineTable["columns"],
  row: number,
  of: Pick<SeasonScale, "apart"> & {
    readonly hourly: Seasonal;
    readonly timeMs: number;
    readonly seen: number;
  },
): Seasonal {
  const { hourly, timeMs } = of;
  const fine = fineSeason(columns, row, timeMs);
  if (fine === null) return hourly;
  const knowsMore = fine.slotClass > hourly.slotClass;
  const share = knowsMore ? 1 : fineShare(columns, row, timeMs);
  const slotClass = knowsMore ? fine.slotClass : hourly.slotClass;
  const sides = share > 0.5 ? stepInside(columns, row, of) : null;
  if (sides !== null) return { value: clamp(of.seen, ...sides), slotClass };
  return { value: hourly.value + share * (fine.value - hourly.value), slotClass };
}
