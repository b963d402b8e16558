import { type RandomSource, randomStream, uniform, uniformBetween, wholeBetween } from "../random/index.ts";
import type { Influence } from "../world/influence.ts";
import type { TrueIncident, World } from "../world/world.ts";
import { type Place, placeFor } from "./place.ts";

/** What fails, and how. `part` is how much of a component fails, `minutes` how long. */
interface Course {
  readonly part: Place["part"];
  readonly minutes: number;
  /** `size`, 0 to 1, is the same for all services of one failure; the random source is each one's own. */
  readonly influence: (random: RandomSource, size: number) => Omit<Influence, "services" | "from" | "to">;
  /** Minutes from the onset of one service to that of the next: at random up to so many unless `inOrder`. */
  readonly apart?: { readonly least: number; readonly most: number };
}

const jitterMinutes = 2;

const hard = (random: RandomSource): ReturnType<Course["influence"]> => ({
  errorShare: uniformBetween(random, 0.3, 0.8),
  undeliveredShare: uniformBetween(random, 0.2, 0.6),
  latency: 3.3,
  reports: uniformBetween(random, 8, 15),
});

const times = (factor: number) => (): ReturnType<Course["influence"]> => ({
  errors: factor,
  undelivered: factor,
});

/** Of which p95 is how many times as high. */
const latencyFactors = [1.5, 2, 5, 20, 100];

const courses = {
  /** Hardly anybody comes any more: a fiftieth of the load. */
  gone: {
    part: "most",
    minutes: 40,
    influence: (random) => ({ traffic: 0.02, reports: uniformBetween(random, 8, 15) }),
  },
  hard: { part: "most", minutes: 40, influence: hard },
  /** More errors, more reports and a higher p95 at once; and the same so mild that hardly anybody notices. */
  medium: {
    part: "most",
    minutes: 60,
    influence: (random) => ({ errors: uniformBetween(random, 3, 6), latency: 1.4, reports: 2.5 }),
  },
  soft: {
    part: "most",
    minutes: 60,
    influence: (random) => ({ errors: uniformBetween(random, 1.6, 2.4), latency: 1.16, reports: 1.4 }),
  },
  /** Errors and undelivered messages some times as many, and nothing else. */
  x4: { part: "most", minutes: 60, influence: times(4) },
  "x2.5": { part: "most", minutes: 60, influence: times(2.5) },
  x2: { part: "most", minutes: 60, influence: times(2) },
  p95: {
    part: "latency",
    minutes: 40,
    influence: (_random, size) => ({ latency: latencyFactors[Math.floor(size * latencyFactors.length)]! }),
  },
  /** Telemetry stops, reports rise. */
  silent: {
    part: "most",
    minutes: 40,
    influence: (random) => ({ silent: true, reports: uniformBetween(random, 4, 10) }),
  },
  pair: { part: "pair", minutes: 40, influence: hard },
  "two-of-four": { part: "two-of-four", minutes: 40, influence: hard },
  /** One after the other, five to ten minutes apart. */
  cascade: { part: "most", minutes: 120, influence: hard, apart: { least: 5, most: 10 } },
  /** Errors grow to six times as many over an hour, and stay so for another. */
  ramp: { part: "most", minutes: 120, influence: () => ({ errors: 6, undelivered: 6, rampMinutes: 60 }) },
  probes: { part: "probes", minutes: 60, influence: () => ({ down: true }) },
  /** Users complain about services of which the telemetry shows nothing. */
  "reports-only": {
    part: "reported",
    minutes: 60,
    influence: (random) => ({ reports: uniformBetween(random, 5, 10) }),
  },
  isolated: { part: "one", minutes: 40, influence: hard },
} as const satisfies Record<string, Course>;

export type FailureKind = keyof typeof courses;
export const failureKinds = Object.keys(courses) as readonly FailureKind[];

export interface Failure {
  readonly kind: FailureKind;
  readonly influences: readonly Influence[];
  readonly incidents: readonly [TrueIncident];
  /** The minute that was asked for. */
  readonly at: number;
  /** First minute of the first service, and the first minute in which all is over. */
  readonly from: number;
  readonly to: number;
  /** Errors a minute that are usual at its onset in the failing service that has fewest; null where none counts them. */
  readonly usualErrors: number | null;
  /** ln of the factor on p95 in units of its usual scale, of the service where that is least; null unless p95 rises. */
  readonly latencyScales: number | null;
}

/** Users need some minutes until they complain. */
const reportRampMinutes = 5;

/**
 * The failure of a kind that begins at `minute`; which services, and how badly, follows from the world's seed and the
 * minute. Null where the world has no place for it: nobody is probed, or too few services work at that time.
 */
export function failureAt(world: World, kind: FailureKind, minute: number): Failure | null {
  const course: Course = courses[kind];
  if (minute + course.minutes > world.minutes) return null;
  const random = randomStream(world.seed, "failure", kind, String(minute));
  const place = placeFor(world, course, minute, random);
  if (place === null) return null;
  const onsets = onsetsOf(place.services, course, minute, random);
  const to = minute + course.minutes;
  const size = uniform(random);
  const influences = place.services.flatMap((service, index) => {
    const influence = course.influence(random, size);
    const span = { services: [service], from: onsets[index]!, to };
    return withSlowReports(span, influence);
  });
  const from = Math.min(...onsets);
  const incident: TrueIncident = {
    id: `${kind}-${minute}`,
    scope: scopeOf(kind),
    from,
    to,
    services: place.services.toSorted(),
    component: kind === "isolated" || kind === "reports-only" ? null : place.component,
  };
  const usualErrors = usualErrorsOf(world, place.services, minute);
  return {
    kind,
    at: minute,
    influences,
    incidents: [incident],
    from,
    to,
    usualErrors,
    latencyScales: scalesOf(world, influences),
  };
}

function scopeOf(kind: FailureKind): TrueIncident["scope"] {
  if (kind === "isolated") return "isolated";
  return kind === "reports-only" ? "reports-only" : "simultaneous";
}

function onsetsOf(
  services: readonly string[],
  { apart }: Course,
  minute: number,
  random: RandomSource,
): readonly number[] {
  if (apart === undefined)
    return services.map(() => minute + Math.floor((jitterMinutes + 1) * uniform(random)));
  let onset = minute;
  return services.map((_, index) => {
    if (index > 0) onset += wholeBetween(random, apart.least, apart.most);
    return onset;
  });
}

/** Reports rise over some minutes, whatever else happens at once. */
function withSlowReports(
  span: Pick<Influence, "services" | "from" | "to">,
  { reports, ...rest }: Omit<Influence, "services" | "from" | "to">,
): readonly Influence[] {
  const own = { ...span, ...rest };
  if (reports === undefined) return [own];
  return [own, { ...span, from: span.from + 1, reports, rampMinutes: reportRampMinutes }];
}

function usualErrorsOf(world: World, services: readonly string[], minute: number): number | null {
  const each = world.services
    .filter(({ name, requests }) => services.includes(name) && requests !== null)
    .map(({ name, requests }) => {
      const course = world.courses.get(name)!;
      return requests!.perMinute * requests!.errorShare * course.load[minute]! * course.errors[minute]!;
    });
  return each.length === 0 ? null : Math.min(...each);
}

function scalesOf(world: World, influences: readonly Influence[]): number | null {
  const each = influences.flatMap(({ services, latency }) => {
    const messages = world.services.find(({ name }) => name === services[0])?.messages ?? null;
    return latency === undefined || messages === null ? [] : [Math.log(latency) / messages.logScale];
  });
  return each.length === 0 ? null : Math.min(...each);
}
