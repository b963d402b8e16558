import type { DetectorInstrumentation } from "@tocsin/detector";
import type { IntakeInstrumentation } from "@tocsin/intake";

const nothing = (): void => undefined;

export const silentIntake: IntakeInstrumentation = {
  hostClock: nothing,
  assigned: nothing,
  acquired: nothing,
  caughtUp: nothing,
  released: nothing,
  absent: nothing,
  processed: nothing,
  foreign: nothing,
  registryFailed: nothing,
  undecodable: nothing,
  gap: nothing,
  committed: nothing,
  heldBack: nothing,
  producers: nothing,
  failed: nothing,
  aside: nothing,
};

export const silentDetector: DetectorInstrumentation = {
  role: nothing,
  restored: nothing,
  alertsUnread: nothing,
  adopted: nothing,
  caughtUp: nothing,
  learning: nothing,
  processed: nothing,
  frameRejected: nothing,
  gap: nothing,
  committed: nothing,
  alert: nothing,
  awaiting: nothing,
  warmUp: nothing,
  unwatched: nothing,
  commandApplied: nothing,
  commandRefused: nothing,
  commandsUnread: nothing,
  failed: nothing,
  aside: nothing,
};
