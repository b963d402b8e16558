import type { AlertData, AlertImpact, AlertShapeName } from "@tocsin/contracts";
import { alertWords, impliedComponent } from "@tocsin/core";
import { grouped } from "./numbers.ts";

/** What a person reads first of an alert, in its own words; for one of before 0.3.0, which has none, they are made here. */
export const titleOf = (data: AlertData): string => data.title ?? alertWords(data, impliedComponent).title;
export const summaryOf = (data: AlertData): string =>
  data.summary ?? alertWords(data, impliedComponent).summary;

const shapes: Readonly<Record<AlertShapeName, string>> = {
  "traffic-gone": "traffic is gone",
  errors: "requests fail",
  "delivery-stalled": "messages are not delivered",
  slow: "delivery is slow",
  "overload-first": "too many requests came first, then errors",
  partial: "a part of the requests fails",
  silent: "no telemetry comes",
  mixed: "several kinds of failure",
};

/** What a failure looks like, in words; null where it is not told. A shape of later versions stands for itself. */
export function shapeWords({ shape }: AlertData): string | null {
  if (shape === undefined) return null;
  return Object.hasOwn(shapes, shape.name) ? shapes[shape.name] : shape.name;
}

/** What a failure has cost so far, largest first; empty where nothing could be counted. */
export function impactWords({ impact }: AlertData): readonly string[] {
  if (impact === undefined) return [];
  return Object.entries(costs)
    .map(([name, words]) => ({ count: countOf(impact, name as Cost), words }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .map(({ count, words }) => words(count));
}

type Cost = Exclude<keyof AlertImpact, "services">;

const costs: Readonly<Record<Cost, (count: number) => string>> = {
  requestsFailed: (count) => `${ofThem(count, "request")} failed`,
  requestsMissing: (count) => `${ofThem(count, "request")} did not come`,
  messagesUndelivered: (count) => `${ofThem(count, "message")} not delivered`,
  messagesMissing: (count) => `${ofThem(count, "message")} did not come`,
  reportsAboveExpected: (count) => `${large(count)} more ${count === 1 ? "report" : "reports"} than usual`,
};

const ofThem = (count: number, one: string): string => `${large(count)} ${count === 1 ? one : `${one}s`}`;

/** `390,000`, `7.8 million`. */
const large = (count: number): string => (count < 1e6 ? grouped(count) : `${grouped(count / 1e6)} million`);

/** An estimate: two digits say enough of more than a hundred. */
function countOf(impact: AlertImpact, cost: Cost): number {
  const count = impact[cost]?.count ?? 0;
  return count < 100 ? Math.round(count) : Number(count.toPrecision(2));
}
