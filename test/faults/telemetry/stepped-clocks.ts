import { type TelemetryMessage } from "./seeded-telemetry.ts";

/** Services whose machines have a wrong clock. */
export interface SteppedClocks {
  /** From now on; 0: it is right again. */
  step(service: string, aheadMs: number): void;
  /** The message as its machine sends it. Ticks are nobody's. */
  sent(message: TelemetryMessage): TelemetryMessage;
}

export function steppedClocks(): SteppedClocks {
  const ahead = new Map<string, number>();
  return {
    step: (service, aheadMs) => {
      if (aheadMs === 0) ahead.delete(service);
      else ahead.set(service, aheadMs);
    },
    sent: (message) => {
      if (ahead.size === 0 || message.tickMs !== undefined) return message;
      const reading = readingOf(message.value);
      const aheadMs = reading === null ? undefined : ahead.get(reading.service);
      if (reading === null || aheadMs === undefined) return message;
      const value = JSON.stringify({ ...reading, ts: reading.ts + aheadMs });
      return { ...message, value, timestampMs: message.timestampMs + aheadMs };
    },
  };
}

interface Reading {
  readonly service: string;
  readonly ts: number;
}

/** Null for what is no message of the contract: some are bad on purpose. */
function readingOf(value: string): Reading | null {
  try {
    const { service, ts } = JSON.parse(value) as Record<string, unknown>;
    if (typeof service !== "string" || typeof ts !== "number") return null;
    return JSON.parse(value) as Reading;
  } catch {
    return null;
  }
}
