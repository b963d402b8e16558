import type { WallTime } from "../../knowledge/wall-clock.ts";
import { clamp } from "../../stats/exponential-mean.ts";
import type { SeriesColumns } from "../series-table.ts";
import { hourMs, hoursPerDay, slotsPerWeek } from "./season-slots.ts";

/** An hour (or a quarter of one) of which less was seen teaches nothing. */
export const smallestCoverage = 1 / 6;
const smallestGain = 0.2;
/** After two weeks a slot moves by at most 30 % a week. */
const largestStep = 1.3;
/** Memory of the recent-hour mean, minutes, and as readings where these are longer. */
const recentMinutes = 60;
const recentReadings = 4;
/** An hour says little of a rate if few events were counted, or if counts scatter: so many events are known without it. */
const priorEvents = 2;
const unknownEvents = 0.5;
/** What a fold adds to the trust in a slot: a week, or a quarter of one where few or wild readings were folded. */
const trustOfWeek = 4;
const trustOfDoubtful = 1;
const fewCoverage = 0.5;
const wildShare = 0.25;
const mostTrust = 255;

/** Kind of slot that a seasonal value came from: 0 recent hour, 1 hour of day, 2 hour of week. */
export type SlotClass = 0 | 1 | 2;

/** A rate (or log latency), and from what kind of slot it came. */
export interface Seasonal {
  readonly value: number;
  readonly slotClass: SlotClass;
}

/**
 * Expected rate (or log latency) at a time, linear between the middles of two hours (rule 10). Falls back from the
 * hour of the week to the mean of the same hour on the days seen, then to the mean of the last hour. Hours are those of the
 * service's own clock, and of the day that today is like (rule 51).
 */
export function hourlySeason(
  columns: SeriesColumns,
  row: number,
  time: Pick<WallTime, "slotMs" | "beforeMs" | "afterMs">,
): Seasonal {
  const found: Hourly = { value: 0, slotClass: 0, isDoubted: false };
  readHourly(columns, row, hoursAround(time), found);
  return found;
}

/** The two hours between whose middles a time lies, as slots of the week, and how far it is from the first to the second. */
export interface HoursAround {
  readonly slot: number;
  readonly next: number;
  readonly share: number;
}

export function hoursAround({
  slotMs,
  beforeMs,
  afterMs,
}: Pick<WallTime, "slotMs" | "beforeMs" | "afterMs">): HoursAround {
  const position = slotMs / hourMs - 0.5;
  return {
    slot: slotOf(Math.floor(beforeMs / hourMs)),
    next: slotOf(Math.floor(afterMs / hourMs)),
    share: position - Math.floor(position),
  };
}

/** What the hourly season says, and whether all that is known of an hour of it is a part of one, or a wild one. */
export interface Hourly {
  value: number;
  slotClass: SlotClass;
  isDoubted: boolean;
}

/** The same, written into `into`: it is asked for each reading. */
export function readHourly(
  columns: SeriesColumns,
  row: number,
  { slot, next, share }: HoursAround,
  into: Hourly,
): void {
  const base = row * slotsPerWeek;
  const trust = columns.profileTrust[base + slot]!;
  const nextTrust = columns.profileTrust[base + next]!;
  const first = trust > 0 ? columns.profile[base + slot]! : meanOfDays(columns, base, slot, 1);
  const second = nextTrust > 0 ? columns.profile[base + next]! : meanOfDays(columns, base, next, 1);
  into.isDoubted = false;
  if (first === null || second === null) {
    into.value = recentMean(columns, row);
    into.slotClass = 0;
    return;
  }
  into.value = first + share * (second - first);
  into.slotClass = trust > 0 && nextTrust > 0 ? 2 : 1;
  into.isDoubted = isDoubted(trust) || isDoubted(nextTrust);
}

const isDoubted = (trust: number): boolean => trust > 0 && trust < trustOfWeek;

