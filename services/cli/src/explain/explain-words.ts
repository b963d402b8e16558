import { printable } from "@tocsin/adapters/config";
import type { AlertEvent, Topology } from "@tocsin/contracts";
import {
  counted,
  listed,
  measured,
  momentOf,
  natsExplained,
  natsOf,
  percent,
  reasonWords,
  signalWords,
  summaryOf,
  titleOf,
  weighedWords,
} from "@tocsin/report/words";
import { feedbackWords } from "../feedback/feedback-words.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { ExplainedGroup, ExplainedSignal, ExplainedUnit, Explanation, Held } from "./explanation.ts";

/** What a person reads: the answer first, then what it rests on, the strongest first. */
export function explainBlocks(explanation: Explanation, topology: Topology | null): readonly Block[] {
  const { from, to, chosen, why, told, open } = explanation;
  const windowMs = Date.parse(to) - Date.parse(from);
  return [
    paragraph(0, [span(`${momentOf(Date.parse(from))} to ${momentOf(Date.parse(to))} UTC`, "muted")]),
    ...(chosen === null ? [] : [paragraph(0, [span(chosenWords[chosen], "muted")])]),
    paragraph(0, [span(why.words, told.length > 0 ? "alarm" : "strong")]),
    ...told.flatMap(alertLines),
    ...open.flatMap((event) => openLines(event)),
    ...explanation.feedback.map((said) =>
      paragraph(2, [span(`said of ${printable(said.incident)} afterwards: `, "muted"), feedbackWords(said)]),
    ),
    ...(why.needed === null ? [] : [paragraph(0, [`What an alarm would have needed: ${why.needed}`])]),
    ...togetherBlocks(explanation, topology),
    ...unitBlocks(explanation, windowMs),
    ...sightBlocks(explanation),
  ];
}

const chosenWords: Readonly<Record<NonNullable<Explanation["chosen"]>, string>> = {
  "first-alarm": "No minute was named: this is the first alarm of the recording.",
  "nearest-to-an-alarm":
    "No minute was named, and no alarm was told in the recording: this is the window that came nearest to one.",
};

const alertLines = (event: AlertEvent): readonly Block[] => [
  paragraph(2, [span(printable(titleOf(event.data)), "strong")]),
  paragraph(4, [printable(summaryOf(event.data))]),
  paragraph(4, [span(standingOf(event), "muted")]),
];

const openLines = (event: AlertEvent): readonly Block[] => [
  paragraph(2, [`open since ${momentOf(Date.parse(event.data.onset))}: ${printable(titleOf(event.data))}`]),
  paragraph(4, [span(standingOf(event), "muted")]),
];

const standingOf = ({ data }: AlertEvent): string =>
  printable(
    `${data.scope}, ${data.status}, ${data.severity}: ${reasonOf(data.reason)} (incident ${data.incident}, revision ${data.revision})`,
  );

