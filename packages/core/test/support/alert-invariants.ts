import type { AlertData, AlertEvent } from "../../src/alert/event.ts";
import { severities } from "../../src/incident/severity.ts";
import { transitionTable } from "../../src/incident/transition-table.ts";
import { minuteMs } from "./synthetic-world.ts";
import { windowAt } from "./run-detection.ts";

/** Windows after the alarm in which members, onset and component are read again. */
const settlingWindows = 3;
const latenessMs = 30_000;

interface Followed {
  readonly first: AlertEvent;
  last: AlertEvent;
  /** Window of the alarm, counted anew when the scope widens. */
  alarmWindow: number;
}

/** What the alerts of a run were so far. */
export interface Ledger {
  readonly incidents: Map<string, Followed>;
  lastTime: string;
}

export const ledger = (): Ledger => ({ incidents: new Map(), lastTime: "" });

const ended = ({ status }: AlertData): boolean => status !== "open";
const membersOf = (data: AlertData): readonly string[] =>
  data.services.filter(({ role }) => role === "member" || role === "suspected").map(({ service }) => service);

/**
 * Takes the alerts of one window into the ledger and returns the sentences of SPEC.md that they break: none, or a
 * fault. Numbers in brackets are those of SPEC.md.
 */
export function brokenInvariants(
  book: Ledger,
  window: number,
  alerts: readonly AlertEvent[],
): readonly string[] {
  const broken: string[] = [];
  const must = (holds: boolean, sentence: string, alert?: AlertEvent): void => {
    if (!holds)
      broken.push(
        `window ${window}: ${sentence}${alert === undefined ? "" : ` (${alert.id}, ${alert.data.reason})`}`,
      );
  };
  for (const alert of alerts) {
    checkByItself(alert, window, must);
    checkAgainstPast(book, alert, window, must);
    book.lastTime = alert.time;
  }
  checkSupersession(book, alerts, must);
  checkOpen(book, must);
  return broken;
}

type Must = (holds: boolean, sentence: string, alert?: AlertEvent) => void;

function checkByItself(alert: AlertEvent, window: number, must: Must): void {
  const { data } = alert;
  must(alert.id === `${data.incident}:${data.revision}`, "[1] the event id is incident:revision", alert);
  must(alert.subject === data.incident, "[1] the subject is the incident", alert);
  must(
    windowAt(alert.time) === window + 1 + latenessMs / minuteMs,
    "[11] the time is the window's end and lateness",
    alert,
  );
  must(
    (alert.type === "tocsin.incident.opened.v1") === (data.revision === 1),
    "[2] only revision 1 opens",
    alert,
  );
  must(alert.type === `tocsin.incident.${typeName(data)}.v1`, "[3] the type says the status", alert);
  must(
    data.onset < data.detectedAt && data.detectedAt <= alert.time,
    "[13] onset, detection and event in order",
    alert,
  );
  must(
    data.onsetInterval[0] <= data.onset && data.onset < data.onsetInterval[1],
    "[13] the interval holds the onset",
    alert,
  );
  must(
    alert.type !== "tocsin.incident.resolved.v1" || (data.resolvedAt ?? "") > data.onset,
    "[13] resolved after onset",
    alert,
  );
  for (const { onset, recoveredAt } of data.services) {
    must(
      recoveredAt === undefined || (onset !== null && onset < recoveredAt),
      "[13] recovery after onset",
      alert,
    );
  }
  checkRoles(alert, must);
}

function typeName(data: AlertData): string {
  if (data.revision === 1) return "opened";
  return data.status === "open" ? "updated" : data.status;
}

