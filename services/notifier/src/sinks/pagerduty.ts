import { createHash } from "node:crypto";
import type { ResolvedSink } from "@tocsin/adapters/config";
import { concerned } from "../routing/routes.ts";
import { frameOf, habitsOf, type SinkFrame } from "./frame.ts";
import { type Fetch, post } from "./post.ts";
import { fires, type Message, type Sink } from "./sink.ts";
import { plain, wordsOf } from "./words.ts";

/** PagerDuty takes 120 events a minute and key. */
const usual: SinkFrame = { perMinute: 100, batch: 1, noted: "never" };

/** PagerDuty, Events API v2. It knows an incident by `dedup_key`: a repetition calls nobody a second time. */
export function pagerDuty(sink: ResolvedSink, send?: Fetch): Sink {
  const frame = frameOf(sink, usual);
  return {
    ...frame,
    habits: habitsOf(sink, {
      updates: "important",
      hearsOfCare: true,
      refreshMs: null,
      alwaysEnds: true,
      showMs: sink.showMs ?? 0,
    }),
    tell: async ([message], stop) => {
      if (message === undefined) return { kind: "taken" };
      const body = JSON.stringify(pagerDutyEvent(message, sink.secret ?? ""));
      const headers = { "content-type": "application/json" };
      return await post({ url: sink.url ?? "", body, headers, timeoutMs: frame.timeoutMs }, stop, send);
    },
  };
}

export function pagerDutyEvent(message: Message, routingKey: string): object {
  const action = fires(message) ? (message.why === "acknowledged" ? "acknowledge" : "trigger") : "resolve";
  const about = { routing_key: routingKey, event_action: action, dedup_key: dedupKey(message) };
  return action === "trigger" ? { ...about, ...triggerOf(message) } : about;
}

const longestKey = 255;

/** At most 255 characters: of a longer one the hash. */
function dedupKey({ event }: Message): string {
  const key = `${event.source}/${event.data.incident}`;
  return key.length <= longestKey ? key : createHash("sha256").update(key, "utf8").digest("hex");
}

function triggerOf(message: Message): object {
  const { event, owners } = message;
  const { data } = event;
  const words = wordsOf(message);
  const services = concerned(data);
  return {
    client: "Tocsin",
    ...(data.links?.dashboard === undefined ? {} : { client_url: data.links.dashboard }),
    links: words.links.map(({ name, href }) => ({ href, text: name })),
    payload: {
      summary: plain(words.headline, 1024),
      source: plain(services[0] ?? event.source, 255),
      severity: data.severity,
      timestamp: data.onset,
      ...(data.component === null ? {} : { component: plain(data.component.name, 255) }),
      group: event.source,
      class: data.scope,
      custom_details: {
        summary: words.summary,
        services: services.map((name) => plain(name, 255)),
        ...(owners.length === 0 ? {} : { owners: owners.map((name) => plain(name, 255)) }),
        incident: data.incident,
        revision: data.revision,
      },
    },
  };
}
