import { expect, test } from "vitest";
import { isDetectorProgress, sessionSteps } from "../src/detector-state.ts";

test("a step of core's snapshot leaves the settings beside it as they are", () => {
  const steps = sessionSteps({ 7: ({ level }: { readonly level: number }) => ({ rate: level }) });
  expect(Object.keys(steps)).toEqual(["7"]);
  const session = { settings: { environment: "default" }, detection: { level: 2 } };
  expect(steps[7]!(session as never)).toEqual({
    settings: { environment: "default" },
    detection: { rate: 2 },
  });
});

test("a progress is one only with all its parts", () => {
  const whole = { positions: [[0, 7]], suppressUntilMs: null, judgedUntilMs: 60_000 };
  expect(isDetectorProgress(whole)).toBe(true);
  expect(isDetectorProgress({ ...whole, commandsTo: 3 })).toBe(true);
  for (const spoilt of [{ positions: [7] }, { positions: undefined }, { judgedUntilMs: "late" }]) {
    expect(isDetectorProgress({ ...whole, ...spoilt })).toBe(false);
  }
  expect(isDetectorProgress(null)).toBe(false);
});
