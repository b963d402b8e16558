import type { FailingService, Verdict } from "../correlate/index.ts";
import type { TransitionReason } from "./incident.ts";
import { togetherWindows } from "./together.ts";

/**
 * Why an incident of these opens: `maintenance-ended` where each of them began to fail at most five minutes after the work
 * on it had ended (rule 46), so that it fails still, or came out of the work broken.
 */
export function openingReason(verdict: Verdict, members: readonly FailingService[]): TransitionReason {
  const isAfterWork = ({ service, onsetWindow }: FailingService): boolean => {
    const ended = verdict.workEnded.get(service);
    return ended !== undefined && onsetWindow > ended && onsetWindow - ended <= togetherWindows(verdict);
  };
  return members.every(isAfterWork) ? "maintenance-ended" : "evidence-crossed-threshold";
}
