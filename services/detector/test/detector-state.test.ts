import { expect, test } from "vitest";
import { sessionSteps } from "../src/detector-state.ts";

test("a step of core's snapshot leaves the settings beside it as they are", () => {
  const steps = sessionSteps({ 7: ({ level }: { readonly level: number }) => ({ rate: level }) });
  expect(Object.keys(steps)).toEqual(["7"]);
  const session = { settings: { environment: "default" }, detection: { level: 2 } };
  expect(steps[7]!(session as never)).toEqual({
    settings: { environment: "default" },
    detection: { rate: 2 },
  });
});
