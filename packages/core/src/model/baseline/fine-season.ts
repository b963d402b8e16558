import { clamp } from "../../stats/exponential-mean.ts";
import {
  addRow,
  type Columns,
  createTable,
  float32,
  float64,
  int32,
  type Table,
  type TableSnapshot,
  uint8,
} from "../../stats/table.ts";
import { quarterMs, quartersPerDay, quartersPerWeek } from "./season-slots.ts";
import { gainOf, type Seasonal, type SeasonalSample, smallestCoverage, trustAdded } from "./season.ts";

const quarterMinutes = 15;
const quartersPerHour = 4;
/** What one reading may say for or against the finer season, and what all may say together, nats. */
const largestLeadStep = 4;
const largestLead = 12;
/** A finer season that is the better one at no time of day, beyond doubt, is given up after so long. */
const triedHours = 336;
const usefulLead = 6;
const mostFineTrust = 16;
/** A quarter that is further than this from both its neighbours, in shares of their difference, or a step, has a step inside. */
const insideMargin = 0.1;
/** The same on any other day of the week: of several the noise of one would often be as far. */
const insideOtherMargin = 0.125;
/** Who has at most this share of what it has beside is closed. */
const closedShare = 0.05;

/** Whether two expectations are a step apart. */
export type Apart = (low: number, high: number) => boolean;

/** Season by quarter hours, 4.6 kB, of the few series that need one (rule 45). */
const fineSpec = {
  /** Which series; -1: none any more. */
  series: int32(-1),
  /** Since when, hours since the epoch. */
  sinceHour: int32(),
  profile: float32(0, quartersPerWeek),
  trust: uint8(0, quartersPerWeek),
  /** The quarter being gathered: quarters since the epoch, and as for hours. */
  quarter: int32(-1),
  value: float64(),
  exposure: float64(),
  coverage: float32(),
  doubtful: float32(),
  /** How much better it has predicted than the hourly season by quarter of the day, nats. */
  lead: float32(0, quartersPerDay),
  /** Days on which a quarter of the day moved to one side, none like them between: below 0 lower than known, above 0 higher. */
  moves: int32(0, quartersPerDay),
  /** The last of them, days since the epoch. */
  moveDay: int32(-1, quartersPerDay),
} as const;

export type FineTable = Table<typeof fineSpec>;
type FineColumns = Columns<typeof fineSpec>;

export const fineTable = (snapshot?: TableSnapshot): FineTable => createTable(fineSpec, snapshot);

/** A quarter of the day that moves a step to the same side on so many days has moved. */
const movesToBelieve = 3;
/** By so many days two of them may be apart: a weekend, and a holiday. */
const daysBetweenMoves = 4;
/** Days of the week that are a step apart for so many quarters are not alike. */
const stepsOfUnlike = 12;

const quarterOf = (timeMs: number): number => Math.floor(timeMs / quarterMs);

const leadOf = (row: number, timeMs: number): number =>
  row * quartersPerDay + (quarterOf(timeMs) % quartersPerDay);

/** Gives a series a finer season of which nothing is known yet; takes the place of one that was given up. */
export function addFine(table: FineTable, series: number, timeMs: number): number {
  const free = table.columns.series.subarray(0, table.rows).indexOf(-1);
  const row = free < 0 ? addRow(table) : free;
  const { columns } = table;
  columns.series[row] = series;
  columns.sinceHour[row] = Math.floor(quarterOf(timeMs) / quartersPerHour);
  return row;
}

/** The step-wise rate (or log latency) at `timeMs`; null where nothing is known of that quarter on any day. */
export function fineSeason(columns: FineColumns, row: number, timeMs: number): Seasonal | null {
  return seasonOf(columns, row, quarterOf(timeMs));
}

function seasonOf(columns: FineColumns, row: number, quarter: number): Seasonal | null {
  const base = row * quartersPerWeek;
  const slot = quarter % quartersPerWeek;
  if (columns.trust[base + slot]! > 0) return { value: columns.profile[base + slot]!, slotClass: 2 };
  let sum = 0;
  let trust = 0;
  for (let other = slot % quartersPerDay; other < quartersPerWeek; other += quartersPerDay) {
    const weight = columns.trust[base + other]!;
    sum += weight * columns.profile[base + other]!;
    trust += weight;
  }
  return trust > 0 ? { value: sum / trust, slotClass: 1 } : null;
}

/**
 * Between what a quarter holds that has a step inside: from what comes before the step to what comes after it, or the other
 * way round. Opening or closing that falls into it on any day of the week may fall into it on all: who opens at eight opens some
 * minutes sooner or later, and so also in the quarter beside it. Null where on no day the quarter is other than both its neighbours,
 * as where a step always falls on a full quarter. `apart`: whether two are a step apart.
 */
