import type { TelemetryMapping } from "@tocsin/contracts";
import { type Decoder, decoderFor, type DecoderOptions, type Format } from "@tocsin/formats";

/** A minute that begins a minute, in 2021. */
export const noon = Date.UTC(2021, 9, 4, 12);
export const minute = 60_000;

export const byStatus: TelemetryMapping = {
  metrics: [
    { metric: "requests", as: "requests" },
    { metric: "requests", as: "errors", where: { status: "5*" } },
  ],
};

/** Values of all readings that the messages give, and codes of all that was refused, with their counts. */
export function readAll(
  messages: readonly Uint8Array[],
  mapping: TelemetryMapping | null = byStatus,
  { format = "auto", ...options }: DecoderOptions & { readonly format?: Format | "auto" } = {},
) {
  const decoder = decoderFor(format, mapping, options);
  return { ...outcome(decoder, messages), leftOut: Object.fromEntries(decoder.leftOut()) };
}

export function outcome(decoder: Decoder, messages: readonly Uint8Array[]) {
  const taken = messages.map((message) => decoder.take(message));
  const closed = decoder.close(Infinity);
  const refused: Record<string, number> = {};
  for (const { code, count } of [...taken.flatMap((each) => each.refused), ...closed.refused]) {
    refused[code] = (refused[code] ?? 0) + count;
  }
  const timed = [...taken.flatMap(({ readings }) => readings), ...closed.readings];
  return {
    timed,
    values: timed.map(({ value }) => value),
    refused,
    formats: taken.map(({ format }) => format),
  };
}
