import type { AlertData, AlertImpact, AlertService } from "../event.ts";
import { failingWords, type Form, verb, worstWords } from "./failing.ts";
import { cut, listed, plain } from "./names.ts";
import { counted, countWords, shareWords, timesWords } from "./numbers.ts";
import { sharedWords } from "./explanation.ts";
import { durationOf, momentOf, spanOf } from "./times.ts";
import { affected, sourceWords } from "./title.ts";

const mostOfSummary = 800;
const room = { names: 3, nameLength: 40 } as const;
const fewRoom = { names: 2, nameLength: 40 } as const;
/** Fewer are not worth a word. */
const fewestTold = 5;
/** From here on so much of the expected telemetry is there that its lack is not worth a word. */
const nearlyComplete = 0.95;

/**
 * Two sentences of at most 800 characters: what fails since when and whom that hits; what is shared, how sure that is, and
 * what is not known.
 */
export function summaryOf(data: AlertData, implied: string | null): string {
  const form = { many: affected(data).length !== 1, over: data.status !== "open" };
  const [first, second] = sentences(data, implied, form);
  return cut(`${asSentence(first)} ${asSentence(second)}`, mostOfSummary);
}

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function sentences(data: AlertData, implied: string | null, form: Form): readonly [string, string] {
  if (data.status === "retracted") return retracted(data, form);
  const unknown = unknownWords(data, form);
  switch (data.scope) {
    case "simultaneous":
    case "isolated":
      return [
        failure(data, form),
        joined([sharedWords(data, implied, form) ?? alone(form), ...others(data, form), ...unknown]),
      ];
    case "reports-only":
      return [complaints(data, form), joined([suspicion(form), ...unknown])];
    case "source":
      return [`${whenOf(data)}, ${lower(sourceWords(data, form))}`, joined([unseen(form), ...unknown])];
    case "blind":
      return [
        `${whenOf(data)}, ${form.over ? "no telemetry came of almost any service" : "no telemetry comes of almost any service"}`,
        form.over
          ? "nothing could be said of any service in that time, and nothing was learned from it"
          : "nothing can be said of any service until it comes again: the services may work, or all of them may fail",
      ];
  }
}

const lower = (text: string): string => (text.startsWith("Nothing ") ? `n${text.slice(1)}` : text);
const joined = (clauses: readonly string[]): string => clauses.join("; ");

function whenOf({ onset, resolvedAt }: AlertData): string {
  if (resolvedAt === undefined) return `since ${momentOf(onset)}`;
  return `${spanOf(onset, resolvedAt)} (${durationOf(onset, resolvedAt)})`;
}

function failure(data: AlertData, form: Form): string {
  const names = affected(data);
  const { shape, impact } = data;
  const who = form.many
    ? `${names.length}${impact === undefined ? "" : ` of ${impact.services.known} known`} services (${listed(names, room)})`
    : listed(names, room);
  const figures = [
    ...surgeWords(data),
    ...worst(data, form),
    ...recoveredWords(data),
    ...impactWords(impact, form),
  ];
  const told = `${whenOf(data)}, ${who} ${failingWords(shape?.name ?? null, form)}`;
  return figures.length === 0 ? told : `${told}: ${figures.join("; ")}`;
}

const worst = (data: AlertData, { over }: Form): readonly string[] => {
  const words = worstWords(data, over);
  return words === null ? [] : [words];
};

/** The load before the errors, with when it began. */
function surgeWords({ shape }: AlertData): readonly string[] {
  const load = shape?.load;
  if (load === undefined) return [];
  const times = timesWords(load.observed / Math.max(load.expected, 1));
  return [
    `requests to ${plain(load.service, room.nameLength)} rose to ${times} times the usual before errors began`,
  ];
}

function recoveredWords({ services, status }: AlertData): readonly string[] {
  const recovered = services.filter(({ recoveredAt }) => recoveredAt !== undefined);
  if (status !== "open" || recovered.length === 0) return [];
  return [`${recovered.length} of them ${recovered.length === 1 ? "has" : "have"} recovered`];
}

