import type { FailingService, Verdict } from "../correlate/index.ts";
import type { Member, TransitionReason } from "./incident.ts";
import { togetherWindows } from "./together.ts";

/** Of who sends rarely a failure shows so many of its own intervals after the work. */
const intervalsAfterWork = 2;

/**
 * Why an incident of these opens: `maintenance-ended` where each of them began to fail at most five minutes after the work
 * on it had ended (rule 53), so that it fails still, or came out of the work broken.
 */
export function openingReason(verdict: Verdict, members: readonly FailingService[]): TransitionReason {
  const isAfterWork = ({ service, onsetWindow }: FailingService): boolean => {
    const ended = verdict.workEnded.get(service);
    if (ended === undefined || onsetWindow <= ended.window) return false;
    const within = Math.max(togetherWindows(verdict), intervalsAfterWork * ended.cadenceWindows);
    return onsetWindow - ended.window <= within;
  };
  return members.every(isAfterWork) ? "maintenance-ended" : "evidence-crossed-threshold";
}

/** Whether the member was worked on since it was last seen to fail: nobody knows whether it does so still. */
export const isUnknownSinceWork = ({ workEnded }: Verdict, { service, lastActiveWindow }: Member): boolean =>
  (workEnded.get(service)?.window ?? -1) > lastActiveWindow;
