import fc from "fast-check";
import { expect, test } from "vitest";
import type { Incident, IncidentChanges } from "../../src/incident/incident.ts";
import { isOpen, moveIncident, openIncident } from "../../src/incident/machine.ts";
import {
  type IncidentInput,
  incidentInputs,
  type IncidentState,
  transitionTable,
} from "../../src/incident/transition-table.ts";
import { leastSeverity } from "../../src/incident/severity.ts";
import { opening } from "../support/opening.ts";

/** What a walk knows: where the incident must be and how often it has moved. */
interface Model {
  state: IncidentState;
  revision: number;
}

/** What a walk drives. */
interface Real {
  incident: Incident | null;
}

type Step = fc.Command<Model, Real>;

/** One input with changes: whatever the table says of it must happen, and nothing else. */
const stepOf = (input: IncidentInput, changes: IncidentChanges): Step => ({
  check: () => true,
  run: (model, real) => apply(model, real, input, changes),
  toString: () => input,
});

function apply(model: Model, real: Real, input: IncidentInput, changes: IncidentChanges): void {
  const next = transitionTable[model.state][input];
  const { incident: before } = real;
  const act = (): Incident =>
    before === null
      ? openIncident(input, opening, { window: 100, reason: "evidence-crossed-threshold" }).incident
      : moveIncident(before, input, changes, { window: 101, reason: "members-changed" }).incident;
  if (next === "refused") {
    expect(act).toThrow(RangeError);
    return;
  }
  const copy = structuredClone(before);
  const after = act();
  expect(before).toEqual(copy);
  const ended = next === "resolved" || next === "retracted";
  const scope = ended ? before?.scope : next;
  const revision = model.revision + 1;
  expect(after).toEqual({
    ...(before ?? { ...opening, severity: after.severity, supersedes: [], supersededBy: null }),
    ...(before === null ? {} : changes),
    state: next,
    scope,
    revision,
  });
  if (before === null) expect(after.severity).toBe(leastSeverity[after.scope]);
  expect(after.id).toBe(opening.id);
  expect(isOpen(after)).toBe(!ended);
  Object.assign(model, { state: next, revision });
  real.incident = after;
}

const changes: fc.Arbitrary<IncidentChanges> = fc.record(
  {
    onsetWindow: fc.integer({ min: 90, max: 100 }),
    logEvidence: fc.double({ min: 0, max: 99, noNaN: true }),
    supersededBy: fc.constant("x"),
  },
  { requiredKeys: [] },
);

const inputs = fc.commands(
  incidentInputs.map((input) => changes.map((change) => stepOf(input, change))),
  { size: "+1" },
);

test("any walk over the machine goes by the table: one id, revisions by one, no change after an end", () => {
  fc.assert(
    fc.property(inputs, (commands) => {
      const start = (): { model: Model; real: Real } => ({
        model: { state: "absent", revision: 0 },
        real: { incident: null },
      });
      fc.modelRun(start, commands);
    }),
    { numRuns: 300 },
  );
});
