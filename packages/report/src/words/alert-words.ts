import type { AlertData, AlertImpact, AlertShapeName } from "@tocsin/contracts";
import { alertWords, impliedComponent } from "@tocsin/core";
import { counted, grouped } from "./numbers.ts";

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
  requestsFailed: (count) => `${counted(count, "request")} failed`,
  requestsMissing: (count) => `${counted(count, "request")} did not come`,
  messagesUndelivered: (count) => `${counted(count, "message")} not delivered`,
  messagesMissing: (count) => `${counted(count, "message")} did not come`,
  reportsAboveExpected: (count) => `${grouped(count)} more ${count === 1 ? "report" : "reports"} than usual`,
};

/** An estimate: two digits say enough of more than a hundred. */
function countOf(impact: AlertImpact, cost: Cost): number {
  const count = impact[cost]?.count ?? 0;
  return count < 100 ? Math.round(count) : Number(count.toPrecision(2));
}