/** What it has cost, the counts that are not nothing. */
function impactWords(impact: AlertImpact | undefined, { over }: Form): readonly string[] {
  if (impact === undefined) return [];
  const { requestsFailed, requestsMissing, messagesUndelivered, messagesMissing, reportsAboveExpected } =
    impact;
  const costs = [
    [requestsFailed?.count, "request", "failed"],
    [requestsMissing?.count, "request", "did not come"],
    [messagesUndelivered?.count, "message", "were not delivered"],
    [messagesMissing?.count, "message", "did not come"],
  ] as const;
  const told = costs.flatMap(([count = 0, unit, what]) =>
    count >= fewestTold ? [`about ${counted(count, unit)} ${what}`] : [],
  );
  const reports = reportsAboveExpected?.count ?? 0;
  if (reports >= fewestTold) told.push(`${countWords(reports)} more reports than usual came`);
  if (told.length === 0) return [];
  const words = told.length === 1 ? told[0]! : `${told.slice(0, -1).join(", ")} and ${told.at(-1)!}`;
  return [over ? words : `so far ${words}`];
}

const alone = ({ over }: Form): string =>
  over ? "no other service failed with it" : "no other service is known to fail with it";

/** Who belongs to it and works, and who is blamed without cause. */
function others({ services }: AlertData, { over }: Form): readonly string[] {
  const works = inRole(services, "notFailing");
  const blamed = inRole(services, "collateral");
  return [
    ...(works.length === 0
      ? []
      : [
          `${listed(works, fewRoom)} of the same component ${verb({ over, many: works.length > 1 }, "does", "do", "did")} not fail`,
        ]),
    ...(blamed.length === 0
      ? []
      : [`users complain about ${listed(blamed, fewRoom)} too, of which telemetry shows no failure`]),
  ];
}

const inRole = (services: readonly AlertService[], wanted: AlertService["role"]): readonly string[] =>
  services.filter(({ role }) => role === wanted).map(({ service }) => service);

/** What is not known, where anything is missing. */
function unknownWords(
  { services, completeness, reason, shape, severity }: AlertData,
  { many }: Form,
): readonly string[] {
  const unknown = inRole(services, "unknown");
  const told: string[] = [];
  if (severity === "info") told.push("little is lost by it");
  if (shape?.name === "silent")
    told.push(`whether ${many ? "they work" : "it works"} all the same is not known`);
  if (unknown.length > 0) told.push(`nothing recent is known of ${listed(unknown, fewRoom)}`);
  if (completeness !== null && completeness < nearlyComplete)
    told.push(
      `only ${shareWords(completeness)} of the expected telemetry is there, so more may fail than is seen`,
    );
  if (reason === "maintenance-ended") told.push("it began during maintenance, which is over");
  return told;
}

function complaints(data: AlertData, form: Form): string {
  const reports = data.impact?.reportsAboveExpected?.count ?? 0;
  const many = reports >= fewestTold ? `: ${countWords(reports)} more reports than usual` : "";
  return `${whenOf(data)}, users ${form.over ? "reported" : "report"} trouble with ${listed(affected(data), room)}${many}`;
}

const suspicion = ({ over }: Form): string =>
  over
    ? "telemetry showed no failure of them all that time, so it stayed a suspicion"
    : "telemetry shows no failure of them, so this is a suspicion and may be a failure that it does not see";

const unseen = ({ over }: Form): string =>
  over
    ? "what they observe may have been well: the fault was with who observes"
    : "what they observe may be well: the fault is with who observes, and what they alone see is not known meanwhile";

function retracted(data: AlertData, form: Form): readonly [string, string] {
  const { supersededBy, onset, scope } = data;
  const names = affected(data);
  const about = names.length === 0 ? scope : listed(names, room);
  if (supersededBy !== undefined)
    return [
      `this incident about ${about} since ${momentOf(onset)} is part of a larger one and is told there, as incident ${plain(supersededBy, room.nameLength)}`,
      "nothing else follows under this id",
    ];
  return [
    `this incident about ${about} since ${momentOf(onset)} is taken back`,
    data.reason === "late-data"
      ? `telemetry that came late shows that ${form.many ? "they did not fail together then" : "it did not fail then"}`
      : "what spoke for it does so no more",
  ];
}
