import type {
  Assessment,
  Depth,
  Diagnosis,
  Explanation,
  FailingService,
  IsolatedFailure,
  NamedGroup,
  Questions,
  ServiceAssessment,
  FaultySource,
  SharedNow,
  Thresholds,
  Verdict,
} from "../../src/correlate/index.ts";
import type { Incident, Member } from "../../src/incident/index.ts";
import { type Incidents, noIncidents, type Progress } from "../../src/incident/incidents.ts";
import { failingMember, type Identity } from "../../src/incident/make.ts";
import { digest } from "./run-detection.ts";

/** Makers for tests of the incident policies: all of it has a default, a case says what matters to it. */

/** The window at hand unless a case says otherwise. */
export const now = 100;
export const minuteMs = 60_000;
export const identity: Identity = { environment: "test", digest };
export const thresholds: Thresholds = { alarm: 10, corroboration: 4, isolated: 12, suspicion: 10 };

/** Everybody, in order of first appearance, and what they share. */
export const everyone = ["ant", "bee", "cat", "dog", "eel", "fox"];
const core: NamedGroup = { name: "core", implied: false, services: ["ant", "bee", "cat", "dog"], fewest: 3 };
const all: NamedGroup = { name: "all", implied: true, services: everyone, fewest: 3 };

interface VerdictOf extends Partial<Omit<Verdict, "all" | "withoutReports" | "ask" | "isolated">> {
  /** What the detector says, and without reports, nats. */
  readonly all?: number;
  readonly withoutReports?: number;
  /** The best onset of both, in windows before now. */
  readonly lag?: number;
  /** Whether there is an alarm only because two are enough in a group. */
  readonly ofTwo?: boolean;
  /** Services that show by themselves that they fail, in the answer to that question; all unless given. */
  readonly confirmed?: readonly string[];
  /** The answer to whether those that fail alone do so together. */
  readonly concurrent?: SharedNow | null;
  /** How deeply everybody fails; hard unless given. */
  readonly depth?: Depth;
  /** Services that fail by themselves, with what differs from the default. */
  readonly isolated?: readonly Partial<IsolatedFailure>[];
  /** The answer to every diagnosis, as far as its members may take part. */
  readonly diagnosis?: Diagnosis;
  /** What explains best that an incident grows; nothing unless given. */
  readonly explanation?: Explanation;
  /** Services that people complain about, for the questions that ask for them. */
  readonly suspected?: readonly string[];
  readonly complained?: readonly string[];
  /** Answers of another kind. */
  readonly ask?: Partial<Questions>;
}

/** One window's verdict: quiet unless told otherwise. A question that no answer is given for is a fault of the test. */
export function verdictOf(changes: VerdictOf = {}): Verdict {
  const { all: nats = 0, withoutReports = 0, lag = 2, isolated = [], ask, ...rest } = changes;
  const {
    diagnosis,
    explanation = explanationOf(),
    suspected = [],
    complained = [],
    confirmed,
    concurrent = null,
    ofTwo = false,
    depth = "hard",
    ...plain
  } = rest;
  const detector = (logEvidence: number) => ({
    logEvidence,
    groups: [{ name: "core", weight: 1, logEvidence, bestLag: lag }],
  });
  const { window = now } = plain;
  return {
    window,
    windowMs: minuteMs,
    blind: false,
    thresholds,
    services: everyone,
    maintained: new Set(),
    workEnded: new Map(),
    groups: [core, all],
    known: everyone.length,
    ...plain,
    all: detector(nats),
    withoutReports: detector(withoutReports),
    isolated: isolated.map((one) => ({ service: "ant", onsetWindow: window - 2, logEvidence: 15, ...one })),
    ask: {
      diagnose: (among) => amongThese(diagnosis ?? unanswered("diagnosis"), among),
      explain: () => explanation,
      joinedOnset: ({ onsetWindow }) => onsetWindow,
      detect: () => ({ logEvidence: nats, withoutReports }),
      ofThree: () => (ofTwo ? { logEvidence: 0, withoutReports: 0 } : { logEvidence: nats, withoutReports }),
      confirmed: (among) => among.filter((service) => confirmed?.includes(service) ?? true),
      concurrent: () => concurrent,
      onsetOf: () => unanswered("onset"),
      depthOf: () => depth,
      suspectedSince: () => suspected,
      complainedAbout: (among) => complained.filter((service) => among.includes(service)),
      ...ask,
    },
  };
}

function unanswered(what: string): never {
  throw new Error(`the verdict of this test has no ${what}`);
}

/** What a component, or nothing, explains at some odds. */
export const explanationOf = (component: string | null = null, odds = 100): Explanation => ({
  attribution: { component, odds, runnerUp: null, candidates: [] },
  notFailing: [],
  unknown: [],
});

/** A diagnosis names nobody but those who may take part. */
const amongThese = (diagnosis: Diagnosis, among: readonly string[]): Diagnosis => ({
  ...diagnosis,
  members: diagnosis.members.filter(({ service }) => among.includes(service)),
  notFailing: diagnosis.notFailing.filter((service) => among.includes(service)),
  unknown: diagnosis.unknown.filter((service) => among.includes(service)),
});

/** Failing services by name, since the same window, or each with a window of its own. */
type Failing = readonly (string | FailingService)[];

