import type { LogRatios } from "../../src/model/kinds/series-model.ts";
import type { Observation } from "../../src/world/world-window.ts";
import { type KindInForm, observationOf, type Seen } from "./forms.ts";
import { type History, live, nextMeeting, rowsOfHistory, turnsOf } from "./histories.ts";
import { type KindState, type Meeting, oneKind, type OneKind } from "./one-kind.ts";

/** A model with the series of a history, new or as they were. */
export const fresh = ({ kind, form }: KindInForm, of: number | KindState = rowsOfHistory): OneKind =>
  oneKind(kind, form.signal, of);

/** A model after a history, and the window after it. */
export function after(of: KindInForm, history: History): { readonly one: OneKind; readonly next: Meeting } {
  const turns = turnsOf(of.form, history);
  const one = fresh(of);
  live(one, turns);
  return { one, next: nextMeeting(turns) };
}

export const observed = ({ form }: KindInForm, of: Seen, series = 0): Observation =>
  observationOf(form, of, { series });

/** All that is remembered, to compare bit for bit. */
export const text = (one: OneKind): string => JSON.stringify(one.state());

/** ln of the mean e-value over both effect sizes, by observation. */
export const evidenceOf = ({ first, second }: LogRatios): readonly number[] =>
  Array.from(first, (nats, at) => Math.log((Math.exp(nats) + Math.exp(second[at]!)) / 2));
