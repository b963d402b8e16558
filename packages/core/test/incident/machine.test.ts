import { expect, test } from "vitest";
import { moveIncident, openIncident } from "../../src/incident/machine.ts";
import { incidentInputs, transitionTable } from "../../src/incident/transition-table.ts";
import { opening } from "../support/opening.ts";

const opens = { window: 100, reason: "evidence-crossed-threshold" } as const;

test("an incident opens by an input that opens, and by no other", () => {
  for (const input of incidentInputs) {
    if (transitionTable.absent[input] === "refused")
      expect(() => openIncident(input, opening, opens)).toThrow(RangeError);
    else expect(openIncident(input, opening, opens).incident.revision).toBe(1);
  }
});

test("an incident that ends keeps the scope that it had", () => {
  const { incident } = openIncident("open-isolated", opening, opens);
  const when = { window: 101, reason: "scope-widened" } as const;
  const wide = moveIncident(incident, "widen", {}, when).incident;
  expect(moveIncident(wide, "recover", {}, when).incident.scope).toBe("simultaneous");
  expect(moveIncident(incident, "supersede", {}, when).incident.scope).toBe("isolated");
});