interface DiagnosisOf {
  readonly members?: Failing;
  readonly onsetWindow?: number;
  readonly component?: string | null;
  readonly candidates?: Diagnosis["attribution"]["candidates"];
  readonly notFailing?: readonly string[];
  readonly unknown?: readonly string[];
}

/** Three of the core failing since two windows ago. */
export function diagnosisOf(changes: DiagnosisOf = {}): Diagnosis {
  const { members = ["ant", "bee", "cat"], onsetWindow = now - 2, component = "core" } = changes;
  return {
    onsetWindow,
    onsetWindows: [onsetWindow - 1, onsetWindow + 1],
    members: members.map((one) => (typeof one === "string" ? { service: one, onsetWindow } : one)),
    attribution: { component, odds: 100, runnerUp: null, candidates: changes.candidates ?? [] },
    notFailing: changes.notFailing ?? [],
    unknown: changes.unknown ?? [],
  };
}

interface AssessmentOf extends Partial<Omit<Assessment, "services" | "faultySources">> {
  /** Who fails, who does not, and of whom nothing can be said (null); or more of a service. */
  readonly services?: Readonly<Record<string, boolean | null | Partial<ServiceAssessment>>>;
  readonly faultySources?: readonly Partial<FaultySource>[];
}

/** Clearly failing, or clearly not. */
export const natsOf = (answer: boolean | null): number | null => (answer === null ? null : answer ? 30 : -1);

/** What is said of those that are asked for: nothing unless told otherwise. */
export function assessmentOf({ services = {}, faultySources = [], ...rest }: AssessmentOf = {}): Assessment {
  const { window = now } = rest;
  const quiet: ServiceAssessment = {
    failureNats: -1,
    complaintNats: -1,
    cadenceWindows: 1,
    depth: "hard",
    isWithinDrift: false,
  };
  const assessed = Object.entries(services).map(([name, one]): [string, ServiceAssessment] => [
    name,
    one === null || typeof one === "boolean" ? { ...quiet, failureNats: natsOf(one) } : { ...quiet, ...one },
  ]);
  return {
    window,
    windowMs: minuteMs,
    blind: false,
    alarmThreshold: 12,
    sourceThreshold: 12,
    lateSupport: () => null,
    ...rest,
    faultySources: faultySources.map((one) => ({
      name: "monitor",
      fault: "silent" as const,
      sinceWindow: window - 2,
      logEvidence: 15,
      ...one,
    })),
    services: new Map(assessed),
  };
}

interface IncidentOf extends Partial<Omit<Incident, "members" | "attribution">> {
  /** By name, or with what differs from a member that fails now. */
  readonly members?: readonly (string | (Partial<Member> & { readonly service: string }))[];
  readonly component?: string | null;
}

const membersByScope = {
  isolated: ["ant"],
  simultaneous: ["ant", "bee", "cat"],
  "reports-only": ["ant", "bee"],
  source: [],
  blind: [],
} as const;

/** What an incident is whose members fail hard. */
const severityByScope = {
  isolated: "error",
  simultaneous: "critical",
  "reports-only": "warning",
  source: "warning",
  blind: "critical",
} as const;

/** An open incident that was opened in the window before, and began a window earlier. Its id tells what it is. */
export function incidentOf(scope: Incident["scope"], changes: IncidentOf = {}): Incident {
  const { members = membersByScope[scope], component = "core", ...rest } = changes;
  const { openedWindow = now - 1 } = rest;
  const { onsetWindow = openedWindow - 1 } = rest;
  const made = members.map((one): Member => {
    const { service, ...member } = typeof one === "string" ? { service: one } : one;
    return { ...failingMember(service, onsetWindow, now - 1), ...member };
  });
  return {
    id: [scope, ...made.map(({ service }) => service)].join(" "),
    state: scope,
    scope,
    revision: 1,
    openedWindow,
    concurrent: false,
    onsetWindow,
    onsetWindows: [onsetWindow - 1, onsetWindow + 1],
    notFailing: [],
    unknown: [],
    collateral: [],
    severity: severityByScope[scope],
    attribution: scope === "simultaneous" ? { component, odds: 100, runnerUp: null, candidates: [] } : null,
    logEvidence: 15,
    withoutReports: 15,
    threshold: scope === "isolated" ? thresholds.isolated : thresholds.alarm,
    lastActiveWindow: now - 1,
    sources: scope === "source" ? ["monitor"] : [],
    failingSources: [],
    counterfactuals: null,
    supersedes: [],
    supersededBy: null,
    ...rest,
    members: made,
  };
}

/** The incidents before a window, with nothing emitted yet. */
export const progressOf = (open: readonly Incident[] = [], rest: Partial<Incidents> = {}): Progress => ({
  incidents: { ...noIncidents, ...rest, open },
  transitions: [],
});

export const namesOf = ({ members }: { readonly members: readonly { readonly service: string }[] }): string =>
  members.map(({ service }) => service).join(" ");

/** What happened, a line each: the input, the scope after it, who it is about, and why. */
export const movesOf = ({ transitions }: Pick<Progress, "transitions">): readonly string[] =>
  transitions.map(({ input, reason, incident }) => {
    const about = incident.members.length > 0 ? namesOf(incident) : incident.sources.join(" ");
    const why = reason === "evidence-crossed-threshold" ? "" : `: ${reason}`;
    return `${input} ${incident.scope} ${about}`.trimEnd() + why;
  });
