import {
  autoregression,
  type RandomSource,
  randomStream,
  studentT,
  uniform,
  wholeBetween,
} from "../random/index.ts";
import { workingMinutes } from "./schedule.ts";
import type { Service } from "./service.ts";
import { loadAt, type WeeklyShape, weeklyShape } from "./weekly-shape.ts";
import { msOf } from "./world-time.ts";

/** One service's way through a world, minute by minute. */
export interface Course {
  /** Load relative to its mean. */
  readonly load: Float32Array;
  /** Error share relative to its mean. */
  readonly errors: Float32Array;
  readonly working: Uint8Array | null;
}

/** What moves all services: the same for all of a world. */
const sharedLoad = { deviation: 0.12, memoryMinutes: 90 };

/** Residuals are drawn in blocks of so many, so that what follows what stays as it was. */
const blockMinutes = 60;
/** A residual beyond this would be a factor of 12: real series have such minutes, but not by noise alone. */
const largestResidual = 2.5;

export interface CourseInput {
  readonly seed: number;
  readonly minutes: number;
  readonly shared: Float32Array;
  /** Residuals of real series on a logarithmic scale, instead of Student's t. */
  readonly residuals: readonly (readonly number[])[] | null;
}

export function sharedCourse(seed: number, minutes: number): Float32Array {
  const next = autoregression(randomStream(seed, "shared-load"), sharedLoad);
  return Float32Array.from({ length: minutes }, next);
}

/** A longer course begins as the shorter one does. */
export function courseOf(service: Service, input: CourseInput): Course {
  const { seed, minutes, shared } = input;
  const { restless } = service;
  const own = autoregression(randomStream(seed, service.name, "own"), restless.own);
  const errors = autoregression(randomStream(seed, service.name, "error-share"), restless.errors);
  const residual = residualsOf(service, input);
  const regime = regimeFactors(service, seed);
  const shape: WeeklyShape = weeklyShape(service.day);
  const load = new Float32Array(minutes);
  for (let minute = 0; minute < minutes; minute += 1) {
    const log = restless.loading * shared[minute]! + own() + residual();
    load[minute] = loadAt(shape, msOf(minute)) * regime() * Math.exp(log);
  }
  return {
    load,
    errors: Float32Array.from({ length: minutes }, () => Math.exp(errors())),
    working: workingMinutes(service, seed, minutes),
  };
}

function residualsOf({ name, restless }: Service, { seed, residuals }: CourseInput): () => number {
  const wanted = restless.residual;
  if (wanted === null) return () => 0;
  const random = randomStream(seed, name, "residual");
  if (residuals !== null) return resampled(random, residuals);
  return () => bounded(wanted.scale * studentT(random, wanted.freedom));
}

const bounded = (residual: number): number => Math.max(-largestResidual, Math.min(largestResidual, residual));

/** The moving-block bootstrap: Künsch, Annals of Statistics 17 (1989) 1217-1241. */
function resampled(random: RandomSource, residuals: readonly (readonly number[])[]): () => number {
  const series = residuals[wholeBetween(random, 0, residuals.length - 1)]!;
  let [at, left] = [0, 0];
  return () => {
    if (left === 0) {
      at = wholeBetween(random, 0, Math.max(0, series.length - blockMinutes));
      left = blockMinutes;
    }
    const drawn = series[at % series.length]!;
    at += 1;
    left -= 1;
    return bounded(drawn);
  };
}

function regimeFactors({ name, restless }: Service, seed: number): () => number {
  const { regimes } = restless;
  if (regimes === null) return () => 1;
  const random = randomStream(seed, name, "regimes");
  let [factor, left] = [1, 0];
  return () => {
    if (left === 0) {
      factor = regimes.factors[wholeBetween(random, 0, regimes.factors.length - 1)]!;
      left = 1 + Math.round(-regimes.meanMinutes * Math.log(uniform(random)));
    }
    left -= 1;
    return factor;
  };
}
