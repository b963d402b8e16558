import type { DetectorObserver } from "@tocsin/detector";
import type { IntakeObserver } from "@tocsin/intake";

const nothing = (): void => undefined;

export const silentIntake: IntakeObserver = {
  assigned: nothing,
  acquired: nothing,
  released: nothing,
  processed: nothing,
  rejected: nothing,
  undecodable: nothing,
  gap: nothing,
  committed: nothing,
  failed: nothing,
};

export const silentDetector: DetectorObserver = {
  role: nothing,
  restored: nothing,
  adopted: nothing,
  learning: nothing,
  processed: nothing,
  frameRejected: nothing,
  gap: nothing,
  committed: nothing,
  alert: nothing,
  awaiting: nothing,
  failed: nothing,
};
