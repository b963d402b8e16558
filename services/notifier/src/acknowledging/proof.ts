import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What proves that somebody may say who takes care; null: that way is closed. */
export interface Keys {
  /** Of signatures and links. */
  readonly secret: string | null;
  readonly token: string | null;
}

export interface Claim {
  /** As it is asked for: `/acknowledge`. */
  readonly path: string;
  readonly body: string;
  readonly authorization: string | null;
  readonly signature: string | null;
  readonly nowMs: number;
}

export type Proof =
  /** `once` names the request, where it must not be taken a second time. */
  | { readonly kind: "proved"; readonly once: string | null }
  | { readonly kind: "not-authorized" | "signature-too-old" };

/** For so long, before and after, a signature holds: what was caught on its way is of no use later. */
export const replayWindowMs = 300_000;

/** By bearer token, or by `t=SECONDS,v1=HEX`, the HMAC with SHA-256 of `SECONDS.PATH.BODY`. */
export function proofOf(claim: Claim, { secret, token }: Keys): Proof {
  const bearer = /^Bearer +(\S+)$/i.exec(claim.authorization ?? "")?.[1];
  if (bearer !== undefined && token !== null && isSame(bearer, token)) return { kind: "proved", once: null };
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(claim.signature ?? "") ?? [];
  if (secret === null || seconds === undefined || hex === undefined) return { kind: "not-authorized" };
  if (!isSame(hex, signatureOf(secret, `${seconds}.${claim.path}.${claim.body}`)))
    return { kind: "not-authorized" };
  if (Math.abs(claim.nowMs - Number(seconds) * 1000) > replayWindowMs) return { kind: "signature-too-old" };
  return { kind: "proved", once: hex };
}

const signatureOf = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text, "utf8").digest("hex");

/** In a time that says nothing of where they differ, nor of how long the secret one is. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(one), digest(other));
}

/**
 * What lets whoever has it say that they take care of this one incident. It stands in the link that people are sent, and is
 * of no use when the incident is over.
 */
const linkKey = (secret: string, incident: string): string =>
  createHmac("sha256", secret).update(`link\n${incident}`, "utf8").digest("base64url");

export const isLinkKey = (key: string, secret: string, incident: string): boolean =>
  isSame(key, linkKey(secret, incident));

/** The address that a person is sent; null where there is none to be reached, or nothing to sign it by. */
export function linkTo(
  incident: string,
  { url, secret }: { readonly url: string | null; readonly secret: string | null },
): string | null {
  if (url === null || secret === null) return null;
  const query = new URLSearchParams({ incident, key: linkKey(secret, incident) });
  return `${url.replace(/\/+$/, "")}/acknowledge?${query.toString()}`;
}
