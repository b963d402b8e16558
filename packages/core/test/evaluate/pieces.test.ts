import { describe, expect, test } from "vitest";
import { type Outcome, piecesOf, type TrueIncident } from "../../src/index.ts";

const minuteMs = 60_000;
const observed = { fromMs: 0, toMs: 1000 * minuteMs };

const label = (id: string, from: number, to: number, services: readonly string[]): TrueIncident => ({
  id,
  scope: "simultaneous",
  onsetMs: from * minuteMs,
  endMs: to * minuteMs,
  services,
  component: undefined,
  innocent: [],
});

const told = (
  incident: string,
  [from, to]: readonly [number, number],
  members: readonly string[],
  more: Partial<Outcome> = {},
): Outcome => ({
  incident,
  status: "resolved",
  scope: "simultaneous",
  onsetMs: from * minuteMs,
  endMs: to * minuteMs,
  announcedMs: { simultaneous: (from + 2) * minuteMs, isolated: (from + 2) * minuteMs },
  members,
  component: null,
  superseded: false,
  ...more,
});

describe("what incidents make of labels", () => {
  test("one incident for one label is in one piece", () => {
    const pieces = piecesOf(
      [told("a", [100, 160], ["x", "y"])],
      [label("l", 100, 160, ["x", "y"])],
      observed,
    );
    expect(pieces).toEqual({ splits: 0, merges: 0, isolatedBesides: [] });
  });

  test("two incidents that speak of one label are a piece too many", () => {
    const outcomes = [told("a", [100, 120], ["x", "y"]), told("b", [130, 160], ["x", "z"])];
    expect(piecesOf(outcomes, [label("l", 100, 160, ["x", "y", "z"])], observed).splits).toBe(1);
  });

  test("one incident that speaks of two labels puts them together", () => {
    const labels = [label("l", 100, 130, ["x", "y"]), label("m", 108, 170, ["y", "z"])];
    expect(piecesOf([told("a", [100, 170], ["x", "y", "z"])], labels, observed).merges).toBe(1);
  });

  test("isolated incidents of which no label speaks are besides; retracted ones and parts of others are nothing", () => {
    const alone = { scope: "isolated" } as const;
    const outcomes = [
      told("a", [400, 410], ["q"], alone),
      told("b", [500, 510], ["q"], { ...alone, status: "retracted" }),
      told("c", [600, 610], ["q"], { ...alone, superseded: true }),
      told("d", [100, 110], ["x"], alone),
    ];
    const { isolatedBesides } = piecesOf(outcomes, [label("l", 100, 160, ["x", "y"])], observed);
    expect(isolatedBesides.map(({ incident }) => incident)).toEqual(["a"]);
  });

  test("labels outside of the time observed count for nothing", () => {
    const outcomes = [told("a", [100, 120], ["x", "y"]), told("b", [130, 160], ["x", "y"])];
    const outside = [label("l", 2000, 2100, ["x", "y"])];
    expect(piecesOf(outcomes, outside, observed)).toMatchObject({ splits: 0, merges: 0 });
  });
});