/** A reason of later versions stands for itself. */
function reasonOf(reason: AlertEvent["data"]["reason"]): string {
  if (!Object.hasOwn(reasonWords, reason)) return reason;
  const words = reasonWords[reason];
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function togetherBlocks(
  { together, withoutReports, groups, open, weighed }: Explanation,
  topology: Topology | null,
): readonly Block[] {
  const shown = groups.filter(({ nats, showing }) => nats !== null || showing.length > 0);
  const silent = groups.length - shown.length;
  return [
    blank,
    paragraph(0, [span("Together", "strong")]),
    paragraph(2, [`all components: ${heldWords(together)}`], 4),
    paragraph(2, [`without user reports: ${heldWords(withoutReports)}`], 4),
    ...(open.length > 0
      ? [
          paragraph(
            2,
            [span("what is known to fail since before counts as known, not once more", "muted")],
            4,
          ),
        ]
      : []),
    ...shown.map(groupBlock),
    ...(silent > 0
      ? [paragraph(2, [span(`${counted(silent, "component")} in which nothing shows`, "muted")])]
      : []),
    ...weighed.map((one) =>
      paragraph(2, [`what explains ${one.incident}: ${printable(weighedWords(one, topology))}`], 4),
    ),
  ];
}

function heldWords({ nats, threshold, missingNats }: Held): string {
  const stands = missingNats === 0 ? "reached" : `${natsOf(missingNats)} short`;
  return `${natsWords(nats)} of the ${natsOf(threshold)} nats needed (${stands})`;
}

/** Below nothing it makes no difference how much: the evidence speaks against a failure. */
const natsWords = (nats: number): string => (nats < -99 ? "less than -99" : natsOf(nats));

function groupBlock({ component, nats, fewest, services, showing }: ExplainedGroup): Block {
  const evidence = nats === null ? "no evidence that its services fail together" : `${natsWords(nats)} nats`;
  const watched =
    fewest === undefined
      ? ""
      : fewest === null
        ? "; not watched, because its services fail alone so often"
        : `; ${fewest} of ${services} must fail together`;
  const who =
    showing.length === 0
      ? "none shows anything"
      : `${listed(showing.map(printable))} ${showing.length === 1 ? "shows" : "show"} something`;
  return paragraph(2, [span(printable(component), "strong"), `: ${evidence}${watched}; ${who}`], 4);
}

function unitBlocks({ units, quietUnits, states }: Explanation, windowMs: number): readonly Block[] {
  const quiet = `${counted(quietUnits, "other service or operation", "other services and operations")} of which nothing speaks for a failure`;
  const warming =
    states["warming-up"] === 0
      ? []
      : [`${counted(states["warming-up"], "series", "series")} not heard long enough to be judged`];
  return [
    blank,
    paragraph(0, [span("Services, the strongest first", "strong")]),
    ...units.flatMap((unit) => unitLines(unit, windowMs)),
    ...[...(quietUnits > 0 ? [quiet] : []), ...warming].map((words) => paragraph(2, [span(words, "muted")])),
  ];
}

const mostSignals = 4;
/** Below this a signal says clearly that there is no failure of its kind, and how clearly makes no difference. */
const againstFrom = -3;

function unitLines(unit: ExplainedUnit, windowMs: number): readonly Block[] {
  const { evidence, withoutReports, held, signals } = unit;
  const byTelemetry =
    withoutReports < evidence.nats - 0.05 ? `, ${natsWords(withoutReports)} without reports` : "";
  const words = `: ${natsWords(evidence.nats)} nats over the last quarter of an hour${byTelemetry}; alone it takes ${natsOf(evidence.threshold)}`;
  return [
    paragraph(2, [span(printable(unit.unit), evidence.missingNats === 0 ? "alarm" : "strong"), words], 4),
    ...(held === null
      ? []
      : [
          paragraph(4, [
            span(`held: nothing of it is learned, because ${held.because} (rule ${held.rule})`, "warning"),
          ]),
        ]),
    ...signals.slice(0, mostSignals).map((signal) => paragraph(4, [signalLine(signal, windowMs)], 6)),
  ];
}

const stateWords: Readonly<Record<ExplainedSignal["state"], string | null>> = {
  normal: null,
  abnormal: "abnormal",
  "warming-up": "not judged yet",
  silent: "silent",
  "not-due": "not due",
};

function signalLine(signal: ExplainedSignal, windowMs: number): string {
  const { state, source, lower, upper, evidenceNats, observed } = signal;
  const by = source === undefined ? "" : ` by ${printable(source)}`;
  if (observed === null)
    return `${signal.signal}${by}: ${state === "not-due" ? "no reading, and none was due" : "no reading"}`;
  const words = printable(signalWords({ ...signal, source: source ?? "" }, windowMs));
  const usual =
    lower === null || upper === null ? "" : `, usual ${bound(lower, signal)} to ${bound(upper, signal)}`;
  const stands = stateWords[state] === null ? "" : `, ${stateWords[state]}`;
  const speaks =
    evidenceNats < againstFrom ? "speaks against a failure" : `${natsOf(evidenceNats)} nats in this window`;
  return `${words}${by}${usual}: ${speaks}${stands}`;
}

const bound = (value: number, { unit }: ExplainedSignal): string =>
  unit === "ratio" ? percent(value) : measured(value);

function sightBlocks({ commonFactor, completeness, maintenance, states }: Explanation): readonly Block[] {
  const factors = Object.entries(commonFactor).map(
    ([signal, shift]) => `${signal} ${shift > 0 ? "+" : ""}${percent(Math.exp(shift) - 1)}`,
  );
  const lines = [
    factors.length === 0
      ? "Nothing that all services have in common was removed."
      : `What all services have in common was removed first (a holiday, a network hiccup): ${factors.join(", ")}.`,
    completeness === null
      ? "It is not known yet what telemetry to expect."
      : `${percent(completeness)} of the expected telemetry was seen${states.silent > 0 ? `; ${counted(states.silent, "series is", "series are")} silent` : ""}.`,
    ...(maintenance.length === 0 ? [] : [`Worked on: ${listed(maintenance.map(printable))}.`]),
  ];
  return [blank, ...[...lines, natsExplained].map((words) => paragraph(0, [words]))];
}
