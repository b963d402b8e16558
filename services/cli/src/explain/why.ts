import { printable } from "@tocsin/adapters/config";
import type { ExplainedGroup, Explanation } from "./explanation.ts";

/** Why it spoke, or did not: the first of these that holds. */
export type WhyCode =
  /** An alert was told at this window. */
  | "told"
  /** An incident was open, and nothing changed about it. */
  | "open-already"
  /** Too little telemetry came to say anything of anybody. */
  | "blind"
  /** What shows something is worked on. */
  | "maintenance"
  /** No series has been heard long enough. */
  | "warming-up"
  /** The evidence is there, but only user reports speak. */
  | "reports-alone"
  /** Services show something, but not enough of them within one component. */
  | "too-few-together"
  /** Services show something, but less than chance may show. */
  | "below-threshold"
  /** Nothing speaks for a failure. */
  | "nothing-shows";

export interface Why {
  readonly code: WhyCode;
  /** A sentence for people. */
  readonly words: string;
  /** What would have been needed for an alarm, or for another one; null where there was one. */
  readonly needed: string | null;
}

type Facts = Pick<
  Explanation,
  | "told"
  | "open"
  | "together"
  | "withoutReports"
  | "groups"
  | "units"
  | "states"
  | "completeness"
  | "maintenance"
  | "aloneNats"
>;

/** From this much evidence a service shows something, nats: from as much a series is called abnormal. */
export const showsFrom = 3;

/** Below this share of what is expected nothing is said of anybody: four fifths are missing. */
const blindBelow = 0.2;

export function whyOf(facts: Facts): Why {
  const { told, open, completeness, units } = facts;
  if (told.length > 0) return { code: "told", words: "Something was told at this window.", needed: null };
  if (open.length > 0)
    return {
      code: "open-already",
      words: "An incident was open already, and nothing of it changed at this window.",
      needed:
        "something new of it: another service that fails or one that recovers, another component or onset, a higher severity, or its end.",
    };
  if (completeness !== null && completeness < blindBelow)
    return {
      code: "blind",
      words:
        "So little of the expected telemetry came that nothing can be said of any service: silence is not health.",
      needed: "a fifth of the telemetry that was expected at least, and then evidence.",
    };
  const showing = units.filter(
    ({ signals, evidence }) => evidence.nats >= showsFrom || signals.some(isAbnormal),
  );
  if (showing.length === 0) return nothingShows(facts);
  if (showing.every(({ unit }) => facts.maintenance.includes(unit)))
    return {
      code: "maintenance",
      words: "What shows something is worked on, as was told, and raises nothing.",
      needed: "that it still fails when the work is over, or that something fails that nobody works on.",
    };
  return notEnough(facts);
}

const isAbnormal = ({ state }: { readonly state: string }): boolean => state === "abnormal";

function nothingShows({ states, together, groups, aloneNats }: Facts): Why {
  const judged = states.normal + states.abnormal;
  if (judged === 0 && states["warming-up"] > 0)
    return {
      code: "warming-up",
      words:
        "No series has been heard long enough to be judged: nothing is said in the first hour, nor before enough is known.",
      needed: "readings for longer, so that it is known what is usual.",
    };
  return {
    code: "nothing-shows",
    words: "All that could be judged was as expected.",
    needed: `${together.threshold.toFixed(1)} nats of services that fail together${fewestWords(groups)}; or ${aloneNats.toFixed(1)} nats of one alone, for an isolated incident.`,
  };
}

const mostGroups = 3;

/** How many of each component, the smallest numbers first: those are reached the soonest. */
function fewestWords(groups: readonly ExplainedGroup[]): string {
  const watched = groups
    .flatMap(({ component, fewest, services }) =>
      typeof fewest === "number" ? [{ component, fewest, services }] : [],
    )
    .toSorted((one, other) => one.fewest - other.fewest);
  if (watched.length === 0) return "";
  const more =
    watched.length > mostGroups ? [`as many of ${watched.length - mostGroups} more components`] : [];
  const named = watched
    .slice(0, mostGroups)
    .map(({ component, fewest, services }) => `${fewest} of the ${services} of ${printable(component)}`);
  return `: at least ${[...named, ...more].join(", or ")}`;
}

function notEnough(facts: Facts): Why {
  const { together, withoutReports, groups, units } = facts;
  if (together.missingNats === 0 && withoutReports.missingNats > 0) {
    return {
      code: "reports-alone",
      words: "User reports speak for a failure, but the services' own telemetry does not.",
      needed: `${withoutReports.missingNats.toFixed(1)} nats more of evidence without reports.`,
    };
  }
  const alone = soonestAlone(units);
  const short = groups.find(({ fewest, showing }) => typeof fewest === "number" && showing.length > 0);
  const fewest = short?.fewest ?? null;
  if (short !== undefined && fewest !== null && short.showing.length < fewest) {
    return {
      code: "too-few-together",
      words:
        "What shows something is too little to be a failure of one service, and in too few services to be one of several.",
      needed: `${fewest - short.showing.length} more of the services of ${short.component} (${fewest} of ${short.services} must fail together)${alone}.`,
    };
  }
  return {
    code: "below-threshold",
    words: "The evidence is within what chance shows now and then.",
    needed: `${together.missingNats.toFixed(1)} nats more of services that fail together${alone}.`,
  };
}

/** What the strongest lacks to be told as an isolated failure. */
function soonestAlone([first]: Facts["units"]): string {
  if (first === undefined) return "";
  const { unit, withoutReports, evidence } = first;
  const missing = Math.max(0, evidence.threshold - withoutReports);
  return `; or ${missing.toFixed(1)} nats more of ${unit} alone, for an isolated incident`;
}
