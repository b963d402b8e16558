import { type DestinationStream, destination as pinoDestination, pino } from "pino";
import { discreet } from "./discreet.ts";
import { type EventName, events, type Level } from "./events.ts";

export interface LoggerOptions {
  /** The least important level that is written. */
  readonly level: Level;
  /** Which program speaks, such as `tocsin` or `tocsin-intake`. */
  readonly service: string;
  readonly environment: string;
  /** These texts never get out, whatever they stand in. */
  readonly secrets?: readonly string[];
  /** Takes whole lines; standard output, written at once, unless given. */
  readonly destination?: DestinationStream;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export type EventFields = Readonly<Record<string, unknown>>;

/** Writes one JSON object a line: `level`, `time` (ISO 8601, UTC), `service`, `environment`, `event`, fields, `error`. */
export interface Logger {
  /** Says that something happened; the level is the event's own. Never throws for what the fields hold. */
  event(name: EventName, fields?: EventFields, error?: unknown): void;
  /** The same log with further fields in every line. */
  with(fields: EventFields): Logger;
}

export function logger(options: LoggerOptions): Logger {
  const { level, service, environment, secrets = [], now = Date.now } = options;
  const out = pino(
    {
      level,
      base: { service, environment },
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pinoDestination({ fd: 1, sync: true }),
  );
  // The longest first: one secret may be a part of another.
  const hidden = [...secrets].sort((one, other) => other.length - one.length);
  const withFields = (always: EventFields): Logger => ({
    event: (name, fields = {}, error) => {
      const { level: own } = events[name];
      if (!out.isLevelEnabled(own)) return;
      const said = withoutReserved({ ...always, ...fields });
      const shown = discreet({ ...said, ...(error === undefined ? {} : { error }) }, hidden);
      out[own]({ event: name, ...(shown as EventFields) });
    },
    with: (fields) => withFields({ ...always, ...fields }),
  });
  return withFields({});
}

/** A field may not be mistaken for what the logger itself says. */
function withoutReserved(fields: EventFields): EventFields {
  const {
    event: _event,
    level: _level,
    time: _time,
    service: _service,
    environment: _env,
    ...others
  } = fields;
  return others;
}
