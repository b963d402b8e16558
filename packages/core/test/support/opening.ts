import type { Opening } from "../../src/incident/machine.ts";

/** What an incident opens with, where it does not matter. */
export const opening: Opening = {
  id: "0123456789abcdef",
  openedWindow: 100,
  concurrent: false,
  onsetWindow: 98,
  onsetWindows: [97, 99],
  members: [],
  notFailing: [],
  unknown: [],
  collateral: [],
  attribution: null,
  logEvidence: 12,
  withoutReports: 5,
  threshold: 11.8,
  lastActiveWindow: 100,
  sources: [],
  failingSources: [],
  counterfactuals: null,
};
