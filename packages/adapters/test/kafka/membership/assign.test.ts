import type { LogPlace } from "@tocsin/log";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Assignment,
  type GroupMember,
  singleOwner,
  spreadPartitions,
} from "../../../src/kafka/membership/assign.ts";
import { placeKey } from "../../../src/kafka/client/partitions.ts";

const place: fc.Arbitrary<LogPlace> = fc.record({
  topic: fc.constantFrom("telemetry.a", "telemetry.b", "windows"),
  partition: fc.nat({ max: 7 }),
});

const places = fc.uniqueArray(place, { selector: placeKey, maxLength: 24 });

/** Members claim whatever they like: also what is not there, and what others claim. */
const members: fc.Arbitrary<readonly GroupMember[]> = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    generation: fc.integer({ min: -1, max: 5 }),
    owned: places,
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 6 },
);

const keys = (assignment: Assignment): readonly string[] =>
  [...assignment.values()].flat().map(placeKey).sort();

const sorted = (assignment: Assignment): readonly (readonly [string, readonly string[]])[] =>
  [...assignment]
    .map(([id, own]) => [id, own.map(placeKey)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

const holder = (assignment: Assignment, key: string): string | undefined =>
  [...assignment].find(([, own]) => own.some((each) => placeKey(each) === key))?.[0];

/** What members say after they were given this. */
const claiming = (assignment: Assignment, generation: number): readonly GroupMember[] =>
  [...assignment].map(([id, owned]) => ({ id, generation, owned }));

describe("spreadPartitions", () => {
  test("every partition goes to exactly one member, and the numbers differ by at most one", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        const shares = spreadPartitions(group, partitions);
        expect(keys(shares)).toEqual(partitions.map(placeKey).sort());
        expect([...shares.keys()].sort()).toEqual(group.map(({ id }) => id).sort());
        const sizes = [...shares.values()].map((own) => own.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("the order in which members and partitions are named changes nothing", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        const forwards = spreadPartitions(group, partitions);
        const backwards = spreadPartitions([...group].reverse(), [...partitions].reverse());
        expect(sorted(backwards)).toEqual(sorted(forwards));
      }),
    );
  });

  test("when nothing changed, nothing moves", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        const first = spreadPartitions(group, partitions);
        const second = spreadPartitions(claiming(first, 9), partitions);
        expect(sorted(second)).toEqual(sorted(first));
      }),
    );
  });

  test("when a member goes, only what it held moves", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        fc.pre(group.length > 1);
        const first = spreadPartitions(group, partitions);
        const [gone, ...rest] = claiming(first, 9);
        const second = spreadPartitions(rest, partitions);
        const held = new Set(gone?.owned.map(placeKey));
        for (const key of partitions.map(placeKey)) {
          if (!held.has(key)) expect(holder(second, key)).toBe(holder(first, key));
        }
      }),
    );
  });

  test("when a member comes, partitions move to it alone, and no more than its share", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        const first = spreadPartitions(group, partitions);
        const comer: GroupMember = { id: "newcomer", generation: -1, owned: [] };
        const second = spreadPartitions([...claiming(first, 9), comer], partitions);
        const moved = partitions.map(placeKey).filter((key) => holder(first, key) !== holder(second, key));
        expect(moved.every((key) => holder(second, key) === "newcomer")).toBe(true);
        expect(moved.length).toBeLessThanOrEqual(Math.ceil(partitions.length / (group.length + 1)));
      }),
    );
  });

  test("of two members that claim a partition the one of the newer generation keeps it", () => {
    const owned = [{ topic: "windows", partition: 0 }];
    const group = [
      { id: "a-zombie", generation: 3, owned },
      { id: "b-owner", generation: 4, owned },
    ];
    expect(spreadPartitions(group, owned).get("b-owner")).toEqual(owned);
    expect(spreadPartitions([...group].reverse(), owned).get("b-owner")).toEqual(owned);
  });
});

describe("singleOwner", () => {
  test("one member has everything, the others nothing", () => {
    fc.assert(
      fc.property(members, places, (group, partitions) => {
        const shares = singleOwner(group, partitions);
        expect(keys(shares)).toEqual(partitions.map(placeKey).sort());
        const sizes = [...shares.values()].map((own) => own.length).sort((a, b) => b - a);
        expect(sizes[0]).toBe(partitions.length);
        expect(sizes.slice(1).every((size) => size === 0)).toBe(true);
      }),
    );
  });

  test("who has it keeps it, whoever comes", () => {
    const partitions = [0, 1, 2].map((partition) => ({ topic: "windows", partition }));
    const owner = { id: "z", generation: 2, owned: partitions };
    const comer = { id: "a", generation: -1, owned: [] };
    expect(singleOwner([comer, owner], partitions).get("z")).toEqual(partitions);
  });

  test("where nobody has it, the lowest id gets it", () => {
    const partitions = [{ topic: "windows", partition: 0 }];
    const group = ["b", "a", "c"].map((id) => ({ id, generation: -1, owned: [] }));
    expect(singleOwner(group, partitions).get("a")).toEqual(partitions);
  });
});
