import { kindOf } from "../../src/model/kinds/choose-kind.ts";
import { judgedKinds } from "../../src/model/kinds/all-models.ts";
import type { JudgedKind } from "../../src/model/kinds/series-model.ts";
import type { DeliveryLatencyReading, Reading } from "../../src/reading/reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";
import type { Observation, Signal } from "../../src/world/world-window.ts";
import { minuteMs, worldStartMs } from "./world-time.ts";

/** What is seen in a window: how much of it there is, a whole number, and how bad it is, from 0 to 1. */
export interface Seen {
  readonly size: number;
  readonly badness: number;
}

/** A form in which telemetry comes. */
export interface Form {
  readonly title: string;
  readonly signal: Signal;
  /** Of one size, what is worse is never better in the numbers. */
  readonly observed: (seen: Seen) => Partial<Observation> & Pick<Observation, "value">;
  /** A reading in which a number that ends up in the observation is this one. */
  readonly reading: (number: number) => Reading;
}

const readAt = { service: "chat", ts: worldStartMs, intervalMs: minuteMs };
const requests = (numbers: { readonly requests: number; readonly errors: number }): Reading =>
  readingOf({ ...readAt, stream: "error-rate", ...numbers });
const delivery = (values: Partial<DeliveryLatencyReading>): Reading =>
  readingOf({ ...readAt, stream: "delivery-latency", delivered: 0, ...values });

const failedOf = ({ size, badness }: Seen) => ({ value: Math.round(badness * size), exposure: size });
const missingOf = ({ size, badness }: Seen) => ({ value: Math.round((1 - badness) * size) });

/** Slow messages of a histogram with edges of 100, 200, 300, 400 and 500 ms. */
function histogramOf({ size, badness }: Seen) {
  const fast = [0.3, 0.6, 0.9, 0.95, 1].map((share) => Math.round(share * (1 - badness) * size));
  return { value: 0, exposure: size, buckets: fast.flatMap((count, edge) => [100 * (edge + 1), count]) };
}

function monitorsOf({ size, badness }: Seen) {
  const monitors = 2 + (size % 19);
  return { value: Math.round(badness * monitors), exposure: monitors, readings: monitors };
}

/** Every form; a new one belongs here, or no series of it is tested. */
const forms: readonly Form[] = [
  {
    title: "failed requests",
    signal: "errors",
    observed: failedOf,
    reading: (errors) => requests({ requests: Number.MAX_SAFE_INTEGER, errors }),
  },
  {
    title: "undelivered messages",
    signal: "undelivered",
    observed: failedOf,
    reading: (undelivered) => delivery({ undelivered }),
  },
  {
    title: "requests",
    signal: "traffic",
    observed: missingOf,
    reading: (count) => requests({ requests: count, errors: 0 }),
  },
  {
    title: "deliveries",
    signal: "deliveries",
    observed: missingOf,
    reading: (delivered) => delivery({ delivered }),
  },
  {
    title: "user reports",
    signal: "reports",
    observed: ({ size, badness }) => ({ value: Math.round(badness * size) }),
    reading: (reports) => readingOf({ ...readAt, stream: "report-volume", reports }),
  },
  {
    title: "a percentile",
    signal: "latency",
    observed: ({ size, badness }) => ({ value: size * (1 + 99 * badness), exposure: 100 }),
    reading: (p95Ms) => delivery({ p95Ms }),
  },
  {
    title: "a histogram",
    signal: "latency",
    observed: histogramOf,
    reading: (count) => delivery({ delivered: Number.MAX_SAFE_INTEGER, buckets: [100, count] }),
  },
  {
    title: "a monitor",
    signal: "errors",
    observed: ({ badness }) => ({ value: badness > 0.5 ? 1 : 0, exposure: 1 }),
    reading: (errors) => requests({ requests: 1, errors }),
  },
  {
    title: "several monitors",
    signal: "errors",
    observed: monitorsOf,
    reading: (errors) => requests({ requests: 1, errors }),
  },
];

export const observationOf = (
  form: Form,
  seen: Seen,
  rest: Partial<Observation> & Pick<Observation, "series">,
): Observation => ({
  exposure: 1,
  readings: 1,
  intervalMs: minuteMs,
  buckets: null,
  ...form.observed(seen),
  ...rest,
});

/** The forms by which a series comes to be of this kind. */
const formsOf = (kind: JudgedKind): readonly Form[] =>
  forms.filter(({ signal, ...form }) => {
    const first = observationOf({ signal, ...form }, { size: 100, badness: 0.1 }, { series: 0 });
    return kindOf(signal, first) === kind;
  });

/** Every kind that there is, in every form that leads to it. */
export const kindsInForms: readonly { readonly kind: JudgedKind; readonly form: Form }[] =
  judgedKinds.flatMap((kind) => formsOf(kind).map((form) => ({ kind, form })));
