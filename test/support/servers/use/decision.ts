import { inCi, type Offers } from "../ways.ts";
import { describedAs, type SharedName } from "./service-names.ts";

/** In one line: by which ways each service can be had, or why by none, and what becomes of the tests that need it. */
export function decision(offers: Readonly<Record<SharedName, Offers<unknown>>>): string {
  const entries = Object.entries(offers) as readonly (readonly [SharedName, Offers<unknown>])[];
  const words = entries.map(([name, { possible, reasons }]) => {
    const ways = possible.map(({ way }) => way).join(" or ");
    return ways === ""
      ? `no ${describedAs[name]} (${reasons.join("; ")})`
      : `${describedAs[name]} by ${ways}`;
  });
  const isMissing = entries.some(([, { possible }]) => possible.length === 0);
  const fate = isMissing ? [`tests that need what is not there ${inCi() ? "fail" : "skip"}`] : [];
  return [...words, ...fate].join(", ");
}
