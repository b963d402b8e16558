import { expect, test } from "vitest";
import { inOrder, isFound, rowsOf } from "../../src/client/find.js";
import type { IncidentPlace, Payload, Strip } from "../../src/client/payload.ts";

const nothing = { text: "", component: "", scope: "", order: "time", all: false };
const incident = (more: Partial<IncidentPlace>): IncidentPlace => ({
  anchor: "incident-1",
  from: 0,
  to: 10,
  services: ["chat", "mail"],
  scope: "simultaneous",
  components: ["edge"],
  severity: -1,
  ...more,
});

test.each([
  [{}, true],
  [{ text: "hat" }, true],
  [{ text: "shop" }, false],
  [{ component: "edge" }, true],
  [{ component: "mesh" }, false],
  [{ scope: "simultaneous" }, true],
  [{ scope: "isolated" }, false],
  [{ scope: "simultaneous", component: "edge", text: "mail" }, true],
])("an incident is found by all that is asked for: %j", (wanted, found) => {
  expect(isFound(incident({}), { ...nothing, ...wanted })).toBe(found);
});

test("incidents are put in the order that is chosen, in time where they are alike", () => {
  const all = [
    incident({ anchor: "late", from: 50, to: 55, severity: 0, services: ["a"] }),
    incident({ anchor: "open", from: 20, to: null, services: ["a", "b", "c"] }),
    incident({ anchor: "first", from: 10, to: 90, services: ["a"] }),
  ];
  const order = (name: string) => inOrder(all, name).map(({ anchor }) => anchor);
  expect(order("time")).toEqual(["first", "open", "late"]);
  expect(order("length")).toEqual(["open", "first", "late"]);
  expect(order("services")).toEqual(["open", "first", "late"]);
  expect(order("severity")).toEqual(["late", "first", "open"]);
});

test("rows are those of the services that are looked for; without a wish the first 48, and all if asked for", () => {
  const names = [
    "New shared failure",
    "chat",
    "chat/media",
    "mail",
    ...Array.from({ length: 60 }, (_, at) => `x-${at}`),
  ];
  const lane = { telemetry: null, reportsOnly: null, planned: null };
  const strip: Strip = {
    from: 0,
    binMs: 1,
    bins: 1,
    marks: [],
    rows: names.map((name) => ({ name, ...lane })),
  };
  const payload: Payload = {
    windowMs: 1,
    strips: {},
    charts: {},
    incidents: [],
    components: { edge: ["chat"] },
  };
  const rows = (wanted: Partial<typeof nothing>) =>
    rowsOf(strip, payload, { ...nothing, ...wanted }).map((row) => names[row]);
  expect(rows({ component: "edge" })).toEqual(["New shared failure", "chat", "chat/media"]);
  expect(rows({ text: "mail" })).toEqual(["New shared failure", "mail"]);
  expect(rows({ text: "nobody" })).toEqual(["New shared failure"]);
  expect(rows({})).toHaveLength(49);
  expect(rows({ all: true })).toHaveLength(names.length);
});
