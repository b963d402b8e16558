import { clockOf, dateOf, durationOf, listed, momentOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { IncidentHistory } from "./incident-history.ts";
import { displayNames, standing, type Story } from "./story.ts";

/** Failures of the observers, of all input, and complaints that telemetry does not bear out: each in its own words. */
export function otherScopes(story: Story): readonly Block[] {
  return [
    ...told(story, "source", "The observer failed, not the services", sourceWords),
    ...told(story, "blind", "All input was silent", blindWords),
    ...told(story, "reports-only", reportsTitle(story), reportsWords),
  ];
}

/** Telemetry shows nothing where there is none, or where too much of it was refused. */
function reportsTitle(story: Story): string {
  const isBlind = standing(story, "reports-only").some(({ outcome }) => unseenOf(outcome, story).length > 0);
  if (story.doubts.length > 0 || isBlind) return "People complained";
  return "People complained, but telemetry shows no failure";
}

const unseenOf = ({ incident }: IncidentHistory["outcome"], { withoutTelemetry }: Story): readonly string[] =>
  withoutTelemetry.get(incident) ?? [];

type Tell = (history: IncidentHistory, story: Story) => string;

function told(
  story: Story,
  scope: "source" | "blind" | "reports-only",
  title: string,
  tell: Tell,
): readonly Block[] {
  const all = standing(story, scope);
  if (all.length === 0) return [];
  const rows = all.map((history) =>
    paragraph(2, [span(period(history).replaceAll(" ", "\u00a0"), "muted"), ` ${tell(history, story)}`], 4),
  );
  return [blank, paragraph(0, [span(`${title} (UTC)`, "strong")]), ...rows];
}

function period({ outcome: { onsetMs, endMs } }: IncidentHistory): string {
  if (endMs === null) return `since ${momentOf(onsetMs)}`;
  const until = dateOf(endMs) === dateOf(onsetMs) ? clockOf(endMs) : momentOf(endMs);
  return `${momentOf(onsetMs)} to ${until}`;
}

function sourceWords({ latest, outcome }: IncidentHistory, story: Story): string {
  const { sources = [], failingSources = [] } = latest.data;
  const blamed = listed(displayNames(story, outcome.members));
  const over = blamed === "" ? "" : ` What it said of ${blamed} is not believed.`;
  const why =
    failingSources.length === 0
      ? ""
      : ` Failures everywhere were seen by ${unbroken(failingSources)} alone, while others saw all well.`;
  const names = unbroken(sources);
  return `${names === "" ? "An observer" : names} cannot be believed in this time.${why}${over}`;
}

/** The names, each kept on one line. */
const unbroken = (names: readonly string[]): string =>
  listed(names.map((name) => name.replaceAll(" ", "\u00a0")));

const blindWords: Tell = ({ outcome: { onsetMs, endMs } }) => {
  const length = endMs === null ? "" : ` for ${durationOf(endMs - onsetMs)}`;
  return `No telemetry came${length}: nothing can be said of any service.`;
};

const reportsWords: Tell = ({ outcome }, story) => {
  const unseen = unseenOf(outcome, story);
  const suspected = `Suspected on reports alone: ${listed(displayNames(story, outcome.members))}.`;
  if (unseen.length === 0) return suspected;
  return `${suspected} There was no telemetry to judge ${listed(displayNames(story, unseen))} by.`;
};
