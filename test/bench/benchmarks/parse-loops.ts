import { type Sample, timed } from "../measure/sample.ts";

/** A bare JSON.parse of every line: nothing that reads JSON can be faster. */
export const parseLines = (lines: readonly string[]): Sample =>
  timed(() => {
    let fields = 0;
    for (const line of lines) {
      const value = JSON.parse(line) as { readonly offset: number };
      if (value.offset >= 0) fields += 1;
    }
    return fields;
  });

/** The same, and of the message value inside, which is JSON in JSON. */
export const parseLinesAndPayloads = (lines: readonly string[]): Sample =>
  timed(() => {
    let fields = 0;
    for (const line of lines) {
      const { payload } = JSON.parse(line) as { readonly payload: string };
      const value = JSON.parse(payload) as { readonly ts: number };
      if (value.ts > 0) fields += 1;
    }
    return fields;
  });
