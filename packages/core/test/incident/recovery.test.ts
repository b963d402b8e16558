import { describe, expect, test } from "vitest";
import type { Incident, Member } from "../../src/incident/index.ts";
import { followMembers, quietWindows } from "../../src/incident/recovery.ts";
import { assessmentOf, incidentOf, movesOf, now, progressOf } from "../support/verdicts.ts";

type Services = NonNullable<Parameters<typeof assessmentOf>[0]>["services"];
const follow = (open: readonly Incident[], services: Services, windowMs = 60_000) =>
  followMembers(progressOf(open), assessmentOf({ services: services!, windowMs }));

const quietFor = (service: string, quietAnswers: number) => ({ service, quietAnswers });
const ant = (quietAnswers: number) => incidentOf("isolated", { members: [quietFor("ant", quietAnswers)] });

describe("[4] a member has recovered after ten windows in which it was judged and nothing spoke against it", () => {
  test("the tenth resolves the incident, and its service is over", () => {
    const { transitions, over, incidents } = follow([ant(9)], { ant: false });
    expect(movesOf({ transitions })).toEqual(["recover isolated ant: recovered"]);
    expect([over, incidents.open]).toEqual([["ant"], []]);
  });

  test("one that ends as isolated is counted among the lone failures, and no other", () => {
    const shared = incidentOf("simultaneous", { members: [quietFor("bee", 9), quietFor("cat", 9)] });
    const { incidents } = follow([ant(9), shared], { ant: false, bee: false, cat: false });
    expect([incidents.open, incidents.endedAlone]).toEqual([[], 1]);
    expect(follow([ant(8)], { ant: false }).incidents.endedAlone).toBe(0);
  });

  test("the ninth does not, and nobody is told of it", () => {
    const { transitions, over, incidents } = follow([ant(8)], { ant: false });
    expect([transitions, over]).toEqual([[], []]);
    expect(incidents.open[0]?.members[0]).toMatchObject({ quietAnswers: 9, recovered: false });
  });

  test("a window in which it could not be judged counts neither way", () => {
    expect(follow([ant(9)], { ant: null }).incidents.open).toEqual([ant(9)]);
  });

  test("[19] one of complaints alone waits too while its services are worked on", () => {
    const suspected = incidentOf("reports-only", { members: [quietFor("ant", 9), quietFor("bee", 9)] });
    const worked = { failureNats: null, complaintNats: null };
    expect(follow([suspected], { ant: worked, bee: worked }).incidents.open).toEqual([suspected]);
    expect(follow([suspected], { ant: false, bee: false }).incidents.open).toEqual([]);
  });

  test("a window in which it fails begins the count anew and is its last active one", () => {
    const [incident] = follow([ant(9)], { ant: true }).incidents.open;
    expect(incident?.members[0]).toMatchObject({ quietAnswers: 0, lastActiveWindow: now });
    expect(incident?.lastActiveWindow).toBe(now);
  });

  test.each([
    [60_000, 1, 10],
    [60_000, 3, 10],
    [60_000, 5, 10],
    [60_000, 12, 24],
    [300_000, 1, 2],
    [45_000, 1, 14],
  ])(
    "with windows of %d ms and a reading every %d windows it takes %d windows",
    (windowMs, cadence, windows) => {
      expect(quietWindows(windowMs, cadence)).toBe(windows);
    },
  );

  test.each([
    [3, 4],
    [5, 2],
    [12, 2],
  ])("of a service that reports every %d windows %d answers are that long", (cadenceWindows, answers) => {
    const services = { ant: { failureNats: -1, cadenceWindows } };
    expect(follow([ant(answers - 2)], services).over).toEqual([]);
    expect(follow([ant(answers - 1)], services).over).toEqual(["ant"]);
  });
});