/** What would be expected without the hours that are doubted, where sound ones of other days are known. */
export function soundSeason(columns: SeriesColumns, row: number, { slot, next, share }: HoursAround): number {
  const base = row * slotsPerWeek;
  const first = soundHour(columns, base, slot);
  return first + share * (soundHour(columns, base, next) - first);
}

function soundHour(columns: SeriesColumns, base: number, slot: number): number {
  const trust = columns.profileTrust[base + slot]!;
  const known = columns.profile[base + slot]!;
  if (trust >= trustOfWeek) return known;
  return meanOfDays(columns, base, slot, trustOfWeek) ?? meanOfDays(columns, base, slot, 1)!;
}

const slotOf = (hour: number): number => ((hour % slotsPerWeek) + slotsPerWeek) % slotsPerWeek;

/** Mean of the same hour on the days of which it was seen, as far as these are trusted; null where there is none. */
function meanOfDays(columns: SeriesColumns, base: number, slot: number, trusted: number): number | null {
  let sum = 0;
  let days = 0;
  for (let other = slot % hoursPerDay; other < slotsPerWeek; other += hoursPerDay) {
    if (columns.profileTrust[base + other]! < trusted) continue;
    sum += columns.profile[base + other]!;
    days += 1;
  }
  return days > 0 ? sum / days : null;
}

/** Share kept of the level when the kind of seasonal slot changes. */
const keptAtSlotChange = 0.1;

/** When the kind of slot changes, most of the level goes: it was a level above the old kind. */
export function followSlot(columns: SeriesColumns, row: number, slotClass: SlotClass): void {
  if (columns.slotClass[row] === slotClass) return;
  columns.slotClass[row] = slotClass;
  columns.levelValue[row]! *= keptAtSlotChange;
  columns.levelWeight[row]! *= keptAtSlotChange;
}

/** Mean of about the last hour; 0 before the first observation. */
export function recentMean(columns: SeriesColumns, row: number): number {
  const exposure = columns.recentExposure[row]!;
  return exposure > 0 ? columns.recentValue[row]! / exposure : 0;
}

export interface SeasonalSample {
  /** On the clock by which seasons are learned: `slotMs` of the time. */
  readonly timeMs: number;
  readonly minutes: number;
  /** Count and exposure, or log latency and 1. */
  readonly value: number;
  readonly exposure: number;
  /** Latency profiles move by sums, count profiles by factors. */
  readonly logarithmic: boolean;
  /** Whether the reading was far from what was expected (rule 45). */
  readonly wild: boolean;
}

export interface HourlySample extends SeasonalSample {
  /** Inverse size of counts (rule 12): how far they scatter. */
  readonly inverseSize: number;
}

/** Learns one observation: gathers its hour and folds the hour before when a new one begins. */
export function learnHourly(columns: SeriesColumns, row: number, sample: HourlySample): void {
  const hour = Math.floor(sample.timeMs / hourMs);
  if (columns.hour[row] !== hour) {
    foldHour(columns, row, sample);
    columns.hour[row] = hour;
  }
  columns.hourValue[row]! += sample.value;
  columns.hourExposure[row]! += sample.exposure;
  columns.hourCoverage[row]! += sample.minutes / 60;
  if (sample.wild) columns.hourWild[row]! += sample.minutes / 60;
  followHour(columns, row, sample);
}

/** Follows the last hour alone, where nothing is learned. */
export function followHour(
  columns: SeriesColumns,
  row: number,
  sample: Pick<SeasonalSample, "minutes" | "value" | "exposure">,
): void {
  const keep = 1 - Math.min(1 / recentReadings, sample.minutes / recentMinutes);
  columns.recentValue[row] = columns.recentValue[row]! * keep + sample.value;
  columns.recentExposure[row] = columns.recentExposure[row]! * keep + sample.exposure;
}

