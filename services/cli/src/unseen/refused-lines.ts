import type { ErrorCode, Refused } from "@tocsin/contracts";

/** Refused lines, counted by service and code. What only came again is not refused: nothing of it is lost. */
export interface RefusedLines {
  /** `service`: whose line it was, null where that is not known. */
  readonly add: (code: ErrorCode, service: string | null) => void;
  /** Readings that were refused before they were recorded: a recorded frame counts them and knows no more. */
  readonly addCounted: (lines: number) => void;
  readonly told: (against: RefusedAgainst) => Refused;
}

/** What refused lines are held against. */
export interface RefusedAgainst {
  /** Readings that count, in all and by service. */
  readonly readings: number;
  readonly readingsOf: (service: string) => number;
  /** Services of the topology. */
  readonly declared: readonly string[];
  readonly limit: number;
}

/** Names come from the input: so many that the topology does not know are told apart, and the others are counted. */
const mostStrangers = 1000;
/** A summary's worth. */
const mostTold = 20;

interface OfService {
  refused: number;
  readonly byCode: Map<ErrorCode, number>;
}

export function refusedLines(declared: readonly string[]): RefusedLines {
  const byService = new Map<string, OfService>(
    declared.map((service) => [service, { refused: 0, byCode: new Map() }]),
  );
  const mostServices = declared.length + mostStrangers;
  let refused = 0;
  let ofUnknownService = 0;

  function serviceAt(service: string): OfService | null {
    const known = byService.get(service);
    if (known !== undefined || byService.size >= mostServices) return known ?? null;
    const made = { refused: 0, byCode: new Map() };
    byService.set(service, made);
    return made;
  }

  return {
    add(code, service) {
      if (code === "duplicate") return;
      refused += 1;
      const counts = service === null ? null : serviceAt(service);
      if (counts === null) {
        ofUnknownService += 1;
        return;
      }
      counts.refused += 1;
      counts.byCode.set(code, (counts.byCode.get(code) ?? 0) + 1);
    },
    addCounted(lines) {
      refused += lines;
      ofUnknownService += lines;
    },
    told: (against) => told({ refused, ofUnknownService, byService }, against),
  };
}

interface Counted {
  readonly refused: number;
  readonly ofUnknownService: number;
  readonly byService: ReadonlyMap<string, OfService>;
}

function told({ refused, ofUnknownService, byService }: Counted, against: RefusedAgainst): Refused {
  const { readings, readingsOf, declared, limit } = against;
  const services = [...byService]
    .filter(([, counts]) => counts.refused > 0)
    .map(([service, { refused: lines, byCode }]) => ({
      service,
      ...shareOf(lines, readingsOf(service)),
      byCode: Object.fromEntries([...byCode].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }))
    .toSorted((a, b) => (a.refused === b.refused ? (a.service < b.service ? -1 : 1) : b.refused - a.refused));
  const known = new Set(declared);
  const over = services.filter(({ service, refused: lines, of }) => known.has(service) && lines / of > limit);
  return {
    ...shareOf(refused, readings),
    limit,
    services: services.slice(0, mostTold),
    servicesLeftOut: Math.max(0, services.length - mostTold),
    ofUnknownService,
    overLimit: over.slice(0, mostTold).map(({ service }) => service),
  };
}

function shareOf(refused: number, readings: number) {
  const of = refused + readings;
  return { refused, of, share: of === 0 ? 0 : Number((refused / of).toFixed(6)) };
}
