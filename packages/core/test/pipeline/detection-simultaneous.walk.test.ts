import { expect, test } from "vitest";
import { emittedOf, faultAt, lastWords, namesOf, tenNames } from "../support/usual-world.ts";

const until = faultAt + 60;
const at = { from: faultAt, to: until };

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "a failure of everybody is one incident of what everybody shares (world %d)",
  (seed) => {
    const emitted = emittedOf([{ services: tenNames, ...at, errors: 4, latency: 1.4, reports: 2.5 }], {
      seed,
    });
    const [data, ...others] = lastWords(emitted).filter(({ status }) => status !== "retracted");
    expect(others).toEqual([]);
    expect([data?.scope, data?.component?.name, data?.status]).toEqual(["simultaneous", "all", "resolved"]);
    expect(namesOf(data, "member")).toEqual(tenNames);
    expect(emitted.at(-1)?.window).toBeGreaterThanOrEqual(until);
  },
);
