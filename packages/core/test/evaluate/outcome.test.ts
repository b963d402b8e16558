import { expect, test } from "vitest";
import { type JudgedAlert, outcomesOf } from "../../src/evaluate/outcome.ts";

const at = (minute: number): string => `2021-10-04T15:${String(minute).padStart(2, "0")}:00Z`;
const ms = (minute: number): number => Date.parse(at(minute));

function alert(minute: number, data: Partial<JudgedAlert["data"]>): JudgedAlert {
  return {
    time: at(minute),
    data: {
      incident: "i",
      status: "open",
      scope: "isolated",
      onset: at(40),
      detectedAt: at(42),
      services: [{ service: "a", role: "member" }],
      component: null,
      ...data,
    },
  };
}

test("the last event says what an incident came to, the first of each scope when that was known", () => {
  const wider = { scope: "simultaneous", component: { name: "backbone" } } as const;
  const services = [
    { service: "a", role: "member" },
    { service: "b", role: "member" },
    { service: "c", role: "notFailing" },
    { service: "d", role: "collateral" },
  ];
  const [outcome, ...others] = outcomesOf([
    alert(42, {}),
    alert(44, { ...wider, services }),
    alert(47, { ...wider, services, onset: at(39) }),
    alert(58, { ...wider, services, onset: at(39), status: "resolved", resolvedAt: at(57) }),
  ]);
  expect(others).toEqual([]);
  expect(outcome).toEqual({
    incident: "i",
    status: "resolved",
    scope: "simultaneous",
    onsetMs: ms(39),
    endMs: ms(57),
    announcedMs: { isolated: ms(42), simultaneous: ms(44) },
    members: ["a", "b"],
    component: "backbone",
    superseded: false,
  });
});

test("an open incident has no end; a retracted one ends when it is retracted and says what took it over", () => {
  const [open, retracted] = outcomesOf([
    alert(42, {}),
    alert(43, { incident: "j" }),
    alert(45, { incident: "j", status: "retracted", supersededBy: "i" }),
  ]);
  expect(open?.endMs).toBeNull();
  expect(retracted).toMatchObject({ endMs: ms(45), superseded: true });
});

test("nothing is known before the telemetry of the window that showed it was complete", () => {
  const [outcome] = outcomesOf([alert(41, { detectedAt: at(43) })]);
  expect(outcome?.announcedMs.isolated).toBe(ms(43));
});
