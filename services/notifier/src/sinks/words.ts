import { alertWords, impliedComponent } from "@tocsin/core";
import { concerned } from "../routing/routes.ts";
import type { Message } from "./sink.ts";

/** What people read in any sink: plain text, which each sink keeps from being taken for markup. */
export interface Words {
  readonly headline: string;
  readonly summary: string;
  /** Name and value, both text. */
  readonly facts: readonly (readonly [string, string])[];
  readonly links: readonly { readonly name: string; readonly href: string }[];
}

/** Controls, line breaks, and marks that turn the direction of what follows. */
const unsafe = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Text on one line, of at most so many characters, that changes nothing around it. */
export function plain(text: string, longest: number): string {
  const line = text.replaceAll(unsafe, " ").trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

const mostNamed = 20;

export function wordsOf(message: Message): Words {
  const { event, acknowledgement, owners } = message;
  const { data } = event;
  const made =
    data.title === undefined || data.summary === undefined ? alertWords(data, impliedComponent) : null;
  const title = plain(data.title ?? made?.title ?? data.incident, 200);
  const members = concerned(data);
  const named = [...members.slice(0, mostNamed), ...(members.length > mostNamed ? ["…"] : [])];
  const facts: (readonly [string, string] | null)[] = [
    ["Severity", data.severity],
    named.length === 0 ? null : ["Services", named.join(", ")],
    data.component === null ? null : ["Component", data.component.name],
    owners.length === 0 ? null : ["Owners", owners.slice(0, mostNamed).join(", ")],
    ["Since", data.onset],
    data.resolvedAt === undefined ? null : ["Until", data.resolvedAt],
    data.supersededBy === undefined ? null : ["Part of", data.supersededBy],
    acknowledgement === null ? null : ["In the care of", careWords(acknowledgement)],
    ["Incident", `${data.incident}, revision ${data.revision}`],
    isNewAndOver(message) ? ["Note", "It was over before this could be told."] : null,
    message.isDoubted
      ? ["Note", "This may have been said before: the notifier ended while it was sent."]
      : null,
  ];
  return {
    headline: plain(`${wordOf(message)}: ${title}`, 220),
    summary: plain(data.summary ?? made?.summary ?? title, 900),
    facts: facts.filter((fact) => fact !== null).map(([name, value]) => [name, plain(value, 400)]),
    links: linksOf(message),
  };
}

function careWords({ by, at, note }: NonNullable<Message["acknowledgement"]>): string {
  const who = by ?? "somebody";
  return `${who}, since ${at}${note === undefined ? "" : `: ${note}`}`;
}

/** Whether who reads this heard nothing of it while it was open. */
const isNewAndOver = ({ event, why, told }: Message): boolean =>
  event.data.status === "resolved" &&
  (why === "passed" || (why === "resolved" && told.status === null && told.onItsWay === null));

function wordOf(message: Message): string {
  const { event, why } = message;
  if (isNewAndOver(message)) return `CAME AND WENT, ${event.data.severity.toUpperCase()}`;
  switch (why) {
    case "resolved":
      return "RESOLVED";
    case "retracted":
      return event.data.supersededBy === undefined ? "TAKEN BACK" : "PART OF ANOTHER";
    case "acknowledged":
      return "IN CARE";
    case "worse":
      return `WORSE, ${event.data.severity.toUpperCase()}`;
    default:
      return event.data.severity.toUpperCase();
  }
}

const linkNames = { runbook: "Runbook", dashboard: "Dashboard", replay: "Recording" } as const;

function linksOf({ event, acknowledgement, acknowledgeUrl }: Message): Words["links"] {
  const links = event.data.links ?? {};
  const care =
    acknowledgeUrl === null || acknowledgement !== null
      ? []
      : [{ name: "Take care of it", href: acknowledgeUrl }];
  const others = (Object.keys(linkNames) as (keyof typeof linkNames)[]).flatMap((key) => {
    const href = links[key];
    return href === undefined ? [] : [{ name: linkNames[key], href }];
  });
  return [...care, ...others];
}
