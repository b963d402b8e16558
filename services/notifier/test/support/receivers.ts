import type { ResolvedSink } from "@tocsin/adapters/config";
import type { PostedAlert } from "../../src/sinks/alertmanager.ts";
import type { Fetch } from "../../src/sinks/post.ts";

/** Asked before a request takes effect, and after it and before the sender knows. It may answer in place of the server. */
export type Trouble = (
  phase: "before" | "after",
  signal: AbortSignal | null | undefined,
) => Response | undefined | Promise<Response | undefined>;

/** What a server makes of the bodies that it is sent. */
export interface Receiver {
  readonly send: Fetch;
  readonly requests: () => number;
}

export function receiver(take: (body: unknown) => void, trouble: Trouble = () => undefined): Receiver {
  let requests = 0;
  return {
    requests: () => requests,
    send: async (_url, { body, signal }) => {
      const refusal = await trouble("before", signal);
      if (refusal !== undefined) return refusal;
      requests += 1;
      take(JSON.parse(body as string));
      const loss = await trouble("after", signal);
      return loss ?? new Response(null, { status: 202 });
    },
  };
}

/** A pager that calls somebody when an incident opens there, and not again while it is open. */
export function pagerDouble(trouble?: Trouble) {
  const open = new Set<string>();
  const calls: string[] = [];
  const heard = receiver((body) => {
    const { event_action: action, dedup_key: key } = body as {
      readonly event_action: string;
      readonly dedup_key: string;
    };
    if (action === "resolve") open.delete(key);
    else if (action === "trigger" && !open.has(key)) {
      open.add(key);
      calls.push(key);
    }
  }, trouble);
  return { ...heard, open, calls };
}

/** Alertmanager as its notifications see it: an alert of other labels that fires is told, and an end is. */
export function alertmanagerDouble(nowMs: () => number, trouble?: Trouble) {
  const firing = new Map<string, number>();
  const told: string[] = [];
  const heard = receiver((body) => {
    for (const { labels, endsAt } of body as readonly PostedAlert[]) {
      const key = `${labels["incident"]} ${labels["severity"]} ${labels["scope"]}`;
      const endMs = Date.parse(endsAt);
      if (endMs > nowMs()) {
        if (!firing.has(key)) told.push(`fires ${key}`);
        firing.set(key, endMs);
      } else if (firing.delete(key)) told.push(`ends ${key}`);
    }
  }, trouble);
  return { ...heard, firing, told };
}

/** A chat, which shows whatever it is sent. */
export function chatDouble(trouble?: Trouble) {
  const lines: string[] = [];
  const heard = receiver((body) => {
    const { text, blocks } = body as { readonly text: string; readonly blocks: readonly unknown[] };
    lines.push(`${JSON.stringify(blocks).includes("said before") ? "(again?) " : ""}${text}`);
  }, trouble);
  return { ...heard, lines };
}

export const resolvedSink = (change: Partial<ResolvedSink> & Pick<ResolvedSink, "kind">): ResolvedSink => ({
  name: change.kind,
  url: "http://receiver.example",
  secret: null,
  token: null,
  perMinute: 60_000,
  ...change,
});
