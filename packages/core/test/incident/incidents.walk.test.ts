import fc from "fast-check";
import { expect, test } from "vitest";
import { follow, type Incidents, membersOf, noIncidents, step } from "../../src/incident/index.ts";
import { arbitraryPhases, assessmentAt, type Phase, verdictAt } from "../support/arbitrary-verdicts.ts";
import { brokenIncidents, incidentLedger } from "../support/incident-invariants.ts";
import { identity, movesOf } from "../support/verdicts.ts";

interface Walk {
  readonly broken: readonly string[];
  readonly moves: readonly string[];
}

/** Walks through the phases, and says after every window which sentences of SPEC.md the incidents break. */
function walk(phases: readonly Phase[]): Walk {
  const ledger = incidentLedger();
  const overSince = new Map<string, number>();
  const broken: string[] = [];
  const moves: string[] = [];
  let incidents: Incidents = noIncidents;
  let window = 1000;
  for (const phase of phases) {
    const phaseStart = window;
    for (const end = window + phase.windows; window < end; window += 1) {
      const at = { window, phase, phaseStart, overSince };
      const before = incidents;
      const assessment = assessmentAt(at, membersOf(before));
      const followed = follow(before, assessment, identity);
      for (const service of followed.over) overSince.set(service, window);
      const stepped = step(before, followed, verdictAt(at), identity);
      broken.push(...brokenIncidents(ledger, { before, assessment, followed, stepped }));
      moves.push(...movesOf(stepped));
      incidents = stepped.incidents;
    }
  }
  return { broken, moves };
}

const kindOf = (move: string): string => move.split(/[ :]+/).slice(0, 2).join(" ");

test("whatever the verdicts, the incidents keep every invariant in every window", () => {
  fc.assert(
    fc.property(arbitraryPhases, (phases) => {
      expect(walk(phases).broken).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("and among the verdicts drawn are failures that began apart and are one", () => {
  const moves = fc.sample(arbitraryPhases, { numRuns: 200, seed: 1 }).flatMap((phases) => walk(phases).moves);
  expect(moves.some((move) => move.endsWith(": concurrent-failures"))).toBe(true);
});

test("and the verdicts drawn lead to every move that the transition table allows", () => {
  const kinds = new Set(
    fc
      .sample(arbitraryPhases, { numRuns: 1000, seed: 3 })
      .flatMap((phases) => walk(phases).moves.map(kindOf)),
  );
  expect([...kinds].toSorted()).toEqual(
    [
      "open-blind blind",
      "recover blind",
      "open-isolated isolated",
      "revise isolated",
      "recover isolated",
      "supersede isolated",
      "disprove isolated",
      "open-reports-only reports-only",
      "revise reports-only",
      "recover reports-only",
      "supersede reports-only",
      "open-simultaneous simultaneous",
      "widen simultaneous",
      "revise simultaneous",
      "recover simultaneous",
      "disprove simultaneous",
      "open-source source",
      "revise source",
      "recover source",
    ].toSorted(),
  );
});
