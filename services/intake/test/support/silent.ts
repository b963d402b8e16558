import type { IntakeObserver } from "../../src/intake-observer.ts";

const nothing = (): void => undefined;
export const silent: IntakeObserver = {
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
