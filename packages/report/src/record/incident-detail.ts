import type { AlertEvent, EvidenceFrame, HeldReason } from "@tocsin/contracts";
import { type EvidenceStrip, evidenceStrip } from "./evidence-strip.ts";
import { type SignalSegment, signalSegment } from "./signal-columns.ts";

/** How much is kept of every incident, in windows, so that a recording of any length fits into the same memory. */
export const detailLimits = {
  /** Windows before an incident opens or ends. */
  before: 60,
  /** Windows after it opens. */
  after: 75,
  /** Windows after it ends. */
  afterEnd: 20,
  /** Time bins of its strip of evidence, which covers it from beginning to end. */
  stripBins: 480,
  /** Services of an incident whose series are kept; members come first. */
  services: 24,
  /** Incidents with detail: isolated ones, and all others, each. */
  incidents: 24,
} as const;

/** What is kept of one incident besides its alert events. */
export interface IncidentDetail {
  readonly strip: EvidenceStrip;
  /** Around the onset, and around the end when that is apart; a segment is missing where no frame was seen. */
  readonly segments: readonly SignalSegment[];
  /** Services of which the model learned again while the incident was open, and since when: epoch milliseconds. */
  readonly learnedSince: ReadonlyMap<string, number>;
  /** Services of which nothing was learned at some time while the incident was open, by reason. */
  readonly heldFor: ReadonlyMap<HeldReason, readonly string[]>;
}

export interface DetailRecorder {
  readonly addFrame: (frame: EvidenceFrame) => void;
  readonly addAlert: (event: AlertEvent) => void;
  /** Detail by incident id. Retracted incidents and those beyond the limit have none. */
  readonly finish: () => ReadonlyMap<string, IncidentDetail>;
}

/** Frames are held by reference and only as long as an incident needs them; then the series of its services are kept. */
interface Followed {
  readonly strip: EvidenceStrip;
  services: ReadonlySet<string>;
  /** Frames of the segment that is being collected, and how many more it takes. */
  frames: EvidenceFrame[];
  framesWanted: number;
  readonly segments: SignalSegment[];
  readonly held: Set<string>;
  readonly learnedSince: Map<string, number>;
  readonly heldFor: Map<HeldReason, string[]>;
  ended: boolean;
}

export function detailRecorder(windowMs: number): DetailRecorder {
  const recent: EvidenceFrame[] = [];
  const followed = new Map<string, Followed>();
  const active = new Set<Followed>();
  const places = { isolated: detailLimits.incidents as number, other: detailLimits.incidents as number };

  const follow = (event: AlertEvent): Followed | undefined => {
    if (places[placeOf(event)] === 0 || event.data.status !== "open") return undefined;
    places[placeOf(event)]--;
    const incident = openDetail(windowMs, recent);
    followed.set(event.data.incident, incident);
    active.add(incident);
    return incident;
  };

  const forget = (id: string, incident: Followed, event: AlertEvent): void => {
    followed.delete(id);
    active.delete(incident);
    places[placeOf(event)]++;
  };

  return {
    addFrame: (frame) => {
      recent.push(frame);
      if (recent.length > detailLimits.before) recent.shift();
      for (const incident of active) {
        if (!takeFrame(incident, frame)) active.delete(incident);
      }
    },
    addAlert: (event) => {
      const incident = followed.get(event.data.incident) ?? follow(event);
      if (incident === undefined || incident.ended) return;
      if (event.data.status === "retracted") return forget(event.data.incident, incident, event);
      incident.services = servicesToKeep(event);
      if (event.data.status === "resolved") endDetail(incident, recent);
    },
    finish: () => {
      for (const incident of active) {
        if (incident.framesWanted === 0 && !incident.ended) incident.frames = [...recent];
        keepSegment(incident);
      }
      active.clear();
      return followed;
    },
  };
}

function placeOf(event: AlertEvent): "isolated" | "other" {
  return event.data.scope === "isolated" ? "isolated" : "other";
}

function servicesToKeep(event: AlertEvent): ReadonlySet<string> {
  const members = event.data.services.filter((service) => service.role === "member");
  const others = event.data.services.filter((service) => service.role !== "member");
  const names = [...members, ...others].map((service) => service.service);
  return new Set(names.slice(0, detailLimits.services));
}

function openDetail(windowMs: number, recent: readonly EvidenceFrame[]): Followed {
  const strip = evidenceStrip(windowMs, detailLimits.stripBins);
  for (const frame of recent) strip.add(frame);
  return {
    strip,
    services: new Set(),
    frames: [...recent],
    framesWanted: detailLimits.after,
    segments: [],
    held: new Set(),
    learnedSince: new Map(),
    heldFor: new Map(),
    ended: false,
  };
}

/** True while the incident needs more frames. */
function takeFrame(incident: Followed, frame: EvidenceFrame): boolean {
  incident.strip.add(frame);
  if (!incident.ended) noteLearning(incident, frame);
  if (incident.framesWanted > 0) {
    incident.frames.push(frame);
    incident.framesWanted--;
    if (incident.framesWanted === 0) keepSegment(incident);
  }
  return incident.framesWanted > 0 || !incident.ended;
}

/** A service that was held back from learning and is so no more: its expectation follows what it does now. */
function noteLearning({ services, held, learnedSince, heldFor }: Followed, frame: EvidenceFrame): void {
  frame.units.unit.forEach((unit, index) => {
    if (!services.has(unit)) return;
    const reason = frame.units.held?.[index] ?? null;
    if (reason !== null) noteReason(heldFor, reason, unit);
    if (reason !== null && passing.has(reason)) return;
    if (frame.units.learning[index] === false) {
      held.add(unit);
      learnedSince.delete(unit);
    } else if (held.has(unit) && !learnedSince.has(unit)) learnedSince.set(unit, frame.windowStart);
  });
}

/** Reasons that are about the window, not about the service: what comes after them tells of no new level. */
const passing: ReadonlySet<HeldReason> = new Set(["blind", "special-day", "faulty-source"]);

function noteReason(heldFor: Map<HeldReason, string[]>, reason: HeldReason, unit: string): void {
  const units = heldFor.get(reason) ?? [];
  if (!units.includes(unit)) heldFor.set(reason, [...units, unit]);
}

/** Short incidents end within their first segment, which then only runs on a little. */
function endDetail(incident: Followed, recent: readonly EvidenceFrame[]): void {
  if (incident.framesWanted === 0) incident.frames = [...recent];
  incident.framesWanted = detailLimits.afterEnd;
  incident.ended = true;
}

function keepSegment(incident: Followed): void {
  const segment = signalSegment(incident.frames, incident.services);
  if (segment !== null) incident.segments.push(segment);
  incident.frames = [];
}