describe("[4] what is left of a failure of consequence and is no more than a drift holds no recovery back", () => {
  const easedFor = (slightAnswers: number | null, depth: Member["depth"] = "slight") => {
    const lastActiveWindow = now - 9;
    const members = [{ service: "ant", slightAnswers, depth, lastActiveWindow }];
    return incidentOf("isolated", { members, lastActiveWindow });
  };
  const drifting = { failureNats: 9, depth: "slight", isWithinDrift: true } as const;

  test("in the tenth such window it has recovered, since the first of them, and where it is now becomes its level", () => {
    const { transitions, over, drifted } = follow([easedFor(9)], { ant: drifting });
    expect(movesOf({ transitions })).toEqual(["recover isolated ant: recovered"]);
    expect([over, drifted]).toEqual([["ant"], ["ant"]]);
    expect(transitions[0]?.incident.lastActiveWindow).toBe(now - 9);
  });

  test.each([
    ["the ninth", 8, {}],
    ["more than a drift", 9, { isWithinDrift: false }],
    ["some of it lost for the second window", 9, { depth: "mild" }],
  ] as const)("%s is not enough", (_, slightAnswers, differs) => {
    const depth = "depth" in differs ? differs.depth : "slight";
    const { over, drifted } = follow([easedFor(slightAnswers, depth)], { ant: { ...drifting, ...differs } });
    expect([over, drifted]).toEqual([[], []]);
  });

  test("a failure that never was more than slight recovers by its evidence alone", () => {
    const { over, incidents } = follow([easedFor(null)], { ant: drifting });
    expect([over, incidents.open[0]?.members[0]?.slightAnswers]).toEqual([[], null]);
  });

  test("one deeper window is a blip, two begin the count anew", () => {
    const deep = { failureNats: 9, depth: "mild", isWithinDrift: true } as const;
    expect(follow([easedFor(5)], { ant: deep }).incidents.open[0]?.members[0]?.slightAnswers).toBe(6);
    expect(follow([easedFor(5, "mild")], { ant: deep }).incidents.open[0]?.members[0]?.slightAnswers).toBe(0);
  });

  test("its level is counted anew from where it becomes slight", () => {
    expect(follow([easedFor(0, "hard")], { ant: drifting }).eased).toEqual(["ant"]);
    expect(follow([easedFor(1)], { ant: drifting }).eased).toEqual([]);
  });

  test("who fails again after it must have lost more again before a drift counts", () => {
    const members = [{ service: "ant", recovered: true, slightAnswers: 20, depth: "slight" as const }, "bee"];
    const { incidents } = follow([incidentOf("simultaneous", { members })], { ant: drifting, bee: true });
    expect(incidents.open[0]?.members[0]).toMatchObject({ recovered: false, slightAnswers: null });
  });
});

describe("several members", () => {
  const both = incidentOf("simultaneous", { members: [quietFor("ant", 9), quietFor("bee", 3)] });

  test("[5] one that has recovered stays named and says so, while the incident goes on", () => {
    const { transitions, over } = follow([both], { ant: false, bee: true });
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee: members-changed"]);
    expect(transitions[0]?.incident.members.map(({ recovered }) => recovered)).toEqual([true, false]);
    expect(over).toEqual([]);
  });

  test("one that fails again before the end has not recovered any more, and that is told", () => {
    const members = [{ service: "ant", recovered: true, quietAnswers: 12 }, "bee"];
    const { transitions } = follow([incidentOf("simultaneous", { members })], { ant: true, bee: true });
    expect(movesOf({ transitions })).toEqual(["revise simultaneous ant bee: members-changed"]);
    expect(transitions[0]?.incident.members[0]).toMatchObject({ recovered: false, quietAnswers: 0 });
  });

  test.each([
    [2, 5.2, true],
    [2, 5.4, false],
    [40, 8.2, true],
    [40, 8.4, false],
    [100_000, 11.9, true],
    [100_000, 12.1, false],
  ])("of %d members what one shows by chance, as %d nats, leaves it recovered: %s", (count, nats, isLeft) => {
    const others = Array.from({ length: count - 1 }, (_, at) => `bee-${at}`);
    const recovered = { recovered: true, quietAnswers: 12 };
    const members = [
      { service: "ant", ...recovered },
      ...others.map((service) => ({ service, ...recovered })),
    ];
    const services = {
      ...Object.fromEntries(others.map((service) => [service, false])),
      ant: { failureNats: nats },
    };
    const { over } = follow([incidentOf("simultaneous", { members })], services);
    expect(over.length).toBe(isLeft ? count : 0);
  });

  test("one that has recovered stays so while nothing can be said of it", () => {
    const members = [{ service: "ant", recovered: true, quietAnswers: 12 }, quietFor("bee", 9)];
    const { over } = follow([incidentOf("simultaneous", { members })], { ant: null, bee: false });
    expect(over).toEqual(["ant", "bee"]);
  });
});

test("a reports-only incident lasts as long as people complain, whatever else the services show", () => {
  const members = [quietFor("ant", 9), quietFor("bee", 9)];
  const suspicion = incidentOf("reports-only", { members });
  const complained = { failureNats: -1, complaintNats: 9 };
  expect(movesOf(follow([suspicion], { ant: complained, bee: complained }))).toEqual([]);
  expect(movesOf(follow([suspicion], { ant: true, bee: true }))).toEqual([
    "recover reports-only ant bee: recovered",
  ]);
});

test("what an incident leaves behind that is over speaks for no other incident any more", () => {
  const members = [quietFor("ant", 9), quietFor("bee", 9)];
  const suspicion = incidentOf("reports-only", { members, openedWindow: now });
  const services = { ant: { failureNats: -1, complaintNats: 9 }, bee: false };
  expect(movesOf(follow([ant(9), suspicion], services))).toEqual([
    "recover isolated ant: recovered",
    "recover reports-only ant bee: recovered",
  ]);
});

test("incidents of sources and of blindness have no members that could recover", () => {
  const open = [incidentOf("blind"), incidentOf("source")];
  const { incidents, transitions, over } = follow(open, {});
  expect([incidents.open, transitions, over]).toEqual([open, [], []]);
});
