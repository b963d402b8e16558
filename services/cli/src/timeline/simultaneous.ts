import type { AlertService } from "@tocsin/contracts";
import {
  clockOf,
  counterfactualWords,
  dateOf,
  durationOf,
  impactWords,
  isImplied,
  listed,
  measured,
  shapeWords,
  signalWords,
  strongest,
  titleOf,
} from "@tocsin/report/words";
import { type Block, blank, paragraph, span, type Tone } from "../terminal/layout.ts";
import { sharedWords } from "./component-words.ts";
import { type HistoryStep, type IncidentHistory, members } from "./incident-history.ts";
import { displayName, displayNames, mergedInto, standing, type Story } from "./story.ts";

/** What happened, and what the program knew when, of each simultaneous incident. */
export function simultaneous(story: Story): readonly Block[] {
  return standing(story, "simultaneous").flatMap((history) => [
    blank,
    paragraph(0, [span(`What happened on ${dateOf(history.outcome.onsetMs)} (UTC)`, "strong")]),
    ...course(history, story),
    ...bystanders(history, story),
    ...gravity(history, story),
    evidence(history),
  ]);
}

interface Entry {
  readonly atMs: number;
  /** Orders entries of one moment: what happened, what was said of it, how it ended. */
  readonly rank: number;
  readonly words: string;
  readonly tone: Tone;
}

function course(history: IncidentHistory, story: Story): readonly Block[] {
  const entries = [
    ...onsets(history, story),
    ...firstSigns(history, story),
    announcement(history),
    ...revisions(history, story),
    ...recoveries(history, story),
    ...ending(history, story),
  ].toSorted((a, b) => (a.atMs === b.atMs ? a.rank - b.rank : a.atMs - b.atMs));
  const width = Math.max(...entries.map(({ atMs }) => clockOf(atMs).length)) + 2;
  const blocks: Block[] = [];
  let date = dateOf(history.outcome.onsetMs);
  for (const { atMs, words, tone } of entries) {
    if (dateOf(atMs) !== date) {
      date = dateOf(atMs);
      blocks.push(paragraph(2, [span(date, "muted")]));
    }
    const clock = clockOf(atMs).padEnd(width).replaceAll(" ", "\u00a0");
    blocks.push(paragraph(2, [span(clock, "muted"), span(words, tone)], width + 2));
  }
  return blocks;
}

/** One entry per minute in which services began to fail, each with what showed it. */
function onsets({ latest, announced }: IncidentHistory, story: Story): readonly Entry[] {
  const failing = latest.data.services.filter((service) => service.role === "member");
  return failing.map((service) => {
    const seen = announced.data.services.find((other) => other.service === service.service) ?? service;
    const signal = strongest(seen.signals) ?? strongest(service.signals);
    const shown = signal === null ? "" : `: ${signalWords(signal, story.windowMs)}`;
    return {
      atMs: Date.parse(service.onset ?? latest.data.onset),
      rank: 0,
      words: `${displayName(story, service.service)} begins to fail${shown}`,
      tone: "plain",
    };
  });
}

/** What was noticed before it was known that the services fail together: isolated incidents that went into this one. */
function firstSigns(history: IncidentHistory, story: Story): readonly Entry[] {
  const alone = [history, ...mergedInto(story, history.outcome.incident)]
    .map(({ first }) => first)
    .filter(({ data }) => data.scope !== "simultaneous");
  return [...Map.groupBy(alone, ({ time }) => time)].map(([time, events]) => ({
    atMs: Date.parse(time),
    rank: 1,
    words: `Noticed, each by itself as yet: ${listed(displayNames(story, [...new Set(events.flatMap(members))]))}`,
    tone: "plain",
  }));
}

function announcement({ announced, outcome }: IncidentHistory): Entry {
  const knownMs = outcome.announcedMs.simultaneous ?? Date.parse(announced.time);
  return {
    atMs: knownMs,
    rank: 2,
    words: `Known, ${durationOf(knownMs - outcome.onsetMs)} after the onset: ${titleOf(announced.data)}`,
    tone: "alarm",
  };
}

/** What later events changed: more members, another component. The onset that stands is in the headline. */
function revisions(history: IncidentHistory, story: Story): readonly Entry[] {
  const from = history.steps.findIndex((step) => step.scope === "simultaneous");
  return history.steps.slice(from + 1).flatMap((step, index) => {
    const before = history.steps[from + index]!;
    const words = [
      ...joinWords(step, story),
      ...componentChange(before, step, story),
      ...onsetChange(before, step),
      ...severityChange(before, step),
    ];
    return words.length === 0
      ? []
      : [{ atMs: step.timeMs, rank: 3, words: words.join("; "), tone: "plain" as const }];
  });
}

