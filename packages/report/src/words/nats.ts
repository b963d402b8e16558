import { grouped } from "./numbers.ts";

/** Evidence as it is told everywhere: `27.9`, `626`; `0.0` and never `-0.0`. */
export function natsOf(nats: number): string {
  if (Math.abs(nats) >= 100) return grouped(Math.round(nats));
  const words = nats.toFixed(1);
  return words === "-0.0" ? "0.0" : words;
}

/** What the unit means, for whoever has not met it. */
export const natsExplained =
  "Evidence is counted in nats: each makes a failure 2.7 times likelier, and ten make it 22,000 times likelier.";
