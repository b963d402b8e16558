import { describe, expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { oneWorld } from "../support/one-world.ts";
import { configOf } from "../support/run-detection.ts";

const hour = 60;
const failsFrom = 72 * hour;

/** Scopes of what is told of a service with a request in every such minute, from when its requests fail; the hours of that. */
function toldOf(isRequested: (minute: number) => boolean, failsUntil: number) {
  const world = oneWorld();
  const detection = windowDetection(configOf(null));
  const told: { readonly scope: string; readonly afterHours: number }[] = [];
  for (let minute = 0; minute < failsFrom + 8 * hour; minute += 1) {
    const requests = isRequested(minute) ? 1 : 0;
    const failed = minute >= failsFrom && minute < failsUntil ? requests : 0;
    const window = world.next({ "ant errors": [failed, requests], "ant traffic": requests });
    for (const { data } of detection.step(window).alerts)
      told.push({ scope: data.scope, afterHours: (minute - failsFrom) / hour });
  }
  return told;
}

describe("a service of one request an hour", () => {
  const hourly = (minute: number): boolean => minute % hour === 17;

  test("that fails for eight hours is told as isolated, within six of them", () => {
    const [first] = toldOf(hourly, failsFrom + 8 * hour);
    expect(first?.scope).toBe("isolated");
    expect(first?.afterHours).toBeLessThan(6);
  });

  test("of which one fails is not told, nor one whose client tries again four times in as many minutes", () => {
    expect(toldOf(hourly, failsFrom + hour)).toEqual([]);
    const triedAgain = (minute: number): boolean =>
      hourly(minute) || (minute > failsFrom + 17 && minute < failsFrom + 22);
    expect(toldOf(triedAgain, failsFrom + hour)).toEqual([]);
  });
});

test("a service of ten requests an hour that fails is told as isolated within two hours", () => {
  const [first] = toldOf((minute) => minute % 6 === 1, failsFrom + 8 * hour);
  expect(first?.scope).toBe("isolated");
  expect(first?.afterHours).toBeLessThan(2);
});
