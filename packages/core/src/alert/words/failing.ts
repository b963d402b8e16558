import type { AlertData, AlertSignal, ShapeName } from "../event.ts";
import { shareWords, timesWords } from "./numbers.ts";

/** How a verb stands: of one or of many, now or when it is over. */
export interface Form {
  readonly many: boolean;
  readonly over: boolean;
}

/** The right one of `fails`, `fail`, `failed`. */
export const verb = ({ many, over }: Form, one: string, several: string, past: string): string =>
  over ? past : many ? several : one;

/** What the services do, by what the failure looks like: `get almost no traffic`. */
export function failingWords(shape: ShapeName | null, form: Form): string {
  switch (shape) {
    case "traffic-gone":
      return `${verb(form, "gets", "get", "got")} hardly any traffic`;
    case "delivery-stalled":
      return verb(form, "delivers too little", "deliver too little", "delivered too little");
    case "slow":
      return verb(form, "is slow", "are slow", form.many ? "were slow" : "was slow");
    case "overload-first":
      return `${verb(form, "fails", "fail", "failed")} after a surge of requests`;
    case "partial":
      return verb(form, "fails in part", "fail in part", "failed in part");
    case "silent":
      return verb(form, "sends no telemetry", "send no telemetry", "sent no telemetry");
    default:
      return verb(form, "fails", "fail together", form.many ? "failed together" : "failed");
  }
}

/**
 * The worst that was seen, in figures: `up to 45 % of requests fail where 0.1 % do as a rule`; null where there are none.
 */
export function worstWords({ services, shape }: AlertData, over: boolean): string | null {
  if (shape?.name === "silent") return null;
  const found = services.filter(({ role }) => role === "member").flatMap(({ signals }) => signals);
  const order = (shape?.evidence ?? found).map(({ signal }) => signal);
  const words: Readonly<Partial<Record<AlertSignal["signal"], string | null>>> = {
    errors: errorWords(worst(found, "errors", excess), over),
    undelivered: undeliveredWords(worst(found, "undelivered", excess), over),
    traffic: remainderWords(worst(found, "traffic", lack), "requests", over),
    deliveries: remainderWords(worst(found, "deliveries", lack), "deliveries", over),
    latency: latencyWords(
      worst(found, "latency", ({ observed, expected }) => observed / expected),
      over,
    ),
  };
  const inOrder = leadingSignals(shape?.name ?? null).concat(order);
  return inOrder.map((signal) => words[signal] ?? null).find((one) => one !== null) ?? null;
}

/** The signals that a shape is told by. */
function leadingSignals(shape: ShapeName | null): readonly AlertSignal["signal"][] {
  if (shape === "traffic-gone") return ["traffic", "deliveries"];
  if (shape === "delivery-stalled") return ["undelivered", "deliveries"];
  if (shape === "slow") return ["latency"];
  return shape === "errors" || shape === "overload-first" ? ["errors"] : [];
}

/** A signal of which both numbers are known. */
interface Seen {
  readonly observed: number;
  readonly expected: number;
  readonly unit: AlertSignal["unit"];
}

const excess = ({ observed, expected }: Seen): number => observed - expected;
const lack = ({ observed, expected }: Seen): number => (expected > 0 ? -observed / expected : -1);

function worst(
  found: readonly AlertSignal[],
  of: AlertSignal["signal"],
  badness: (seen: Seen) => number,
): Seen | null {
  const seen = found.flatMap(({ signal, observed, expected, unit }) =>
    signal === of && observed !== null && expected !== null ? [{ observed, expected, unit }] : [],
  );
  if (seen.length === 0) return null;
  return seen.reduce((most, one) => (badness(one) > badness(most) ? one : most));
}

const usual = (over: boolean): string => (over ? "were usual" : "are usual");

function errorWords(seen: Seen | null, over: boolean): string | null {
  if (seen === null || seen.unit !== "ratio") return null;
  return `up to ${shareWords(seen.observed)} of requests ${over ? "failed" : "fail"} where ${shareWords(seen.expected)} ${usual(over)}`;
}

function undeliveredWords(seen: Seen | null, over: boolean): string | null {
  if (seen === null || seen.unit !== "ratio") return null;
  return `up to ${shareWords(seen.observed)} of messages ${over ? "were" : "are"} not delivered where ${shareWords(seen.expected)} ${usual(over)}`;
}

function remainderWords(seen: Seen | null, what: string, over: boolean): string | null {
  if (seen === null || seen.expected <= 0) return null;
  const share = shareWords(Math.max(0, Math.min(1, seen.observed / seen.expected)));
  return `no more than ${share} of the expected ${what} ${over ? "came" : "come"}`;
}

function latencyWords(seen: Seen | null, over: boolean): string | null {
  if (seen === null || seen.expected <= 0) return null;
  if (seen.unit === "ratio")
    return `up to ${shareWords(seen.observed)} of messages ${over ? "were" : "are"} slow where ${shareWords(seen.expected)} ${usual(over)}`;
  if (seen.unit !== "ms") return null;
  return `messages ${over ? "took" : "take"} up to ${timesWords(seen.observed / seen.expected)} times as long as usual`;
}
