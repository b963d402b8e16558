import type { Fault } from "./point.ts";

/** What was refused of one message, and how often. */
export interface Refused extends Fault {
  readonly count: number;
}

export interface FaultCounts {
  readonly add: (fault: Fault) => void;
  readonly all: () => readonly Refused[];
}

/** Different faults of one message that are told apart; the others of a code are counted together. */
const mostKinds = 100;

/** Counts faults by code and subject: a message of a hundred thousand bad samples gives a few lines. */
export function faultCounts(): FaultCounts {
  const found = new Map<string, { fault: Fault; count: number }>();
  return {
    add: (fault) => {
      const own = `${fault.code} ${fault.subject}`;
      const key = found.has(own) || found.size < mostKinds ? own : fault.code;
      const before = found.get(key);
      if (before === undefined) found.set(key, { fault, count: 1 });
      else before.count += 1;
    },
    all: () => [...found.values()].map(({ fault, count }) => ({ ...fault, count })),
  };
}
