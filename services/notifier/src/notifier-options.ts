import type { ResolvedConfiguration } from "@tocsin/adapters/config";
import type { NotifyRoute, Topology } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import type { CareDesk } from "./acknowledging/care-desk.ts";
import type { NotifierInstrumentation } from "./instrumentation.ts";
import type { Sink } from "./sinks/sink.ts";
import type { Clock } from "./telling/clock.ts";

export interface NotifierOptions {
  /** Is the caller's to close. */
  readonly log: Log;
  readonly configuration: NotifierConfiguration;
  readonly topology: Topology | null;
  readonly routes: readonly NotifyRoute[];
  readonly sinks: readonly Sink[];
  readonly instrumentation: NotifierInstrumentation;
  readonly clock: Clock;
  /** Where acknowledgements are handed in, and the link by which people do so; nowhere unless given. */
  readonly acknowledging?: Acknowledging;
}

export interface Acknowledging {
  readonly desk: CareDesk;
  /** Null where nobody can be sent one. */
  readonly linkTo: (incident: string) => string | null;
}

export interface NotifierConfiguration {
  readonly topics: Pick<
    ResolvedConfiguration["topics"],
    "incidents" | "acknowledgements" | "notifierState" | "deadLetters"
  >;
  readonly kafka: Pick<ResolvedConfiguration["kafka"], "namePrefix" | "sessionTimeoutMs">;
  readonly timeZone?: string;
}

export const notifierGroup = ({ kafka }: { readonly kafka: { readonly namePrefix: string } }): string =>
  `${kafka.namePrefix}.notifier`;

/** What may change while it works. */
export interface CurrentTopology {
  topology: Topology | null;
  /** Told when it has changed. */
  readonly changed: { readonly next: () => Promise<void> };
}
