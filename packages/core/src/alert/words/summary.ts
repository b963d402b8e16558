import type { AlertData, AlertService, ShapeName } from "../event.ts";
import { failedWords, failingWords, type Form, verb, worstWords } from "./failing.ts";
import { cut, listed, plain } from "./names.ts";
import { counted, countWords, shareWords, timesWords } from "./numbers.ts";
import { sharedWords } from "./explanation.ts";
import { durationOf, momentOf, spanOf } from "./times.ts";
import { affected, isIncomplete, sourceWords, suspectedOf } from "./title.ts";

const mostOfSummary = 800;
const room = { names: 3, nameLength: 40 } as const;
const fewRoom = { names: 2, nameLength: 40 } as const;
/** Fewer are not worth a word. */
const fewestTold = 5;
/** Nobody keeps more numbers in mind. */
const mostCosts = 2;

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
        joined([sharedWords(data, implied, form) ?? alone(form), ...others(data, implied, form), ...unknown]),
      ];
    case "reports-only":
      return [complaints(data, form), joined([suspicion(data, form), ...unknown])];
    case "source":
      return [
        `${whenOf(data)}, ${sourceWords(data, form.over ? "past" : "now")}`,
        joined([unseen(data, form), ...unknown]),
      ];
    case "blind":
      return [
        `${whenOf(data)}, almost no service ${form.over ? "sent" : "has sent"} telemetry`,
        form.over
          ? "nothing could be said of any service in that time, and nothing was learned from it"
          : "nothing can be said of any service until it comes again: the services may work, or all of them may fail",
      ];
  }
}

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
    ...impactWords(data, form),
  ];
  const told = `${whenOf(data)}, ${who} ${doing(shape?.name ?? null, form)}`;
  return figures.length === 0 ? told : `${told}: ${figures.join("; ")}`;
}

const doing = (shape: ShapeName | null, { many, over }: Form): string =>
  over ? failedWords(shape, many) : `${many ? "have" : "has"} been ${failingWords(shape, many)}`;

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

/** What it has cost, most first: of the signals that show it, for the others only differ by chance; and what people say. */
function impactWords({ impact, shape }: AlertData, { over }: Form): readonly string[] {
  if (impact === undefined) return [];
  const shown = shape?.evidence.map(({ signal }) => signal) ?? [];
  const costs = [
    ["errors", impact.requestsFailed?.count, "request", "failed"],
    ["traffic", impact.requestsMissing?.count, "request", "did not come"],
    ["undelivered", impact.messagesUndelivered?.count, "message", "were not delivered"],
    ["deliveries", impact.messagesMissing?.count, "message", "did not come"],
  ] as const;
  const told = costs
    .flatMap(([signal, count = 0, unit, what]) =>
      shown.includes(signal) && count >= fewestTold
        ? [{ count, words: `about ${counted(count, unit)} ${what}` }]
        : [],
    )
    .sort((one, other) => other.count - one.count)
    .slice(0, mostCosts)
    .map(({ words }) => words);
  const reports = impact.reportsAboveExpected?.count ?? 0;
  if (reports >= fewestTold) told.push(`${countWords(reports)} more reports than usual came`);
  if (told.length === 0) return [];
  const words = told.length === 1 ? told[0]! : `${told.slice(0, -1).join(", ")} and ${told.at(-1)!}`;
  return [over ? words : `so far ${words}`];
}

const alone = ({ over }: Form): string =>
  over ? "no other service failed with it" : "no other service is known to fail with it";

/** Who belongs to it and works, and who is blamed without cause. */
function others(
  { services, component }: AlertData,
  implied: string | null,
  { over }: Form,
): readonly string[] {
  const ofIt = component?.name === implied ? "" : " of the same component";
  const works = inRole(services, "notFailing");
  const complain = over ? "complained" : "complain";
  const collateral = services.filter(({ role }) => role === "collateral");
  const blamed = namesOf(collateral.filter(({ unmeasured }) => unmeasured !== true));
  const unseenOnes = namesOf(collateral.filter(({ unmeasured }) => unmeasured === true));
  return [
    ...(works.length === 0
      ? []
      : [
          `${listed(works, fewRoom)}${ofIt} ${verb({ over, many: works.length > 1 }, "does", "do", "did")} not fail`,
        ]),
    ...(blamed.length === 0
      ? []
      : [
          `users ${complain} about ${listed(blamed, fewRoom)} too, of which telemetry ${over ? "showed" : "shows"} no failure`,
        ]),
    ...(unseenOnes.length === 0
      ? []
      : [
          `users ${complain} about ${listed(unseenOnes, fewRoom)} too, of which there ${over ? "was" : "is"} no telemetry`,
        ]),
  ];
}

