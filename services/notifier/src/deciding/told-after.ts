import type { AlertEvent } from "@tocsin/contracts";
import { isWorse, type Told } from "../book/told.ts";
import type { Why } from "./decide.ts";

export interface Telling {
  readonly event: AlertEvent;
  readonly why: Why;
  readonly told: Told;
  readonly acknowledgement: { readonly at: string } | null;
  readonly nowMs: number;
}

/** What a sink knows when it has taken what it was told. Severity and scope are what was said of them, not what they are. */
export function toldAfter({ event, why, told, acknowledgement, nowMs }: Telling): Told {
  const { revision, status, severity, scope } = event.data;
  const isFirst = told.severity === null;
  // Of what is over and shown as open for a while, the end is still to be told.
  const isShown = status !== "open" && (why === "passed" || why === "refreshed");
  const says = isFirst || why === "opened" || why === "worse" || why === "scope-changed";
  return {
    revision: Math.max(told.revision, isShown ? revision - 1 : revision),
    status: isShown ? "open" : status,
    severity: says && isWorse(severity, told.severity) ? severity : told.severity,
    scope: says ? scope : told.scope,
    acknowledgedAt: acknowledgement?.at ?? told.acknowledgedAt,
    shownAtMs: told.status === null ? nowMs : told.shownAtMs,
    onItsWay: null,
  };
}
