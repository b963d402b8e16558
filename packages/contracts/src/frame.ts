import { z } from "zod";
import { count, histogram, milliseconds } from "./fields.ts";
import { Name, StreamName } from "./names.ts";
import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "./telemetry.ts";

const wholeNumber = z.int().nonnegative();
const names = z.array(Name.nullable());

/** How a frame holds what a field of telemetry can hold. A histogram is flat pairs: `[leMs, count, leMs, count, …]`. */
const cells: ReadonlyMap<z.ZodType, z.ZodType> = new Map<z.ZodType, z.ZodType>([
  [count, wholeNumber],
  [milliseconds, z.number()],
  [Name, Name],
  [histogram, z.array(z.number())],
]);

const identityColumns = {
  offset: z.array(wholeNumber),
  service: z.array(Name),
  operation: z.exactOptional(names),
  region: z.exactOptional(names),
  source: z.exactOptional(names),
  ts: z.array(z.int()),
  intervalMs: z.array(z.int().positive()),
};

type Cell<Sent> = Sent extends readonly unknown[] ? number[] : Sent;
type ColumnOf<Field> =
  Field extends z.ZodExactOptional<infer Sent>
    ? z.ZodExactOptional<z.ZodType<(Cell<z.infer<Sent>> | null)[]>>
    : z.ZodExactOptional<z.ZodType<Cell<z.infer<Field>>[]>>;
type ValueColumns<Shape> = {
  [F in Exclude<keyof Shape, keyof typeof identityColumns>]: ColumnOf<Shape[F]>;
};

/** A column for each field that a stream has for itself; null stands where a producer left an optional one out. */
function valueColumns<Shape extends z.ZodRawShape>({ shape }: z.ZodObject<Shape>): ValueColumns<Shape> {
  const values = Object.entries(shape).filter(([name]) => !(name in identityColumns));
  return Object.fromEntries(
    values.map(([name, field]) => [name, z.exactOptional(columnOf(field as z.ZodType))]),
  ) as ValueColumns<Shape>;
}

function columnOf(field: z.ZodType): z.ZodType {
  const isOptional = field instanceof z.ZodExactOptional;
  const cell = cells.get(isOptional ? (field.unwrap() as z.ZodNullable<z.ZodType>).unwrap() : field);
  if (cell === undefined) throw new Error("a field of telemetry holds what frames do not know");
  return z.array(isOptional ? cell.nullable() : cell);
}

/**
 * Readings of one closed window in columns of equal length; a column in which nothing stands is left out.
 * Counts of readings shorter than the window stand apart here and are added up where the world is put together.
 */
export const FrameColumns = z.object({
  ...identityColumns,
  ...valueColumns(ErrorRateTelemetry),
  ...valueColumns(DeliveryLatencyTelemetry),
  ...valueColumns(ReportVolumeTelemetry),
});
export type FrameColumns = z.infer<typeof FrameColumns>;

/** One input partition's part of one closed window; empty windows have a frame too. */
export const WindowFrame = z
  .object({
    v: z.literal(1),
    topic: z.string(),
    partition: z.int().nonnegative(),
    stream: StreamName,
    windowStart: z.int(),
    windowMs: z.int().positive(),
    /** The partition's watermark when the window closed, epoch milliseconds. */
    watermark: z.int(),
    /** What moved the watermark past the window: a message, a tick, a clock or the end of the input. */
    closedBy: z.enum(["message", "tick", "clock", "end"]),
    counts: z.object({
      accepted: wholeNumber,
      /** Readings whose window had closed when they arrived in this one, also those in `lateColumns`. */
      late: wholeNumber,
      duplicate: wholeNumber,
      conflict: wholeNumber,
      rejected: wholeNumber,
    }),
    part: z.int().nonnegative(),
    parts: z.int().positive(),
    columns: FrameColumns,
    /**
     * Readings of earlier windows that arrived in this one, after those had closed, where none of their series was there:
     * they fill gaps. Each says by its time which window it is of. Absent where there are none.
     */
    lateColumns: z.exactOptional(FrameColumns),
    /** Nobody could read the partition in this window, because its topic was not there. Absent where it was read. */
    unseen: z.exactOptional(z.literal(true)),
  })
  .meta({ id: "WindowFrame", title: "tocsin.windows.v1" });
export type WindowFrame = z.infer<typeof WindowFrame>;
