import { printable } from "@tocsin/adapters/config";
import { formatIso } from "@tocsin/core";
import { counted, listed, momentOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { type KnownWork, stateOf, type WorkState } from "./planned-works.ts";

/** What ended longer ago is left out. */
const lateMs = 7 * 86_400_000;

/** Planned work that counts at a time: all but what was over long before. */
export const worksAt = (works: readonly KnownWork[], nowMs: number): readonly KnownWork[] =>
  works
    .filter(({ toMs }) => toMs === null || toMs > nowMs - lateMs)
    .toSorted((one, other) => one.fromMs - other.fromMs);

/** What is in force, what is ahead, and what ended lately. */
export function workBlocks(works: readonly KnownWork[], nowMs: number): readonly Block[] {
  const shown = worksAt(works, nowMs);
  const inState = (state: WorkState): readonly KnownWork[] =>
    shown.filter((work) => stateOf(work, nowMs) === state);
  const sections = [
    ["in force", inState("in force")],
    ["ahead", inState("ahead")],
    ["over for less than a week", inState("over")],
  ] as const;
  const told = sections.filter(([, of]) => of.length > 0);
  if (told.length === 0)
    return [paragraph(0, [span("No planned work is in force, ahead or lately over.", "strong")])];
  return told.flatMap(([title, of], at) => [
    ...(at === 0 ? [] : [blank]),
    paragraph(0, [span(`${counted(of.length, "planned work")} ${title}`, "strong")]),
    ...of.flatMap((work) => workLines(work, nowMs)),
  ]);
}

function workLines(work: KnownWork, nowMs: number): readonly Block[] {
  const { id, note, by, holdsFrom, fromMs } = work;
  const isHeld = holdsFrom !== null && holdsFrom > nowMs && holdsFrom > fromMs;
  const more = [
    ...(isHeld ? [`holds from ${momentOf(holdsFrom)} UTC on`] : []),
    ...(work.from === "configuration" ? ["by the configuration"] : []),
    ...(by === null ? [] : [`by ${by}`]),
    ...(note === null ? [] : [note]),
  ];
  return [
    paragraph(2, [span(printable(id)), `: ${printable(scopeWords(work))}, ${spanWords(work)}`], 4),
    ...(more.length === 0 ? [] : [paragraph(4, [span(printable(more.join("; ")), "muted")])]),
  ];
}

/** `mail and chat, component edge` */
export function scopeWords({ services, components }: Pick<KnownWork, "services" | "components">): string {
  const named =
    components.length === 0
      ? []
      : [`${components.length === 1 ? "component" : "components"} ${listed(components)}`];
  return [...(services.length === 0 ? [] : [listed(services)]), ...named].join(", ");
}

/** `2026-11-29 01:00 to 2026-11-29 03:00 UTC` */
export function spanWords({ fromMs, toMs }: Pick<KnownWork, "fromMs" | "toMs">): string {
  const to = toMs === null ? "until it is ended" : `to ${momentOf(toMs)}`;
  return toMs === null ? `from ${momentOf(fromMs)} UTC ${to}` : `${momentOf(fromMs)} ${to} UTC`;
}

/** For programs: one object. */
export function workJson(work: KnownWork, nowMs: number): string {
  const { id, services, components, fromMs, toMs, note, by, holdsFrom, from } = work;
  return JSON.stringify({
    id,
    state: stateOf(work, nowMs).replace(" ", "-"),
    services,
    components,
    from: formatIso(fromMs),
    to: toMs === null ? null : formatIso(toMs),
    holdsFrom: holdsFrom === null ? null : formatIso(holdsFrom),
    source: from,
    by,
    note,
  });
}