function checkRoles(alert: AlertEvent, must: Must): void {
  const { scope, services, sources, component, candidates } = alert.data;
  const roles = services.map(({ role }) => role);
  const names = services.map(({ service }) => service);
  must(new Set(names).size === names.length, "[14] a service has one role", alert);
  must(
    roles.includes("suspected") === (scope === "reports-only"),
    "[14] suspected means reports-only",
    alert,
  );
  must(
    roles.includes("member") === (scope === "isolated" || scope === "simultaneous"),
    "[14] members by scope",
    alert,
  );
  must(
    scope === "simultaneous" ||
      !roles.some((role) => role === "notFailing" || role === "unknown" || role === "collateral"),
    "[14] spared and blamed only beside members",
    alert,
  );
  must((sources !== undefined) === (scope === "source"), "[14] sources only when they failed", alert);
  const failing = alert.data.failingSources ?? [];
  must(
    failing.every((name) => sources?.includes(name)),
    "[14] who sees failures alone is a source at fault",
    alert,
  );
  must(
    component === null || scope === "simultaneous",
    "[14] a component only for a simultaneous failure",
    alert,
  );
  must(
    candidates === undefined || (component === null && scope === "simultaneous" && candidates.length >= 2),
    "[14] candidates only where it is open which component failed",
    alert,
  );
  must(scope !== "isolated" || names.length === 1, "[14] isolated is one service", alert);
  must(
    scope !== "simultaneous" || membersOf(alert.data).length >= 2,
    "[14] simultaneous is at least two",
    alert,
  );
  must(
    services.every(({ role, onset }) => (onset !== null) === (role === "member" || role === "suspected")),
    "[14] only who failed has an onset",
    alert,
  );
}

function checkAgainstPast(book: Ledger, alert: AlertEvent, window: number, must: Must): void {
  must(alert.time >= book.lastTime, "[11] time never goes back", alert);
  const known = book.incidents.get(alert.data.incident);
  if (known === undefined) {
    must(alert.data.revision === 1, "[2] revisions count from 1", alert);
    must(
      alert.data.evidence.logEvidence >= alert.data.evidence.threshold - 1e-4,
      "[15] nothing opens below its threshold",
      alert,
    );
    book.incidents.set(alert.data.incident, { first: alert, last: alert, alarmWindow: window });
    return;
  }
  checkStep(known, alert, window, must);
  if (alert.data.scope !== known.last.data.scope) known.alarmWindow = window;
  known.last = alert;
}

function checkStep(known: Followed, alert: AlertEvent, window: number, must: Must): void {
  const before = known.last.data;
  const after = alert.data;
  must(after.revision === before.revision + 1, "[2] revisions have no gaps", alert);
  must(!ended(before), "[3] nothing follows an end", alert);
  must(
    severities.indexOf(after.severity) >= severities.indexOf(before.severity),
    "[18] severity only rises",
    alert,
  );
  must(isAllowed(before, after), "[7] the transition table allows the step", alert);
  if (after.scope !== before.scope) return;
  must(after.detectedAt === before.detectedAt, "[13] the alarm stays where it was", alert);
  if (after.reason === "late-data") return;
  must(
    after.evidence.logEvidence >= before.evidence.logEvidence,
    "[15] the evidence given is the most so far",
    alert,
  );
  const settled = window > known.alarmWindow + settlingWindows;
  if (!settled && after.scope !== "source") return;
  must(
    membersOf(before).every((name) => membersOf(after).includes(name)),
    "[5] members are cumulative",
    alert,
  );
  must(after.onset === before.onset, "[6] a settled onset is fixed", alert);
}

function isAllowed(before: AlertData, after: AlertData): boolean {
  const to = after.status === "open" ? after.scope : after.status;
  if (after.status !== "open" && after.scope !== before.scope) return false;
  return Object.values(transitionTable[before.scope]).includes(to);
}

function checkSupersession(book: Ledger, alerts: readonly AlertEvent[], must: Must): void {
  for (const alert of alerts) {
    const { supersededBy, supersedes, status, incident } = alert.data;
    const isReplaced = status === "retracted" && alert.data.reason !== "late-data";
    must(
      isReplaced === (supersededBy !== undefined),
      "[8] what late data do not retract is superseded",
      alert,
    );
    if (supersededBy !== undefined) {
      const other = book.incidents.get(supersededBy)?.last.data;
      must(other?.supersedes?.includes(incident) === true, "[8] who supersedes names whom", alert);
    }
    for (const name of supersedes ?? []) {
      must(
        book.incidents.get(name)?.last.data.supersededBy === incident,
        "[8] who is superseded names by whom",
        alert,
      );
    }
  }
}

function checkOpen(book: Ledger, must: Must): void {
  const open = [...book.incidents.values()].map(({ last }) => last.data).filter((data) => !ended(data));
  const failing = open
    .filter(({ scope }) => scope === "isolated" || scope === "simultaneous")
    .flatMap(membersOf);
  must(
    new Set(failing).size === failing.length,
    `[9] a service fails in one open incident: ${failing.join(" ")}`,
  );
  for (const scope of ["blind", "source", "reports-only"]) {
    must(open.filter((data) => data.scope === scope).length <= 1, `[16] one open incident of scope ${scope}`);
  }
}
