import { z } from "zod";

/** What must come out of a case, or of all of them; what is not named is not asked. */
const Wanted = z.strictObject({
  /** Everything labelled is found with its scope and component, nobody innocent is blamed, nothing else is alarmed. */
  right: z.exactOptional(z.boolean()),
  delayMinutesAtMost: z.exactOptional(z.number()),
  onsetErrorMinutesAtMost: z.exactOptional(z.number().nonnegative()),
  precisionAtLeast: z.exactOptional(z.number().min(0).max(1)),
  recallAtLeast: z.exactOptional(z.number().min(0).max(1)),
  falseAlarmsAtMost: z.exactOptional(z.int().nonnegative()),
  isolatedBesidesAtMost: z.exactOptional(z.int().nonnegative()),
  splitsAtMost: z.exactOptional(z.int().nonnegative()),
});
export type BacktestWanted = z.infer<typeof Wanted>;

/** `tocsin backtest --expect FILE`. A case's own wishes stand before those of `all`. */
export const BacktestExpectation = z.strictObject({
  all: z.exactOptional(Wanted),
  /** By name; a case that is named here and was not judged is not as expected either. */
  cases: z.exactOptional(z.record(z.string(), Wanted)),
});
export type BacktestExpectation = z.infer<typeof BacktestExpectation>;

/** `tocsin backtest --grid FILE`: every combination of the values, each on top of `base`. */
export const BacktestGrid = z.strictObject({
  base: z.exactOptional(z.record(z.string(), z.json())),
  /** Path of a configuration key, with dots, to the values that it takes. */
  vary: z.record(z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/), z.array(z.json()).min(1)),
});
export type BacktestGrid = z.infer<typeof BacktestGrid>;
