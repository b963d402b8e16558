import type { Attribution } from "./attribution.ts";
import type { Depth } from "./depth.ts";
import type { DetectorEvidence, KnownSince } from "./e-detector.ts";

/** What evidence must reach, in nats. */
export interface Thresholds {
  readonly alarm: number;
  /** Without user reports. */
  readonly corroboration: number;
  readonly isolated: number;
  /** For a suspicion by reports alone. */
  readonly suspicion: number;
}

/** A component as far as it is in the stream. */
export interface NamedGroup {
  readonly name: string;
  readonly implied: boolean;
  readonly services: readonly string[];
  /** How many of its services must fail together; null where they cannot be told from accidents, or there is only one. */
  readonly fewest: number | null;
}

/** A service that fails, and since which window. Windows are numbers: start / windowMs. */
export interface FailingService {
  readonly service: string;
  readonly onsetWindow: number;
}

/** A service that fails by its own evidence. */
export interface IsolatedFailure extends FailingService {
  /** Nats. */
  readonly logEvidence: number;
}

/** What failing services share. */
export interface Explanation {
  readonly attribution: Attribution;
  /** Services of the named component that work, and those of which nothing recent is known. */
  readonly notFailing: readonly string[];
  readonly unknown: readonly string[];
}

/** Services that fail now, each by itself, and are no accident. */
export interface SharedNow extends Explanation {
  /** In order of their onsets. */
  readonly members: readonly FailingService[];
  /** Nats. */
  readonly logEvidence: number;
  readonly threshold: number;
}

/** What an alarm is about: since when, who, and what they share. */
export interface Diagnosis extends Explanation {
  readonly onsetWindow: number;
  /** First and last window between which the onset lies with 95 % probability. */
  readonly onsetWindows: readonly [number, number];
  readonly members: readonly FailingService[];
}

/** Work on a service, or a part of it. */
export interface WorkEnded {
  /** The last window of it so far. */
  readonly window: number;
  /** Windows between two readings of the service. */
  readonly cadenceWindows: number;
}

/** Since when services are known to fail, by name: for which onsets they count in the detector. */
export type KnownFailures = ReadonlyMap<string, KnownSince>;

/** What one window says of who fails, by names of services. */
export interface Verdict {
  readonly window: number;
  readonly windowMs: number;
  readonly blind: boolean;
  readonly thresholds: Thresholds;
  /** Everybody in the stream who may fail, in order of first appearance: all but those that are worked on. */
  readonly services: readonly string[];
  /** Services that are worked on (rule 53), and what is known of those that are or were. */
  readonly maintained: ReadonlySet<string>;
  readonly workEnded: ReadonlyMap<string, WorkEnded>;
  readonly groups: readonly NamedGroup[];
  /** How many services anything was seen of in the last seven days. */
  readonly known: number;
  /** The detector over everything that was observed. */
  readonly all: DetectorEvidence;
  /** The detector without user reports, and without what incidents that are over leave behind. */
  readonly withoutReports: DetectorEvidence;
  readonly isolated: readonly IsolatedFailure[];
  readonly ask: Questions;
}

/**
 * What is worked out only where a policy needs it. Each answer is a function of the window's evidence and the question
 * alone, whenever it is asked before the next window.
 */
export interface Questions {
  /** Onset, members and component, starting from an onset `lag` windows ago, among services that may take part. */
  diagnose(among: readonly string[], lag: number): Diagnosis;
  /** What explains best that these services fail, each since its own window, and the others do not. */
  explain(failing: readonly FailingService[], others: readonly string[]): Explanation;
  /** Since when a service that failed by itself has failed, once it joins an incident that began in this window. */
  joinedOnset(failing: FailingService, incidentOnset: number): number;
  /** The detector, with other failures known. */
  detect(known: KnownFailures): { readonly logEvidence: number; readonly withoutReports: number };
  /** The detector, if more than two had to fail together in every group; also with other failures known. */
  ofThree(known?: KnownFailures): { readonly logEvidence: number; readonly withoutReports: number };
  /** Those of the services that show by themselves that they fail. */
  confirmed(among: readonly string[]): readonly string[];
  /**
   * Which of the services that fail by themselves do so together, though they began apart; null where it may be an
   * accident. `others` are those that might work.
   */
  concurrent(lone: readonly IsolatedFailure[], others: readonly string[]): SharedNow | null;
  /** Since which window the service fails by itself; null where its evidence does not exceed the threshold, in nats. */
  onsetOf(service: string, threshold: number): number | null;
  /** How deeply a service fails in this window. */
  depthOf(service: string): Depth;
  /** Services that are likely to fail since `lag` windows ago, reports included. */
  suspectedSince(lag: number): readonly string[];
  /** Those of the services that people complain about though nothing else may show. */
  complainedAbout(among: readonly string[]): readonly string[];
}

/** What can be said of who fails still, for incidents that are open. */
export interface Assessment {
  readonly window: number;
  readonly windowMs: number;
  /** Nothing can be said of anybody. */
  readonly blind: boolean;
  /** Sources of several entities that are at fault now. */
  readonly faultySources: readonly FaultySource[];
  /** What evidence of a shared failure must reach to be told, nats. */
  readonly alarmThreshold: number;
  /** What a source's evidence must reach, nats. */
  readonly sourceThreshold: number;
  /** Of the services that were asked for. */
  readonly services: ReadonlyMap<string, ServiceAssessment>;
  /** What late readings of this window changed of a service's evidence; null in a window without any. */
  readonly lateSupport: (service: string, since: LateSince) => LateSupport | null;
}

/** Since when a service is said to fail, and how many windows before that are looked at. */
export interface LateSince {
  readonly onsetWindow: number;
  readonly leadWindows: number;
}

/** The windows of a service that speak most for its failure: since when, and how much. */
export interface Support {
  readonly nats: number;
  readonly onsetWindow: number;
}

/** The same as it was known in time, and with what came late. */
export interface LateSupport {
  /** Whether anything of the service came late that can tell whether it failed since then: not if that is too long ago. */
  readonly isHeard: boolean;
  readonly before: Support;
  readonly after: Support;
}

export interface FaultySource {
  readonly name: string;
  /** `silent`: nothing comes of it. `failing`: it sees failures everywhere which others do not. */
  readonly fault: "silent" | "failing";
  /** First window in which that was so. */
  readonly sinceWindow: number;
  /** Evidence of it, nats. */
  readonly logEvidence: number;
}

export interface ServiceAssessment {
  /** Evidence that it still fails, nats: it does above 0. Null where it could not be judged in this window. */
  readonly failureNats: number | null;
  /** Evidence that people still complain, or that anything else shows, nats; null while it is worked on. */
  readonly complaintNats: number | null;
  /** Windows between two readings. */
  readonly cadenceWindows: number;
  /** How much of it is lost in this window. */
  readonly depth: Depth;
  /** What shows of it is no more than a drift of its level, which nothing was learned of meanwhile (rule 31). */
  readonly isWithinDrift: boolean;
  /** Its past is excluded: that it failed alone teaches nothing (rule 54). */
  readonly isExcluded?: boolean;
}
