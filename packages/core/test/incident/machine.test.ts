import fc from "fast-check";
import { expect, test } from "vitest";
import type { Incident, IncidentChanges } from "../../src/incident/incident.ts";
import { isOpen, moveIncident, openIncident, type Opening } from "../../src/incident/machine.ts";
import {
  type IncidentInput,
  incidentInputs,
  type IncidentState,
  transitionTable,
} from "../../src/incident/transition-table.ts";

const opening: Opening = {
  id: "0123456789abcdef",
  openedWindow: 100,
  onsetWindow: 98,
  onsetWindows: [97, 99],
  members: [],
  notFailing: [],
  collateral: [],
  attribution: null,
  logEvidence: 12,
  withoutReports: 5,
  threshold: 11.8,
  lastActiveWindow: 100,
  sources: [],
};

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
      ? openIncident(input, opening, 100).incident
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
    ...(before ?? { ...opening, supersedes: [], supersededBy: null }),
    ...(before === null ? {} : changes),
    state: next,
    scope,
    revision,
  });
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

test("an incident opens by an input that opens, and by no other", () => {
  for (const input of incidentInputs) {
    if (transitionTable.absent[input] === "refused")
      expect(() => openIncident(input, opening, 100)).toThrow(RangeError);
    else expect(openIncident(input, opening, 100).incident.revision).toBe(1);
  }
});

test("an incident that ends keeps the scope that it had", () => {
  const { incident } = openIncident("open-isolated", opening, 100);
  const when = { window: 101, reason: "scope-widened" } as const;
  const wide = moveIncident(incident, "widen", {}, when).incident;
  expect(moveIncident(wide, "recover", {}, when).incident.scope).toBe("simultaneous");
  expect(moveIncident(incident, "supersede", {}, when).incident.scope).toBe("isolated");
});
