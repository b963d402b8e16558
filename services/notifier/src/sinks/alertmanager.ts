import type { ResolvedSink } from "@tocsin/adapters/config";
import { toldAfter } from "../deciding/told-after.ts";
import { concerned } from "../routing/routes.ts";
import { type Fetch, post } from "./post.ts";
import { habitsOf, type SinkFrame, frameOf } from "./frame.ts";
import { fires, type Message, type Sink } from "./sink.ts";
import { plain, wordsOf } from "./words.ts";

const usual: SinkFrame = { perMinute: 600, batch: 100, noted: "labels" };
const usualRefreshMs = 60_000;
const usualHoldMs = 3_600_000;
/** A minute more than Alertmanager's usual `group_interval`, after which a group tells what has come to it. */
export const usualShowMs = 360_000;

/** An alert as `POST /api/v2/alerts` takes it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/**
 * Prometheus Alertmanager, API v2. It knows an alert by its labels, so these stay what they are from one revision to the
 * next: severity and scope change only when it is told that they have, and the alert of before is then ended in the same
 * request. Every alert says until when it fires, and is sent again before, because Alertmanager forgets when it starts
 * anew and ends by itself what is not sent again.
 */
export function alertmanager(sink: ResolvedSink, send?: Fetch): Sink {
  const holdMs = sink.holdMs ?? usualHoldMs;
  return {
    ...frameOf(sink, usual),
    habits: habitsOf(sink, {
      updates: "all",
      hearsOfCare: true,
      refreshMs: sink.refreshMs ?? usualRefreshMs,
      alwaysEnds: true,
      showMs: sink.showMs ?? usualShowMs,
    }),
    tell: async (messages, stop) => {
      const body = JSON.stringify(messages.flatMap((message) => postedAlerts(message, holdMs)));
      const headers = { "content-type": "application/json", ...authorization(sink) };
      return await post(
        { url: addressOf(sink), body, headers, timeoutMs: frameOf(sink, usual).timeoutMs },
        stop,
        send,
      );
    },
  };
}

/** The address is that of the server, perhaps with a path before the API. */
const addressOf = ({ url }: ResolvedSink): string => `${(url ?? "").replace(/\/+$/, "")}/api/v2/alerts`;

/** The alert as it is now, and behind it those under labels of before, if these have changed, which end. */
export function postedAlerts(message: Message, holdMs: number): readonly PostedAlert[] {
  const { event, nowMs } = message;
  const { severity, scope } = toldAfter(message);
  const labels = labelsOf(message, severity ?? event.data.severity, scope ?? event.data.scope);
  const endsAt = fires(message) ? nowMs + holdMs : endOf(message);
  const former = formerLabels(message).filter((one) => !isSame(one, labels));
  return [
    { ...base(message), labels, endsAt: new Date(endsAt).toISOString() },
    ...former.map((one) => ({
      ...base(message),
      labels: one,
      endsAt: new Date(endOf(message)).toISOString(),
    })),
  ];
}

type Labels = Readonly<Record<string, string>>;

/** Under which labels it may be there: those that it was told, and those that were on their way when the notifier ended. */
function formerLabels(message: Message): readonly Labels[] {
  const { severity, scope, onItsWay } = message.told;
  return [
    ...(severity === null || scope === null ? [] : [labelsOf(message, severity, scope)]),
    ...(onItsWay === null ? [] : [labelsOf(message, onItsWay.severity, onItsWay.scope)]),
  ];
}

const isSame = (one: Labels, other: Labels): boolean =>
  one["severity"] === other["severity"] && one["scope"] === other["scope"];

/** By event time, but never in the future, which would mean that it still fires. */
function endOf({ event, nowMs }: Message): number {
  const endMs = Date.parse(event.data.resolvedAt ?? event.time);
  return Math.max(Date.parse(event.data.onset), Math.min(endMs, nowMs));
}

const labelsOf = ({ event }: Message, severity: string, scope: string): Labels => ({
  alertname: "TocsinIncident",
  environment: event.source.replace(/^\/tocsin\//, ""),
  incident: event.data.incident,
  scope,
  severity,
});

function base(message: Message): Omit<PostedAlert, "labels" | "endsAt"> {
  const { event, owners, acknowledgement } = message;
  const { data } = event;
  const words = wordsOf(message);
  const services = concerned(data);
  const link = data.links?.dashboard ?? data.links?.runbook;
  return {
    startsAt: data.onset,
    annotations: {
      summary: words.headline,
      description: words.summary,
      severity: data.severity,
      revision: String(data.revision),
      ...(services.length === 0 ? {} : { services: plain(services.join(", "), 4000) }),
      ...(data.component === null ? {} : { component: plain(data.component.name, 300) }),
      ...(owners.length === 0 ? {} : { owners: plain(owners.join(", "), 1000) }),
      ...(acknowledgement?.by === undefined ? {} : { acknowledged_by: plain(acknowledgement.by, 100) }),
      ...(message.acknowledgeUrl === null ? {} : { acknowledge_url: message.acknowledgeUrl }),
      ...(data.links?.runbook === undefined ? {} : { runbook_url: data.links.runbook }),
      ...(data.links?.dashboard === undefined ? {} : { dashboard_url: data.links.dashboard }),
    },
    ...(link === undefined ? {} : { generatorURL: link }),
  };
}

/** With a user name the token is its password. */
export function authorization({ username, token }: ResolvedSink): Readonly<Record<string, string>> {
  if (token === null) return {};
  if (username === undefined) return { authorization: `Bearer ${token}` };
  return { authorization: `Basic ${Buffer.from(`${username}:${token}`, "utf8").toString("base64")}` };
}