export function stepInside(
  columns: FineColumns,
  row: number,
  { timeMs, apart }: { readonly timeMs: number; readonly apart: Apart },
): readonly [low: number, high: number] | null {
  const quarter = quarterOf(timeMs);
  if (!holdsStep(columns, row, quarter, apart)) return null;
  const from = holdsStep(columns, row, quarter - 1, apart) ? quarter - 1 : quarter;
  const to = holdsStep(columns, row, quarter + 1, apart) ? quarter + 1 : quarter;
  const before = seasonOf(columns, row, from - 1);
  const after = seasonOf(columns, row, to + 1);
  if (before === null || after === null) return null;
  const low = Math.min(before.value, after.value);
  const high = Math.max(before.value, after.value);
  return apart(low, high) ? [low, high] : null;
}

/** Whether the quarter has a step inside: on this day of the week, or an opening or closing on any day. */
function holdsStep(columns: FineColumns, row: number, quarter: number, apart: Apart): boolean {
  const before = seasonOf(columns, row, quarter - 1);
  const during = seasonOf(columns, row, quarter);
  const after = seasonOf(columns, row, quarter + 1);
  if (before === null || during === null || after === null) return false;
  if (isInside(before.value, during.value, after.value, { apart, margin: insideMargin })) return true;
  const around = [-2, 2].map((offset) => seasonOf(columns, row, quarter + offset)?.value ?? during.value);
  if (!isClosedIn([...around, before.value, after.value])) return false;
  return opensOnADay(columns, row, quarter, apart);
}

/** Whether it opens or closes in this quarter on some day of which that quarter and those around it are known. */
function opensOnADay({ profile, trust }: FineColumns, row: number, quarter: number, apart: Apart): boolean {
  const base = row * quartersPerWeek;
  for (let day = 0; day < quartersPerWeek; day += quartersPerDay) {
    const slots = [-2, -1, 0, 1, 2].map((offset) => base + ((quarter + day + offset) % quartersPerWeek));
    if (slots.some((slot) => trust[slot] === 0)) continue;
    const around = slots.map((slot) => profile[slot]!);
    const [, before, during, after] = around;
    if (!isClosedIn(around)) continue;
    if (isInside(before!, during!, after!, { apart, margin: insideOtherMargin })) return true;
  }
  return false;
}

const isClosedIn = (around: readonly number[]): boolean =>
  Math.min(...around) <= closedShare * Math.max(...around);

/** Whether a quarter between two that are a step apart is away from both, by a share of their difference or by a step. */
function isInside(
  before: number,
  during: number,
  after: number,
  { apart, margin }: { readonly apart: Apart; readonly margin: number },
): boolean {
  const low = Math.min(before, after);
  const high = Math.max(before, after);
  if (!apart(low, high)) return false;
  const least = margin * (high - low);
  const isAway = (one: number, other: number): boolean => other > one + least || apart(one, other);
  return isAway(low, during) && isAway(during, high);
}

/**
 * Share of the finer season in a mixture with the hourly one, after what each said of this time of day before: of the
 * quarters within an hour the one that speaks most for it, for so far an hourly season smears a step.
 */
export function fineShare(columns: FineColumns, row: number, timeMs: number): number {
  const from = row * quartersPerDay;
  const quarter = quarterOf(timeMs) + quartersPerDay;
  let lead = -largestLead;
  for (let at = quarter - quartersPerHour; at <= quarter + quartersPerHour; at += 1) {
    lead = Math.max(lead, columns.lead[from + (at % quartersPerDay)]!);
  }
  return 1 / (1 + Math.exp(-lead));
}

/** Notes how much more likely the finer season made a reading than the hourly one, nats. */
export function noteLead(columns: FineColumns, row: number, of: { timeMs: number; nats: number }): void {
  const at = leadOf(row, of.timeMs);
  const step = clamp(of.nats, -largestLeadStep, largestLeadStep);
  columns.lead[at] = clamp(columns.lead[at]! + step, -largestLead, largestLead);
}

/**
 * Learns one observation, also while its entity is held: a step that is taken for a failure would else never be learned.
 * What was wild or held is doubted: it bends what is known by a fifth at most, is corrected by the next that is not, and
 * makes what it contradicts doubtful. What moves a quarter of the day a step to the same side on three days is a habit, as
 * offices that open an hour later when the clocks have changed: all days of the week that are like it follow at once.
 */
export function learnFine(
  columns: FineColumns,
  row: number,
  sample: SeasonalSample & { readonly held: boolean; readonly apart: Apart },
): void {
  const quarter = quarterOf(sample.timeMs);
  if (columns.quarter[row] !== quarter) {
    foldQuarter(columns, row, sample.apart);
    columns.quarter[row] = quarter;
  }
  const share = sample.minutes / quarterMinutes;
  columns.value[row]! += sample.value;
  columns.exposure[row]! += sample.exposure;
  columns.coverage[row]! += share;
  if (sample.wild || sample.held) columns.doubtful[row]! += share;
}