function joinWords({ joined }: HistoryStep, story: Story): readonly string[] {
  return joined.length === 0 ? [] : [`found to fail too: ${listed(displayNames(story, joined))}`];
}

function componentChange(before: HistoryStep, step: HistoryStep, story: Story): readonly string[] {
  if (step.component?.name === before.component?.name) return [];
  return [`shared, by what is known now: ${sharedWords(step, story)}`];
}

function onsetChange(before: HistoryStep, step: HistoryStep): readonly string[] {
  return step.onsetMs === before.onsetMs ? [] : [`onset corrected to ${clockOf(step.onsetMs)}`];
}

function severityChange(before: HistoryStep, step: HistoryStep): readonly string[] {
  return step.severity === before.severity ? [] : [`severity is ${step.severity} now`];
}

/** Services that came back before the end, together where they came back in one minute. */
function recoveries({ latest }: IncidentHistory, story: Story): readonly Entry[] {
  const byMoment = Map.groupBy(
    latest.data.services.filter((service) => service.role === "member" && service.recoveredAt !== undefined),
    (service) => service.recoveredAt!,
  );
  return [...byMoment].map(([at, services]) => ({
    atMs: Date.parse(at),
    rank: 4,
    words: `${listed(services.map(({ service }) => displayName(story, service)))} ${services.length === 1 ? "works" : "work"} again`,
    tone: "good",
  }));
}

function ending({ outcome, latest }: IncidentHistory, { covered, quiet }: Story): readonly Entry[] {
  const { incident, endMs } = outcome;
  if (endMs !== null)
    return [{ atMs: endMs, rank: 5, words: "Over: no member fails any more", tone: "good" }];
  const atMs = Math.max(Date.parse(latest.time), covered?.toMs ?? 0);
  const since = quiet.get(incident);
  if (since === undefined)
    return [{ atMs, rank: 4, words: "Not over when the recording ended", tone: "warning" }];
  const still = `Not over yet when the recording ended: that takes ${durationOf(since.neededMs)} in which nothing speaks for it`;
  return [
    { atMs: since.sinceMs, rank: 4, words: "Nothing speaks for the failure any more", tone: "good" },
    { atMs, rank: 5, words: still, tone: "warning" },
  ];
}

/** Who might be thought to fail and does not. */
function bystanders({ latest }: IncidentHistory, story: Story): readonly Block[] {
  const { component, services } = latest.data;
  const named = (role: AlertService["role"]): string =>
    listed(
      services.filter((service) => service.role === role).map(({ service }) => displayName(story, service)),
    );
  const working = named("notFailing");
  const unknown = named("unknown");
  const collateral = named("collateral");
  return [
    ...(working === "" ? [] : [note(workingTitle(component?.name ?? "it", story), working)]),
    ...(unknown === "" ? [] : [note("Part of it too, but nothing recent is known of it: ", unknown)]),
    ...(collateral === "" ? [] : [note("Not affected, though people complain or come over: ", collateral)]),
  ];
}

const workingTitle = (component: string, { topology }: Story): string =>
  isImplied(component, topology)
    ? "Not failing, though the cause reaches across all services: "
    : `Part of ${component}, but not failing: `;

const note = (title: string, names: string): Block => paragraph(2, [span(title, "strong"), names], 4);

/** How bad it is, what is shared and how sure that is, and what would have been known with less. */
function gravity({ latest: { data } }: IncidentHistory, story: Story): readonly Block[] {
  const words = [data.severity, shapeWords(data), ...impactWords(data)].filter((one) => one !== null);
  const otherwise = counterfactualWords(data, (service) => displayName(story, service));
  return [
    note("Severity: ", `${words.join("; ")}.`),
    note("Shared: ", `${sharedWords(data, story)}.`),
    ...(otherwise === null ? [] : [note("With less to go by: ", otherwise)]),
  ];
}

function evidence({ latest, announced }: IncidentHistory): Block {
  const { threshold, falseAlarmsPer90Days } = latest.data.evidence;
  const { logEvidence, withoutReports } = announced.data.evidence;
  const rate = `${measured(falseAlarmsPer90Days)} false ${falseAlarmsPer90Days === 1 ? "alarm" : "alarms"} per 90 days`;
  const words = `${measured(logEvidence)} nats when it spoke, ${measured(withoutReports)} without people's reports; it speaks from ${threshold.toFixed(1)} on; all thresholds together allow ${rate}. Incident ${latest.data.incident}.`;
  return paragraph(2, [span("Evidence: ", "strong"), span(words, "muted")], 4);
}
