import type { ResolvedNotify, ResolvedSink } from "@tocsin/adapters/config";
import type { AlertEvent, NotifyRoute } from "@tocsin/contracts";
import { toldNothing } from "./book/told.ts";
import { toldAfter } from "./deciding/told-after.ts";
import { usualShowMs } from "./sinks/alertmanager.ts";
import { openSink } from "./sinks/open-sink.ts";
import type { Message, Outcome, Sink } from "./sinks/sink.ts";

export interface Rehearsal {
  readonly notify: ResolvedNotify;
  readonly environment: string;
  /** What the incident is called: another one each time, so that a pager takes it for new. */
  readonly incident: string;
  readonly nowMs: number;
  readonly stop: AbortSignal;
  /** The way to a sink; the usual one unless given. */
  readonly open?: typeof openSink;
}

export interface Rehearsed {
  /** By its place in the configuration, from 1. */
  readonly route: number;
  readonly sink: string;
  readonly outcome: Outcome;
}

/**
 * Tells every sink of every route of an incident that says of itself that it is none, and that it is over. Nothing is
 * tried again. Of a route with a severity of its own the incident has that.
 */
export async function* rehearse(rehearsal: Rehearsal): AsyncGenerator<Rehearsed, void> {
  const { notify } = rehearsal;
  for (const [at, route] of notify.routes.entries()) {
    for (const name of route.sinks) {
      const configured = notify.sinks.find((one) => one.name === name);
      if (configured === undefined) continue;
      const outcome = await toldOf(configured, rehearsal, route, at + 1);
      yield { route: at + 1, sink: name, outcome };
    }
  }
}

/**
 * Alertmanager makes a notification of what stands there a while later, so that a rehearsal which is ended at once would
 * reach nobody: there it ends by itself, when everybody has heard of it.
 */
const endsByItself = ({ kind }: ResolvedSink): boolean => kind === "alertmanager";

function openFor(configured: ResolvedSink, { open = openSink }: Rehearsal): Sink {
  if (!endsByItself(configured)) return open(configured);
  return open({ ...configured, holdMs: Math.max(configured.showMs ?? usualShowMs, shortestHoldMs) });
}

const shortestHoldMs = 60_000;

async function toldOf(
  configured: ResolvedSink,
  rehearsal: Rehearsal,
  route: NotifyRoute,
  number: number,
): Promise<Outcome> {
  const { nowMs, stop } = rehearsal;
  const sink = openFor(configured, rehearsal);
  const opened = messageOf(rehearsedAlert(rehearsal, route, number), "opened", nowMs);
  const first = await sink.tell([opened], stop);
  if (first.kind !== "taken" || endsByItself(configured)) return first;
  const over = rehearsedAlert(rehearsal, route, number, "resolved");
  return await sink.tell([{ ...messageOf(over, "resolved", nowMs), told: toldAfter(opened) }], stop);
}

const messageOf = (event: AlertEvent, why: Message["why"], nowMs: number): Message => ({
  event,
  why,
  told: toldNothing,
  acknowledgement: null,
  acknowledgeUrl: null,
  owners: [],
  isDoubted: false,
  nowMs,
});

const lengthMs = 60_000;

function rehearsedAlert(
  { environment, incident: of, nowMs }: Rehearsal,
  { severities: [severity = "warning"] = [], scopes: [scope = "isolated"] = [] }: NotifyRoute,
  number: number,
  status: "open" | "resolved" = "open",
): AlertEvent {
  const incident = `${of}-${number}`;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const revision = status === "open" ? 1 : 2;
  const onset = iso(nowMs - lengthMs);
  return {
    specversion: "1.0",
    id: `${incident}:${revision}`,
    source: `/tocsin/${environment}`,
    type: status === "open" ? "tocsin.incident.opened.v1" : "tocsin.incident.resolved.v1",
    subject: incident,
    time: iso(nowMs),
    datacontenttype: "application/json",
    dataschema: "urn:tocsin:schema:alert-event:v1",
    data: {
      incident,
      revision,
      status,
      severity,
      scope,
      title: "Rehearsal of Tocsin's notifications: nothing has failed",
      summary: `Somebody ran tocsin notify test, and this came by route ${number}. There is nothing to do.`,
      onset,
      onsetInterval: [onset, onset],
      detectedAt: iso(nowMs),
      ...(status === "open" ? {} : { resolvedAt: iso(nowMs) }),
      services: [{ service: "rehearsal", role: "member", onset, signals: [] }],
      component: null,
      evidence: { logEvidence: 0, threshold: 0, withoutReports: 0, falseAlarmsPer90Days: 1 },
      completeness: null,
      reason: status === "open" ? "evidence-crossed-threshold" : "recovered",
      detectorVersion: "0.0.0",
      configHash: "rehearsal",
    },
  };
}