function foldQuarter(columns: FineColumns, row: number, apart: Apart): void {
  const exposure = columns.exposure[row]!;
  const coverage = columns.coverage[row]!;
  if (coverage >= smallestCoverage && exposure > 0) {
    const slot = row * quartersPerWeek + (columns.quarter[row]! % quartersPerWeek);
    const trust = columns.trust[slot]!;
    const added = trustAdded(coverage, columns.doubtful[row]!);
    const seen = columns.value[row]! / exposure;
    const known = columns.profile[slot]!;
    const isDoubted = added < trust && columns.doubtful[row]! > 0.5 * coverage;
    const isApart = trust > 0 && isStep(known, seen, apart);
    columns.profile[slot] = known + gainOf(trust, added) * (seen - known);
    columns.trust[slot] = isDoubted ? Math.ceil(trust / 2) : Math.min(mostFineTrust, trust + added);
    if (!isApart) stayed(columns, row, apart);
    else if (isDoubted && hasMoved(columns, row, Math.sign(seen - known)))
      follow(columns, row, { seen, apart });
  }
  columns.value[row] = 0;
  columns.exposure[row] = 0;
  columns.coverage[row] = 0;
  columns.doubtful[row] = 0;
}

const isStep = (one: number, other: number, apart: Apart): boolean =>
  apart(Math.min(one, other), Math.max(one, other));

/** Notes that the quarter of the day that was gathered moved to a side, and says whether it has on enough days. */
function hasMoved(columns: FineColumns, row: number, side: number): boolean {
  const quarter = columns.quarter[row]!;
  const at = row * quartersPerDay + (quarter % quartersPerDay);
  const day = Math.floor(quarter / quartersPerDay);
  const moves = columns.moves[at]!;
  const goesOn = moves * side > 0 && day - columns.moveDay[at]! <= daysBetweenMoves;
  columns.moves[at] = goesOn ? moves + side : side;
  columns.moveDay[at] = day;
  return Math.abs(columns.moves[at]) >= movesToBelieve;
}

/** A day that is like the last one that moved, and is as it was known, says that nothing has moved. */
function stayed(columns: FineColumns, row: number, apart: Apart): void {
  const quarter = columns.quarter[row]!;
  const at = row * quartersPerDay + (quarter % quartersPerDay);
  if (columns.moves[at] === 0) return;
  const base = row * quartersPerWeek;
  const today = (quarter % quartersPerWeek) - (quarter % quartersPerDay);
  const moved = (columns.moveDay[at]! * quartersPerDay) % quartersPerWeek;
  if (isAlike(columns, { one: base + today, other: base + moved, apart })) columns.moves[at] = 0;
}

/** The days of the week that are like this one now know this quarter as it is; the next reading may correct that. */
function follow(
  columns: FineColumns,
  row: number,
  { seen, apart }: { readonly seen: number; readonly apart: Apart },
): void {
  const base = row * quartersPerWeek;
  const slot = columns.quarter[row]! % quartersPerWeek;
  const quarterOfDay = slot % quartersPerDay;
  const today = slot - quarterOfDay;
  for (let day = 0; day < quartersPerWeek; day += quartersPerDay) {
    if (day !== today && !isAlike(columns, { one: base + day, other: base + today, apart })) continue;
    columns.profile[base + day + quarterOfDay] = seen;
    columns.trust[base + day + quarterOfDay] = 1;
  }
}

/**
 * Whether two days of the week are known, and none of them lies a step above the other for three hours: what moves may do so
 * for less. Quarters that are not so take one away each, for where there is little the noise of it is a step to either side.
 */
function isAlike(
  { profile, trust }: FineColumns,
  { one, other, apart }: { readonly one: number; readonly other: number; readonly apart: Apart },
): boolean {
  let above = 0;
  let below = 0;
  let both = 0;
  for (let quarter = 0; quarter < quartersPerDay; quarter += 1) {
    if (trust[one + quarter] === 0 || trust[other + quarter] === 0) continue;
    both += 1;
    above = Math.max(0, above + (apart(profile[other + quarter]!, profile[one + quarter]!) ? 1 : -1));
    below = Math.max(0, below + (apart(profile[one + quarter]!, profile[other + quarter]!) ? 1 : -1));
    if (Math.max(above, below) >= stepsOfUnlike) return false;
  }
  return both > quartersPerDay / 2;
}

/** Gives a finer season up that is far ahead at no time of day after two weeks; true where it did. */
export function givenUp(columns: FineColumns, row: number, timeMs: number): boolean {
  const hours = Math.floor(quarterOf(timeMs) / quartersPerHour) - columns.sinceHour[row]!;
  const from = row * quartersPerDay;
  if (
    hours < triedHours ||
    columns.lead.subarray(from, from + quartersPerDay).some((lead) => lead >= usefulLead)
  ) {
    return false;
  }
  for (const [name, { width, initial }] of Object.entries(fineSpec)) {
    columns[name as keyof typeof fineSpec].fill(initial, row * width, (row + 1) * width);
  }
  return true;
}