const namesOf = (services: readonly AlertService[]): readonly string[] =>
  services.map(({ service }) => service);

const inRole = (services: readonly AlertService[], wanted: AlertService["role"]): readonly string[] =>
  namesOf(services.filter(({ role }) => role === wanted));

/** What is not known, where anything is missing. */
function unknownWords(data: AlertData, form: Form): readonly string[] {
  const { services, reason, shape, severity } = data;
  const unknown = inRole(services, "unknown");
  const told: string[] = [];
  if (severity === "info") told.push("little is lost by it");
  if (shape?.name === "silent")
    told.push(`whether ${form.many ? "they work" : "it works"} all the same is not known`);
  if (unknown.length > 0) told.push(`nothing recent is known of ${listed(unknown, fewRoom)}`);
  if (isIncomplete(data))
    told.push(
      `only ${shareWords(data.completeness!)} of the expected telemetry is there, so more may fail than is seen`,
    );
  if (reason === "maintenance-ended") told.push("it began during maintenance, which is over");
  return told;
}

function complaints(data: AlertData, form: Form): string {
  const reports = data.impact?.reportsAboveExpected?.count ?? 0;
  const many = reports >= fewestTold ? `: ${countWords(reports)} more reports than usual` : "";
  return `${whenOf(data)}, users ${form.over ? "reported" : "have been reporting"} trouble with ${listed(affected(data), room)}${many}`;
}

/** What telemetry says of those that people complain about, where there is any. */
function suspicion(data: AlertData, { over }: Form): string {
  const { measured, unmeasured } = suspectedOf(data);
  if (measured.length === 0)
    return `there ${over ? "was" : "is"} no telemetry of them, so whether they ${over ? "failed" : "fail"} is not known`;
  const them = unmeasured.length === 0 ? "them" : listed(measured, fewRoom);
  const telemetry = isIncomplete(data) ? "what there is of telemetry" : "telemetry";
  const shown = over
    ? `${telemetry} showed no failure of ${them} all that time, so it stayed a suspicion`
    : `${telemetry} shows no failure of ${them}, so this is a suspicion and may be a failure that it does not see`;
  if (unmeasured.length === 0) return shown;
  return `${shown}; there ${over ? "was" : "is"} no telemetry of ${listed(unmeasured, fewRoom)}`;
}

function unseen({ sources = [] }: AlertData, { over }: Form): string {
  const [observes, see] =
    sources.length === 1 ? ["it observes", "it alone sees"] : ["they observe", "they alone see"];
  return over
    ? `what ${observes} may have been well: the fault was with who observes`
    : `what ${observes} may be well: the fault is with who observes, and what ${see} is not known meanwhile`;
}

function whyTakenBack({ reason }: AlertData, { many }: Form): string {
  if (reason === "late-data")
    return `telemetry that came late shows that ${many ? "they did not fail together then" : "it did not fail then"}`;
  return reason === "memory-lost"
    ? "the detector has lost its memory, so nothing is known of how it went on; what still fails is told anew"
    : "what spoke for it does so no more";
}

function retracted(data: AlertData, form: Form): readonly [string, string] {
  const { supersededBy, onset, scope } = data;
  const names = affected(data);
  const about = names.length === 0 ? scope : listed(names, room);
  if (supersededBy !== undefined)
    return [
      `this incident about ${about} since ${momentOf(onset)} is part of a larger one and is told there, as incident ${plain(supersededBy, room.nameLength)}`,
      "nothing else follows under this id",
    ];
  return [`this incident about ${about} since ${momentOf(onset)} is taken back`, whyTakenBack(data, form)];
}
