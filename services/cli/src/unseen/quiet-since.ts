import { type Incident, quietWindows } from "@tocsin/core";

/** An open incident for which nothing speaks any more, though not for so long that it is over. */
export interface QuietIncident {
  /** End of the last window in which something spoke for it, epoch ms. */
  readonly sinceMs: number;
  /** So long nothing must speak for it until it is over. */
  readonly neededMs: number;
}

/** Those of the open incidents in which every member was judged since it last failed, by incident. */
export function quietIncidents(
  open: readonly Incident[],
  windowMs: number,
): ReadonlyMap<string, QuietIncident> {
  const quiet = open.filter(
    ({ members }) =>
      members.length > 0 && members.every(({ recovered, quietAnswers }) => recovered || quietAnswers > 0),
  );
  return new Map(
    quiet.map(({ id, members }) => {
      const lastActive = Math.max(...members.map(({ lastActiveWindow }) => lastActiveWindow));
      return [id, { sinceMs: (lastActive + 1) * windowMs, neededMs: quietWindows(windowMs, 1) * windowMs }];
    }),
  );
}
