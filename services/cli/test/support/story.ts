import type { AlertEvent } from "@tocsin/contracts";
import { incidentLedger } from "../../src/timeline/incident-history.ts";
import type { Story } from "../../src/timeline/story.ts";
import { nothingRefused } from "../../../../packages/report/test/support/synthetic-outage.ts";

const day = 86_400_000;
const end = Date.parse("2021-10-05T00:00:00Z");

/** A story of 15 days up to the end of 2021-10-04, in which these events were sent. */
export function story(events: readonly AlertEvent[], change: Partial<Story> = {}): Story {
  const ledger = incidentLedger();
  for (const event of events) ledger.add(event);
  return {
    histories: ledger.histories(),
    topology: {
      services: { facebook: { displayName: "Facebook" }, instagram: null, whatsapp: null, telegram: null },
      components: { backbone: { services: ["facebook", "instagram", "whatsapp"] } },
    },
    sources: [],
    unfinished: 0,
    windowMs: 60_000,
    covered: { fromMs: end - 15 * day, toMs: end },
    services: 12,
    readings: 777_600,
    readAgain: 0,
    rejectedByCode: {},
    refused: nothingRefused,
    late: {
      reachable: { lines: 0, mostMs: 0 },
      unreachable: 0,
      behind: { lines: 0, services: [], ahead: [] },
    },
    doubts: [],
    quiet: new Map(),
    droppedFields: {},
    unlistedServices: [],
    feedback: new Map(),
    score: null,
    labelsOutside: 0,
    ...change,
  };
}
