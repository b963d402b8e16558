import type { Reading } from "../../src/reading/reading.ts";
import { windowMs } from "./make-frames.ts";

export interface Expected {
  readonly entity: string;
  readonly signal: string;
  readonly source: string | null;
  readonly value: number;
  readonly exposure: number;
  readonly readings: number;
  readonly intervalMs: number;
}

interface Placed {
  readonly window: number;
  readonly reading: Reading;
}

/** The assembly in its batch form: every question is asked of all readings at once. No histograms, identities all distinct. */
export function expectedWorld(all: readonly Placed[], windows: number): readonly (readonly Expected[])[] {
  return Array.from({ length: windows }, (_, window) => {
    const seen = all.filter((one) => one.window <= window).map(({ reading }) => reading);
    const now = all.filter((one) => one.window === window).map(({ reading }) => reading);
    return placesOf(now).flatMap((place) => expectedOf(place, now, seen));
  });
}

interface Place {
  readonly stream: Reading["stream"];
  readonly service: string;
  readonly operation: string | null;
  readonly source: string | null;
}

/** Each operation that was heard of, and each service, once. */
function placesOf(now: readonly Reading[]): readonly Place[] {
  const places = now.flatMap(({ stream, service, operation, source }) => [
    { stream, service, operation, source },
    { stream, service, operation: null, source },
  ]);
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function expectedOf(place: Place, now: readonly Reading[], seen: readonly Reading[]): readonly Expected[] {
  const ofService = ({ stream, service, source }: Reading): boolean =>
    stream === place.stream && service === place.service && source === place.source;
  const sendsOwn = seen.some((reading) => ofService(reading) && reading.operation === null);
  const sums = place.operation === null && !sendsOwn;
  const parts = now.filter(
    (reading) => ofService(reading) && (sums || reading.operation === place.operation),
  );
  if (parts.length === 0) return [];
  const entity = place.operation === null ? place.service : `${place.service}/${place.operation}`;
  const intervalMs = Math.max(windowMs, ...parts.map((part) => part.intervalMs));
  const common = { entity, source: place.source, readings: parts.length, intervalMs };
  return measured(parts, intervalMs / windowMs).map((one) => ({ ...common, ...one }));
}

type Measured = Pick<Expected, "signal" | "value" | "exposure">;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function measured(parts: readonly Reading[], exposure: number): readonly Measured[] {
  const requests = parts.filter((part) => part.stream === "error-rate");
  const reports = parts.filter((part) => part.stream === "report-volume");
  if (requests.length > 0) {
    const total = sum(requests.map((part) => part.requests));
    return [
      { signal: "errors", value: sum(requests.map((part) => part.errors)), exposure: total },
      { signal: "traffic", value: total, exposure },
    ];
  }
  if (reports.length > 0)
    return [{ signal: "reports", value: sum(reports.map((part) => part.reports)), exposure }];
  return deliveries(parts, exposure);
}

function deliveries(parts: readonly Reading[], exposure: number): readonly Measured[] {
  const all = parts.filter((part) => part.stream === "delivery-latency");
  const told = all.filter((part) => part.undelivered !== null);
  const timed = all.filter((part) => part.delivered > 0 && part.p95Ms !== null);
  const delivered = sum(timed.map((part) => part.delivered));
  const inOrder = timed.toSorted(
    (one, other) => one.p95Ms! - other.p95Ms! || one.delivered - other.delivered,
  );
  const mean = sum(inOrder.map((part) => part.delivered * part.p95Ms!)) / delivered;
  const value = timed.length === 1 ? timed[0]!.p95Ms! : mean;
  const undelivered = sum(told.map((part) => part.undelivered!));
  const latency: Measured = { signal: "latency", value, exposure: delivered };
  const lost: Measured = {
    signal: "undelivered",
    value: undelivered,
    exposure: undelivered + sum(told.map((part) => part.delivered)),
  };
  return [
    ...(timed.length > 0 ? [latency] : []),
    ...(told.length > 0 ? [lost] : []),
    { signal: "deliveries", value: sum(all.map((part) => part.delivered)), exposure },
  ];
}
