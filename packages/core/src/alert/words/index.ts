import type { AlertData } from "../event.ts";
import { summaryOf } from "./summary.ts";
import { titleOf } from "./title.ts";

/** What a person reads first. */
export interface AlertWords {
  readonly title: string;
  readonly summary: string;
}

/**
 * An alert in plain English: one line, and two sentences. A function of the alert alone, so that every sink says the same;
 * without control characters, line breaks and what markup is made of, whatever the services are called. `implied` is the
 * name of the component to which every service belongs where the topology names none, see `impliedIn`.
 */
export const alertWords = (data: AlertData, implied: string | null): AlertWords => ({
  title: titleOf(data, implied),
  summary: summaryOf(data, implied),
});
