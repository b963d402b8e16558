/** How a machine gives real servers, in the order in which they are tried. */
export const ways = ["environment", "containers", "processes"] as const;
export type Way = (typeof ways)[number];

const isWay = (word: string): word is Way => (ways as readonly string[]).includes(word);

/**
 * The ways to try: all, or those that `TOCSIN_TEST_SERVERS` names, in its order (`processes`, or
 * `processes,containers`).
 */
export function waysToTry(setting: string | undefined): readonly Way[] {
  const words = (setting ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length === 0) return ways;
  return words.map((word) => {
    if (isWay(word)) return word;
    throw new Error(`TOCSIN_TEST_SERVERS: "${word}" is none of ${ways.join(", ")}`);
  });
}

/** A service in one of the ways: there and serving, or why not. */
export type Offer<Service> =
  | { readonly kind: "there"; readonly service: Service; readonly stop: () => Promise<void> }
  | { readonly kind: "not-there"; readonly reason: string };

export type Found<Service> =
  | {
      readonly kind: "found";
      readonly way: Way;
      readonly service: Service;
      readonly stop: () => Promise<void>;
    }
  | { readonly kind: "none"; readonly reasons: string };

export type OffersByWay<Service> = Readonly<Record<Way, () => Promise<Offer<Service>>>>;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Tries the ways until one gives the service. Addresses that were given but do not answer are an error, not a reason to
 * start something else.
 */
export async function firstOffer<Service>(
  tried: readonly Way[],
  offers: OffersByWay<Service>,
): Promise<Found<Service>> {
  const reasons: string[] = [];
  for (const way of tried) {
    try {
      const offer = await offers[way]();
      if (offer.kind === "there") return { kind: "found", way, service: offer.service, stop: offer.stop };
      reasons.push(`${way}: ${offer.reason}`);
    } catch (error) {
      if (way === "environment") throw error;
      reasons.push(`${way}: ${messageOf(error)}`);
    }
  }
  return { kind: "none", reasons: reasons.join("; ") };
}

export const notThere = (reason: string): { readonly kind: "not-there"; readonly reason: string } => ({
  kind: "not-there",
  reason,
});

/** A server of its own that this machine cannot give: the test that wants it skips, and fails in CI. */
export class ServerMissing extends Error {}
