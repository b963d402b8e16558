import type { AlertEvent, AlertService, Topology } from "@tocsin/contracts";
import { formatClock } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { durationOf } from "../words/moments.ts";
import { natsExplained, natsOf } from "../words/nats.ts";
import { listed, measured, percent } from "../words/numbers.ts";
import { signalWords, strongest } from "../words/signal-words.ts";
import { candidateWords, isImplied } from "../words/candidate-words.ts";
import { heldBecause } from "../words/held-words.ts";
import { counterfactualWords } from "../words/counterfactual-words.ts";
import { oddsWords } from "../words/odds-words.ts";
import type { IncidentView } from "./incident-view.ts";
import { type NameOf, countInWords } from "./words.ts";

/** Why the program believes it, as sentences made of the incident's own numbers. */
export function evidenceSentences({ record, nameOf, topology, held }: IncidentView): string[] {
  return [
    strengthSentence(record.announced),
    budgetSentence(record.announced),
    ...componentSentences(record.latest, topology),
    onsetSentence(record.latest),
    ...innocentSentences(record.latest, topology, nameOf),
    completenessSentence(record.announced),
    ...heldSentences(held, nameOf),
    counterfactualWords(record.latest.data, nameOf),
  ].filter((sentence) => sentence !== null);
}

function strengthSentence({ data }: AlertEvent): string {
  const { logEvidence, threshold, withoutReports } = data.evidence;
  const compared = logEvidence >= threshold ? "against" : "which is below";
  return `When it spoke, the evidence was ${natsOf(logEvidence)} nats ${compared} a threshold of ${natsOf(threshold)}; without any user report it was ${natsOf(withoutReports)} nats. ${natsExplained}`;
}

function budgetSentence({ data }: AlertEvent): string {
  const { falseAlarmsPer90Days: rate } = data.evidence;
  const alarms = Number.isInteger(rate)
    ? countInWords(rate, "false alarm")
    : `${measured(rate)} false alarms`;
  return `All thresholds together allow ${alarms} in 90 days.`;
}

function componentSentences({ data }: AlertEvent, topology: Topology | null): string[] {
  const candidates = candidateWords(data, topology);
  if (candidates !== null) return [`It is open what explains it best: ${candidates}.`];
  if (data.component === null) return [];
  const { name } = data.component;
  const what = isImplied(name, topology) ? "a cause across all services" : name;
  return [
    `What explains best who failed and who did not is ${what}: odds ${oddsWords(data.component, topology)}.`,
  ];
}

function onsetSentence({ data }: AlertEvent): string {
  const [from, to] = data.onsetInterval.map((instant) => Date.parse(instant)) as [number, number];
  const width = durationOf(to - from);
  return from === to
    ? "The onset is certain to the window."
    : `The onset lies between ${formatClock(from)} and ${formatClock(to)} UTC (${width}).`;
}

function innocentSentences({ data }: AlertEvent, topology: Topology | null, nameOf: NameOf): string[] {
  const names = (role: AlertService["role"]): string[] =>
    data.services.filter((service) => service.role === role).map(({ service }) => nameOf(service));
  const working = names("notFailing");
  const unknown = names("unknown");
  const collateral = names("collateral");
  const component = data.component?.name ?? "it";
  const inside = isImplied(component, topology)
    ? `${listed(working)} did not fail, though the cause reaches across all services.`
    : `${listed(working)} ${working.length === 1 ? "belongs" : "belong"} to ${component} and did not fail.`;
  const unheard = `Of ${listed(unknown)}, inside as well, nothing recent is known.`;
  const around = `${listed(collateral)} did not fail, though people complained or came over.`;
  return [
    ...(working.length > 0 ? [inside] : []),
    ...(unknown.length > 0 ? [unheard] : []),
    ...(collateral.length > 0 ? [around] : []),
  ];
}

/** Beyond these the rest are counted. */
const mostNames = 6;

/** Of whom nothing was learned, so that what they did then is not what is expected of them later. */
function heldSentences(held: IncidentView["held"], nameOf: NameOf): string[] {
  return [...held].map(([reason, units]) => {
    const more = units.length > mostNames ? [`${units.length - mostNames} more`] : [];
    const names = listed([...units.slice(0, mostNames).map(nameOf), ...more]);
    return `Of ${names} nothing was learned for a time, because ${heldBecause[reason].because}.`;
  });
}

function completenessSentence({ data }: AlertEvent): string {
  if (data.completeness === null) return "How much of the telemetry was there is not known yet.";
  if (data.completeness === 1) return "All expected producers of telemetry were seen.";
  return `${percent(data.completeness)} of the expected producers of telemetry were seen.`;
}

/** The signal that says most of a service, as it was when the incident was announced where it already stood there. */
export function loudestSignal(
  service: AlertService,
  { announced }: IncidentRecord,
  windowMs: number,
): string | null {
  const then = announced.data.services.find((other) => other.service === service.service);
  const signal = strongest(then?.signals ?? []) ?? strongest(service.signals);
  return signal === null ? null : signalWords(signal, windowMs);
}
