import { Acknowledgement } from "@tocsin/contracts";
import type { CareAsked, CareDesk, CareDone } from "./care-desk.ts";
import { answeredPage, askingPage, refusedPage } from "./care-page.ts";
import { isLinkKey, type Keys, proofOf } from "./proof.ts";

/** A request as it came, its body read. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | null;
  readonly signature: string | null;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "text/html";
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What happened in the log of acknowledgements, for those who watch. */
  readonly done?: CareDone;
}

/** Why a request changes nothing. The list is closed. */
export type Refusal =
  | "not-found"
  | "method-not-allowed"
  | "not-authorized"
  | "signature-too-old"
  | "body-too-large"
  | "body-malformed"
  | "incident-not-open"
  | "standing-by"
  | "too-many"
  | "not-kept";

const refusals: Readonly<Record<Refusal, { readonly status: number; readonly reason: string }>> = {
  "not-found": { status: 404, reason: "/acknowledge and /unacknowledge are here" },
  "method-not-allowed": { status: 405, reason: "POST a body, or follow a link to /acknowledge" },
  "not-authorized": {
    status: 401,
    reason: "send Authorization: Bearer TOKEN, or Tocsin-Signature over the time, the path and the body",
  },
  "signature-too-old": {
    status: 401,
    reason: "the signature's time is more than five minutes from this machine's: sign anew",
  },
  "body-too-large": { status: 413, reason: "a body has at most 4096 bytes" },
  "body-malformed": {
    status: 400,
    reason: 'send JSON such as {"incident":"c0ffee","by":"ada","note":"on it"}, with nothing else in it',
  },
  "incident-not-open": { status: 404, reason: "no incident of this id is open" },
  "standing-by": { status: 503, reason: "this notifier stands by; ask the other one, or again in a moment" },
  "too-many": { status: 429, reason: "too many requests in the last minutes" },
  "not-kept": { status: 503, reason: "Kafka did not keep it; send it again" },
};

const later: readonly Refusal[] = ["standing-by", "too-many", "not-kept"];

export function refused(why: Refusal, type: Answer["type"] = "application/json"): Answer {
  const { status, reason } = refusals[why];
  const isJson = type === "application/json";
  return {
    status,
    type,
    body: isJson ? `${JSON.stringify({ error: why, reason })}\n` : refusedPage(reason),
    headers: {
      ...(later.includes(why) ? { "retry-after": "5" } : {}),
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      // What was not read must not be taken for the next request.
      ...(why === "body-too-large" ? { connection: "close" } : {}),
      ...(why === "method-not-allowed" ? { allow: "GET, POST" } : {}),
    },
  };
}

const Wanted = Acknowledgement.pick({ incident: true, by: true, note: true }).strict();

/** What becomes of a request; rejects only where the program is at fault. */
export async function answerTo(
  asked: Asked,
  { desk, keys, nowMs }: { readonly desk: CareDesk; readonly keys: Keys; readonly nowMs: number },
): Promise<Answer> {
  const action = ["acknowledge", "unacknowledge"].find((name) => asked.path === `/${name}`);
  if (action === undefined) return refused("not-found");
  const isLink = action === "acknowledge" && asked.query.has("key");
  if (isLink) return await byLink(asked, { desk, keys, nowMs });
  if (asked.method !== "POST") return refused("method-not-allowed");
  const proof = proofOf({ ...asked, nowMs }, keys);
  if (proof.kind !== "proved") return refused(proof.kind);
  const wanted = Wanted.safeParse(jsonOf(asked.body));
  if (!wanted.success) return refused("body-malformed");
  const { incident, by = null, note = null } = wanted.data;
  const done = await desk.hand(
    { action: action as CareAsked["action"], incident, by, note, once: proof.once },
    nowMs,
  );
  if (done.kind !== "done") return { ...refused(done.kind), done };
  const { care, isChanged } = done;
  const who = care === null ? {} : { at: care.at, ...(care.by === undefined ? {} : { by: care.by }) };
  const body = { incident, acknowledged: care !== null, changed: isChanged, ...who };
  return { status: 200, type: "application/json", body: `${JSON.stringify(body)}\n`, done };
}

/** A person with a link: a page with a button, and what becomes of it when it is pressed. */
async function byLink(
  { method, query, body }: Asked,
  { desk, keys, nowMs }: { readonly desk: CareDesk; readonly keys: Keys; readonly nowMs: number },
): Promise<Answer> {
  const html = "text/html";
  const [incident, key] = [query.get("incident") ?? "", query.get("key") ?? ""];
  if (keys.secret === null || !isLinkKey(key, keys.secret, incident)) return refused("not-authorized", html);
  const book = desk.book();
  if (book === null) return refused("standing-by", html);
  const data = book.incidents.get(incident)?.event.data;
  if (data?.status !== "open") return refused("incident-not-open", html);
  if (method === "GET" || method === "HEAD")
    return { status: 200, type: html, body: askingPage(data, book.careOf(incident)) };
  if (method !== "POST") return refused("method-not-allowed", html);
  const form = new URLSearchParams(body);
  const [by, note] = [form.get("by")?.trim() ?? "", form.get("note")?.trim() ?? ""];
  if (by.length > 100 || note.length > 500) return refused("body-malformed", html);
  const done = await desk.hand(
    {
      action: "acknowledge",
      incident,
      by: by === "" ? null : by,
      note: note === "" ? null : note,
      once: null,
    },
    nowMs,
  );
  if (done.kind !== "done") return { ...refused(done.kind, html), done };
  if (done.care === null) return { ...refused("incident-not-open", html), done };
  return { status: 200, type: html, body: answeredPage(incident, done.care), done };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