/** Forgets the last hour, and the level that lay above it: it was wild (rule 45). */
export function beginHourAnew(columns: SeriesColumns, row: number): void {
  clearHour(columns, row);
  columns.recentValue[row] = 0;
  columns.recentExposure[row] = 0;
  columns.levelValue[row] = 0;
  columns.levelWeight[row] = 0;
}

function clearHour(columns: SeriesColumns, row: number): void {
  columns.hourValue[row] = 0;
  columns.hourExposure[row] = 0;
  columns.hourCoverage[row] = 0;
  columns.hourWild[row] = 0;
}

function foldHour(columns: SeriesColumns, row: number, sample: HourlySample): void {
  const { logarithmic } = sample;
  const exposure = columns.hourExposure[row]!;
  const coverage = columns.hourCoverage[row]!;
  if (coverage >= smallestCoverage && exposure > 0) {
    const slot = row * slotsPerWeek + (columns.hour[row]! % slotsPerWeek);
    const trust = columns.profileTrust[slot]!;
    const added = trustAdded(coverage, columns.hourWild[row]!);
    const old = columns.profile[slot]!;
    const seen = logarithmic ? columns.hourValue[row]! / exposure : rateOfHour(columns, row, slot, sample);
    const moved = old + gainOf(trust, added) * (seen - old);
    columns.profile[slot] = trust < 2 * trustOfWeek ? moved : limitStep(old, moved, logarithmic);
    columns.profileTrust[slot] = Math.min(mostTrust, trust + added);
  }
  clearHour(columns, row);
}

/**
 * Rate of the hour that was gathered, after what is known without it: of few events an hour is no more than a hint, and where
 * counts scatter a reading says as much as its size of events, however many there are. Until something is known half an
 * event stands for that.
 */
function rateOfHour(
  columns: SeriesColumns,
  row: number,
  slot: number,
  { minutes, inverseSize }: HourlySample,
): number {
  const counted = columns.hourValue[row]!;
  const exposure = columns.hourExposure[row]!;
  const usual = usualRate(columns, row, slot);
  if (usual === null) return (counted + unknownEvents) / exposure;
  const readings = Math.max(1, (60 * columns.hourCoverage[row]!) / minutes);
  const events = Math.max(counted, usual * exposure);
  const worth = events / (1 + (inverseSize * events) / readings);
  return (worth * (counted / exposure) + priorEvents * usual) / (worth + priorEvents);
}

/** What is known of the rate of an hour before it is folded: of itself, of the same hour of other days, or of all hours. */
function usualRate(columns: SeriesColumns, row: number, slot: number): number | null {
  const base = row * slotsPerWeek;
  if (columns.profileTrust[slot]! > 0) return columns.profile[slot]!;
  return meanOfDays(columns, base, slot - base, 1) ?? meanOfHours(columns, base);
}

/** Mean of all hours of which something is known; null where there is none. */
function meanOfHours(columns: SeriesColumns, base: number): number | null {
  let sum = 0;
  let hours = 0;
  for (let slot = base; slot < base + slotsPerWeek; slot += 1) {
    if (columns.profileTrust[slot] === 0) continue;
    sum += columns.profile[slot]!;
    hours += 1;
  }
  return hours > 0 ? sum / hours : null;
}

/** How far a slot goes to what is folded: as much as that adds to the trust in it, but at least a fifth. */
export const gainOf = (trust: number, added: number): number =>
  Math.max(smallestGain, added / (trust + added));

/** What a fold adds: little where less than half was seen, or more than a quarter of that was wild. */
export const trustAdded = (coverage: number, wild: number): number =>
  coverage < fewCoverage || wild > wildShare * coverage ? trustOfDoubtful : trustOfWeek;

function limitStep(old: number, moved: number, logarithmic: boolean): number {
  if (logarithmic) return clamp(moved, old - Math.log(largestStep), old + Math.log(largestStep));
  return old === 0 ? moved : clamp(moved, old / largestStep, old * largestStep);
}
