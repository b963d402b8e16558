import { expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

test("of a service that has recovered is learned from the next window on, while the others that still fail are held", () => {
  const from = 130;
  const disturbances = [
    { services: ["ant"], from, to: from + 60, ...hard },
    { services: ["bee", "cat", "dog"], from, to: from + 120, ...hard },
  ];
  const detection = windowDetection({ ...configOf(usualComponents), withEvidence: true });
  const learning = new Map<number, readonly string[]>();
  let recovered = Number.POSITIVE_INFINITY;
  const windows = worldWindows({
    seed: 1,
    services: tenNames.map(usualService),
    windows: from + 110,
    disturbances,
  });
  windows.forEach((input, window) => {
    const { alerts, evidence } = detection.step(input);
    const { units } = evidence!;
    learning.set(
      window,
      units.unit.filter((_name, index) => units.learning[index]),
    );
    const services = alerts.flatMap(({ data }) => data.services);
    if (services.some(({ service, recoveredAt }) => service === "ant" && recoveredAt !== undefined))
      recovered = Math.min(recovered, window);
  });
  const others = tenNames.slice(4);
  expect(recovered).toBeLessThanOrEqual(from + 75);
  expect(learning.get(recovered)).toEqual(["ant", ...others]);
  expect(learning.get(recovered - 1)).toEqual(others);
  expect(learning.get(from + 109)).toEqual(["ant", ...others]);
});
