import type { IncidentScore } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { expectationOf, unmet } from "../../src/replay/expectation.ts";
import { alert } from "../support/alerts.ts";
import { story } from "../support/story.ts";

const histories = (...events: Parameters<typeof story>[0]) => story(events).histories;
const isolated = alert({ scope: "isolated", component: null });
const retracted = alert({ revision: 2, status: "retracted" });

const found: IncidentScore = {
  id: "one",
  found: true,
  incident: "c0ffee",
  scopeRight: true,
  delayMs: 0,
  onsetErrorMs: 0,
  component: "backbone",
  componentRight: true,
  precision: 1,
  recall: 1,
  innocentBlamed: [],
};
const score = (change: Partial<IncidentScore>, falseAlarms = 0) => ({
  incidents: [{ ...found, ...change }],
  quietDays: 1,
  falseAlarms,
  falseAlarmsPer90Days: 0,
});

test("what is no expectation is refused, and so is labels without labels", () => {
  expect(() => expectationOf("nothing", true)).toThrow("--expect takes none, simultaneous");
  expect(() => expectationOf("simultaneous:", true)).toThrow("--expect takes");
  expect(() => expectationOf("labels", false)).toThrow("needs a labels file");
});

test("none allows isolated incidents, but not a simultaneous alarm, even one taken back", () => {
  const none = expectationOf("none", false);
  expect(unmet(none, histories(isolated), null)).toBeNull();
  expect(unmet(none, histories(alert()), null)).toContain("c0ffee");
  expect(unmet(none, histories(alert(), retracted), null)).toContain("c0ffee");
});

test("simultaneous wants one that stands, with the component if one is named", () => {
  const any = expectationOf("simultaneous", false);
  const backbone = expectationOf("simultaneous:backbone", false);
  expect([unmet(any, histories(alert()), null), unmet(backbone, histories(alert()), null)]).toEqual([
    null,
    null,
  ]);
  expect(unmet(any, histories(isolated), null)).toBe("no simultaneous failure was found");
  expect(unmet(any, histories(alert(), retracted), null)).toBe("no simultaneous failure was found");
  expect(unmet(backbone, histories(alert({ component: null })), null)).toContain(
    "no component, not to backbone",
  );
});

test("labels wants everything right that the labels say, and no false alarm", () => {
  const labels = expectationOf("labels", true);
  expect(unmet(labels, [], score({}))).toBeNull();
  expect(unmet(labels, [], score({ componentRight: null }))).toBeNull();
  expect(unmet(labels, [], score({ found: false }))).toBe("one was missed");
  expect(unmet(labels, [], score({ componentRight: false }))).toBe("one has the wrong component");
  expect(unmet(labels, [], score({ innocentBlamed: ["telegram"] }))).toBe("one blames telegram");
  expect(unmet(labels, [], score({}, 2))).toBe("false simultaneous alarms: 2");
});
