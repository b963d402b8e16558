import { Name, UnitName } from "@tocsin/contracts";
import { z } from "zod";
import { faultKinds } from "../world/fault.ts";
import { annotated } from "./annotated.ts";
import { Happening } from "./happening.ts";

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const services = z.array(Name).min(1);

/** A number for each service that is named. */
const perService = annotated(z.record(Name, z.number().nonnegative()));
const wander = annotated(z.strictObject({ deviation: share, memoryMinutes: positive }));

/** An isolated incident of the quiet days. */
const PlantedFault = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(faultKinds),
  services: z.array(UnitName).min(1),
  onset: instant,
  minutes: positive,
  severity: share,
});

/** People complain of services that work. With an `id` it is labelled as a reports-only incident. */
const ReportBurst = z.strictObject({
  id: z.exactOptional(z.string().min(1)),
  services,
  onset: instant,
  minutes: positive,
  reportsFactor: positive,
  rampMinutes: positive,
});

const TrafficPeak = z.strictObject({
  services,
  onset: instant,
  minutes: positive,
  trafficFactor: positive,
  rampMinutes: positive,
});

const Normal = z.strictObject({
  requestsPerMinute: perService,
  errorRatio: perService,
  operationShare: z.record(Name, perService),
  operationErrorRatio: z.record(Name, perService),
  messagesPerMinute: perService,
  undeliveredShare: perService,
  p50Ms: perService,
  p95Ms: perService,
  p99Ms: perService,
  reportsPerMinute: perService,
  utcOffsetHours: annotated(z.record(Name, z.number().min(-12).max(14))),
  peakHour: perService,
  depth: perService,
  weekendFactor: perService,
  sharedLoading: perService,
  /** Who checks services from outside, and how: a witness of its own, never added to what a service says itself. */
  observers: z.exactOptional(
    z.record(
      Name,
      z.strictObject({ services, checksPerMinute: annotated(positive), errorRatio: annotated(share) }),
    ),
  ),
});

const ScenarioNoise = z.strictObject({
  requestsSize: annotated(positive),
  errorsSize: annotated(positive),
  messagesSize: annotated(positive),
  undeliveredSize: annotated(positive),
  reportsSize: annotated(positive),
  crowdReportsSize: annotated(positive),
  sharedLoad: wander,
  ownLoad: wander,
  errorRatio: wander,
  latency: wander,
  latencyScatter: annotated(positive),
  latencyFreedom: annotated(positive),
});

/** Values minute by minute from a service's onset on; the last one holds until routes come back. */
const fall = annotated(z.array(share).min(1));

const Outage = z.strictObject({
  /** The component that failed, as the topology names it. */
  component: Name,
  onset: annotated(instant),
  routesBack: annotated(instant),
  namesBack: annotated(instant),
  end: annotated(instant),
  members: z.strictObject({
    delayMinutes: perService,
    trafficFall: fall,
    failingFall: fall,
    stuckFall: fall,
    latencyFactor: annotated(positive),
    /** What holds when names resolve again; from there it goes evenly back to normal. */
    trafficAtNamesBack: annotated(share),
    failingAtNamesBack: annotated(share),
    stuckAtNamesBack: annotated(share),
  }),
  reports: z.strictObject({
    counterMinutes: annotated(positive),
    publishedPeaks: perService,
    assumedPeaks: perService,
    blamePeaks: perService,
    from: annotated(instant),
    peak: annotated(instant),
    growthPower: annotated(positive),
    decayMinutes: annotated(positive),
    decayAfterNamesBackMinutes: annotated(positive),
    blameDelayMinutes: annotated(z.number().nonnegative()),
  }),
  refuges: z.strictObject({
    timeSpentRisePercent: perService,
    reportsFactor: perService,
    delayMinutes: annotated(z.number().nonnegative()),
    rampMinutes: annotated(positive),
  }),
});

const common = {
  name: Name,
  title: z.string().min(1),
  seed: annotated(z.int().nonnegative()),
  period: z.strictObject({ from: annotated(instant), to: annotated(instant) }),
  transport: z.strictObject({
    partitionsPerTopic: annotated(z.int().positive()),
    longestDelayMs: annotated(z.int().nonnegative()),
    missingProbability: annotated(share),
  }),
  normal: Normal,
  noise: ScenarioNoise,
  quietDays: z.strictObject({
    deployBlipsPerDay: annotated(z.number().nonnegative()),
    isolated: annotated(z.array(PlantedFault)),
    reportBursts: annotated(z.array(ReportBurst)),
    trafficPeaks: annotated(z.array(TrafficPeak)),
  }),
  sources: z.record(z.string(), z.string().min(1)),
};

/** The outage of 2021-10-04, whose course has parts of its own: routes, names, refuges, people who blame. */
export const WithdrawnScenario = z.strictObject({
  ...common,
  provenance: z.literal("reconstructed"),
  roles: z.strictObject({
    members: services,
    refuges: services,
    blamed: services,
    bystanders: services,
  }),
  outage: Outage,
  /** Published facts that tests hold the recording against; the generator does not read them. */
  heldAgainst: z.strictObject({
    trafficStartsToFall: annotated(instant),
    reportsFrom: annotated(instant),
    knownElsewhere: annotated(instant),
    reportsInCountryOfCounters: annotated(positive),
  }),
});
export type WithdrawnScenario = z.infer<typeof WithdrawnScenario>;

/** Any other scenario: an ordinary world, and what happens in it one thing after or beside the other. */
export const StagedScenario = z.strictObject({
  ...common,
  provenance: z.enum(["reconstructed", "simulated"]),
  /** What a reader may expect to be said of it, in a sentence. */
  rightAnswer: z.string().min(1),
  /** Why it is hard, or what it shows; a paragraph. */
  about: z.string().min(1),
  /** What nobody published, or is disputed, a line each. */
  notKnown: z.array(z.string().min(1)),
  services,
  components: z.record(
    Name,
    z.strictObject({ description: z.exactOptional(z.string().min(1)), services: z.array(UnitName).min(1) }),
  ),
  happenings: z.array(Happening).min(1),
});
export type StagedScenario = z.infer<typeof StagedScenario>;

/** Every number of a scenario is published, derived or assumed, with its source. */
export type Scenario = WithdrawnScenario | StagedScenario;

export const isStaged = (scenario: Scenario): scenario is StagedScenario => "happenings" in scenario;
