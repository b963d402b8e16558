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

/** A service that serves. */
export interface Started<Service> {
  readonly service: Service;
  readonly stop: () => Promise<void>;
}

/** What a way says before anything is started or fetched: that it can be tried, or why not. A moment's work. */
export type Offer<Service> =
  | { readonly kind: "possible"; readonly start: () => Promise<Started<Service>> }
  | { readonly kind: "not-there"; readonly reason: string };

export type OffersByWay<Service> = Readonly<Record<Way, () => Promise<Offer<Service>>>>;

/** The ways that can be tried, in their order, and why the others cannot. */
export interface Offers<Service> {
  readonly possible: readonly { readonly way: Way; readonly start: () => Promise<Started<Service>> }[];
  readonly reasons: readonly string[];
}

export type Found<Service> =
  | ({ readonly kind: "found"; readonly way: Way } & Started<Service>)
  | { readonly kind: "none"; readonly reasons: string };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Asks the ways what they can give. Nothing is started. */
export async function askWays<Service>(
  tried: readonly Way[],
  offers: OffersByWay<Service>,
): Promise<Offers<Service>> {
  const answers = await Promise.all(tried.map(async (way) => ({ way, offer: await offers[way]() })));
  return {
    possible: answers.flatMap(({ way, offer }) =>
      offer.kind === "possible" ? [{ way, start: offer.start }] : [],
    ),
    reasons: answers.flatMap(({ way, offer }) =>
      offer.kind === "possible" ? [] : [`${way}: ${offer.reason}`],
    ),
  };
}

/**
 * Starts the first that can be started. Addresses that were given but do not answer are an error, not a reason to start
 * something else.
 */
export async function firstStarted<Service>({ possible, reasons }: Offers<Service>): Promise<Found<Service>> {
  const all = [...reasons];
  for (const { way, start } of possible) {
    try {
      return { kind: "found", way, ...(await start()) };
    } catch (error) {
      if (way === "environment") throw error;
      all.push(`${way}: ${messageOf(error)}`);
    }
  }
  return { kind: "none", reasons: all.join("; ") };
}

export const firstOffer = async <Service>(
  tried: readonly Way[],
  offers: OffersByWay<Service>,
): Promise<Found<Service>> => await firstStarted(await askWays(tried, offers));

export const notThere = (reason: string): { readonly kind: "not-there"; readonly reason: string } => ({
  kind: "not-there",
  reason,
});

/** A server of its own that this machine cannot give: the test that wants it skips, and fails in CI. */
export class ServerMissing extends Error {}

/** In CI a missing service is a failure, elsewhere a reason to skip. */
export const inCi = (): boolean => !["", "false", "0"].includes(process.env["CI"] ?? "");
