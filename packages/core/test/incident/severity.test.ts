import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Depth, depths } from "../../src/correlate/index.ts";
import { type Incident, type Severity, severities, severityOf } from "../../src/incident/index.ts";
import { followSeverity } from "../../src/incident/follow-severity.ts";
import { incidentOf, minuteMs, movesOf, now, progressOf, verdictOf } from "../support/verdicts.ts";

const isolated = (depth: Depth, minutes = 6): Severity =>
  severityOf({ scope: "isolated", depths: [depth], known: 10, lastedMs: minutes * minuteMs });
const together = (found: readonly Depth[], known = 10, minutes = 6): Severity =>
  severityOf({ scope: "simultaneous", depths: found, known, lastedMs: minutes * minuteMs });

describe("an isolated failure", () => {
  test("of no consequence is information, and a warning when it has lasted an hour", () => {
    expect(isolated("slight")).toBe("info");
    expect(isolated("slight", 60)).toBe("warning");
  });

  test("of some of the requests is a warning, and an error when it has lasted half an hour", () => {
    expect(isolated("mild")).toBe("warning");
    expect(isolated("mild", 30)).toBe("error");
  });

  test("that is hard is an error at once", () => {
    expect(isolated("hard", 1)).toBe("error");
  });
});

describe("a simultaneous failure", () => {
  test("is critical where two are down at once", () => {
    expect(together(["hard", "hard"])).toBe("critical");
    expect(together(["hard", "mild", "mild"])).toBe("error");
  });

  test("is critical where half of all services fail, if they are four at least", () => {
    expect(together(["mild", "mild", "mild", "mild"], 8)).toBe("critical");
    expect(together(["mild", "mild", "mild", "mild"], 9)).toBe("error");
    expect(together(["mild", "mild", "mild"], 4)).toBe("error");
  });

  test("of no consequence is a warning, and an error when it has lasted an hour", () => {
    expect(together(["slight", "slight"])).toBe("warning");
    expect(together(["slight", "slight"], 10, 60)).toBe("error");
  });
});

const told = (open: Incident, depth: Depth, window = now) =>
  followSeverity(progressOf([open]), verdictOf({ window, depth }));

describe("severity over the life of an incident", () => {
  test("rises in an alert of its own where nothing else is told in that window", () => {
    const after = told(incidentOf("isolated", { severity: "info" }), "hard");
    expect(movesOf(after)).toEqual(["revise isolated ant: severity-raised"]);
    expect(after.incidents.open[0]).toMatchObject({ severity: "error", revision: 2 });
  });

  test("rises in the alert that is told in that window anyway", () => {
    const incident = incidentOf("isolated", { severity: "info" });
    const transition = { incident, input: "open-isolated", window: now, reason: "members-changed" } as const;
    const progress = { ...progressOf([incident]), transitions: [transition] };
    const after = followSeverity(progress, verdictOf({ depth: "hard" }));
    expect(after.transitions).toHaveLength(1);
    expect(after.transitions[0]?.incident).toMatchObject({ severity: "error", revision: 1 });
    expect(after.incidents.open[0]).toEqual(after.transitions[0]?.incident);
  });

  test("is not raised by one bad window: the one before must have been as bad", () => {
    const first = told(incidentOf("isolated", { severity: "info", members: [slightly] }), "hard");
    expect(movesOf(first)).toEqual([]);
    const second = followSeverity(first, verdictOf({ window: now + 1, depth: "hard" }));
    expect(movesOf(second)).toEqual(["revise isolated ant: severity-raised"]);
  });

  test("is that of the members that have not recovered", () => {
    const members = [{ service: "ant", recovered: true }, "bee", "cat"];
    const after = told(incidentOf("simultaneous", { severity: "warning", members }), "hard");
    expect(after.incidents.open[0]?.severity).toBe("critical");
    const one = told(
      incidentOf("simultaneous", { severity: "warning", members: members.slice(0, 2) }),
      "hard",
    );
    expect(one.incidents.open[0]?.severity).toBe("error");
  });

  test("[18] never falls, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("isolated", "simultaneous", "reports-only", "source", "blind"),
        fc.constantFrom(...severities),
        fc.array(fc.constantFrom(...depths), { minLength: 1, maxLength: 20 }),
        (scope, severity, found) => {
          let progress = progressOf([incidentOf(scope, { severity })]);
          let before = severities.indexOf(severity);
          found.forEach((depth, at) => {
            progress = followSeverity(progress, verdictOf({ window: now + at, depth }));
            const after = severities.indexOf(progress.incidents.open[0]!.severity);
            expect(after).toBeGreaterThanOrEqual(before);
            before = after;
          });
        },
      ),
    );
  });
});

const slightly = { service: "ant", depth: "slight" } as const;
