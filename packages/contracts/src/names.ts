import { z } from "zod";

/** What a name may hold besides spaces, which may not stand at its ends; `∕` (U+2215) stands for a slash inside a name. */
const letter = "\\p{L}\\p{M}\\p{Nd}\\p{So}._:@+\\-()&'#,=\u2215";
/** A symbol by its class, but what stands where a character was damaged. */
const damaged = "\ufffd";
const oneName = `[${letter}]([${letter} ]*[${letter}])?`;

/** Longest name, bytes of UTF-8. */
export const maxNameBytes = 256;

/** What a service, operation, region or source may be called. `/` is kept free: it separates service from operation. */
export const namePattern = new RegExp(`^${oneName}$`, "u");

const nameWords =
  "a name is 1 to 256 bytes of UTF-8: letters, marks and digits of any script, symbols such as emoji, space and ._:@+-()&'#,= with no space at either end";

/** A name. What comes out is in Unicode's form NFC, so that one name has one spelling. */
export const Name = z
  .string()
  .normalize("NFC")
  .max(maxNameBytes, nameWords)
  .regex(namePattern, nameWords)
  .refine(isSound, nameWords);

/** The letters, digits and marks of ASCII that a name may hold, and the space. */
const isPlainCode: readonly boolean[] = Array.from(
  { length: 128 },
  (_, code) => code === 0x20 || namePattern.test(String.fromCharCode(code)),
);

/**
 * The text in form NFC where it is a name, else null: the same rule as `Name`, for those who read many. Names of ASCII
 * alone are told by a look at each character.
 *
 * @example nameOf("cafe\\u0301") === "caf\\u00e9"
 */
export function nameOf(text: string): string | null {
  const last = text.length - 1;
  if (last >= 0 && last < maxNameBytes && isPlain(text)) {
    return text.charCodeAt(0) === 0x20 || text.charCodeAt(last) === 0x20 ? null : text;
  }
  const name = text.normalize("NFC");
  return name.length <= maxNameBytes && namePattern.test(name) && isSound(name) ? name : null;
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (isPlainCode[text.charCodeAt(at)] !== true) return false;
  return true;
}

/** What the pattern does not say: that the text is short enough, and nothing in it damaged. */
function isSound(text: string): boolean {
  return !text.includes(damaged) && isShort(text);
}

/** Whether the text has no more bytes in UTF-8 than a name may have. */
function isShort(text: string): boolean {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) as number);
  return bytes <= maxNameBytes;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x8_00) return 2;
  return codePoint < 0x1_00_00 ? 3 : 4;
}

/** Runs of what no name may hold. */
export const notInNames = new RegExp(`([^${letter} ]|${damaged})+`, "gu");

/** `service`, or `service/operation`. */
export const unitPattern = new RegExp(`^${oneName}(\\/${oneName})?$`, "u");

export const UnitName = z
  .string()
  .normalize("NFC")
  .regex(unitPattern, "write a service, or service/operation")
  .refine((unit) => unit.split("/").every(isSound), nameWords);

/** An installation, of which the names of topics and groups follow: Kafka takes few characters. */
export const EnvironmentName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._ -]{0,127}$/,
    "an environment is 1 to 128 of A-Z a-z 0-9 . _ space -, and starts with a letter or digit",
  );

/** The three telemetry streams. Each arrives on a topic of its own. */
export const StreamName = z.enum(["error-rate", "delivery-latency", "report-volume"]);
export type StreamName = z.infer<typeof StreamName>;

/** Default topic names; the telemetry topics may be renamed in the configuration. */
export const topicNames = {
  errorRate: "telemetry.error-rate.v1",
  deliveryLatency: "telemetry.delivery-latency.v1",
  reportVolume: "telemetry.report-volume.v1",
  windows: "tocsin.windows.v1",
  evidence: "tocsin.evidence.v1",
  incidents: "tocsin.incidents.v1",
  deadLetters: "tocsin.dead-letters.v1",
  commands: "tocsin.commands.v1",
  /** Tocsin's own memory; their contents are no contract. */
  intakeState: "tocsin.intake-state.v1",
  detectorState: "tocsin.detector-state.v1",
  acknowledgements: "tocsin.acknowledgements.v1",
  notifierState: "tocsin.notifier-state.v1",
} as const;

/**
 * What is measured of a service.
 * `errors`: failed requests of all requests. `traffic`: requests, judged downward only.
 * `latency`: message delivery latency. `undelivered`: messages sent but not delivered.
 * `deliveries`: delivered messages, judged downward only. `reports`: user reports.
 * `heartbeat`: whether the service's telemetry came at all.
 */
export const SignalName = z.enum([
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
  "heartbeat",
]);
export type SignalName = z.infer<typeof SignalName>;
