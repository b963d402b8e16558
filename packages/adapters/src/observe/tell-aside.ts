import type { Instruments } from "./instruments.ts";

/** That a worker leaves its work to others, because the brokers do not take the times of its machine, and that it is back. */
export function tellAside(
  { log, health }: { readonly log: Pick<Instruments["log"], "event"> } & Pick<Instruments, "health">,
  worker: string,
  why: Error | null,
): void {
  if (why === null) {
    log.event("worker.back");
    health.ready(worker, "not a member of its group yet");
    return;
  }
  log.event("worker.aside", {}, why);
  health.ready(
    worker,
    `the brokers do not take this machine's times, so others are to do its work: set its clock right (${why.message})`,
  );
}
