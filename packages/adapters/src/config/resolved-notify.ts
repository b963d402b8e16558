import type { NotifyRoute, NotifySink } from "@tocsin/contracts";

/** Who is told, with addresses and secrets read. */
export interface ResolvedNotify {
  readonly sinks: readonly ResolvedSink[];
  readonly routes: readonly NotifyRoute[];
  /** Absent: acknowledgements are not taken by HTTP. */
  readonly acknowledge?: ResolvedAcknowledge;
}

export interface ResolvedAcknowledge {
  readonly host: string;
  readonly port: number;
  readonly url: string | null;
  readonly secret: string | null;
  readonly token: string | null;
}

type Held = "url" | "secret" | "token";
type Ways = `${Held}File` | `${Held}Variable`;

/** A sink with plain text in place of the files and variables that hold it; null where it has none. */
export interface ResolvedSink extends Omit<NotifySink, Held | Ways> {
  readonly url: string | null;
  readonly secret: string | null;
  readonly token: string | null;
}

/** What of a sink may stand in a file or a variable instead. */
export const heldKeys: readonly Held[] = ["url", "secret", "token"];

/** What was read for a sink, in place of what the configuration names. */
export type HeldTexts = Readonly<Partial<Record<Held, string>>>;

export function resolvedSink(sink: NotifySink, read: HeldTexts): ResolvedSink {
  const {
    urlFile: _urlFile,
    urlVariable: _urlVariable,
    secretFile: _secretFile,
    secretVariable: _secretVariable,
    tokenFile: _tokenFile,
    tokenVariable: _tokenVariable,
    url,
    secret,
    token,
    ...rest
  } = sink;
  const held = { url: url ?? read.url, secret: secret ?? read.secret, token: token ?? read.token };
  return {
    ...rest,
    url: held.url ?? defaultUrl(sink),
    secret: held.secret ?? null,
    token: held.token ?? null,
  };
}

const defaultUrl = ({ kind }: NotifySink): string | null =>
  kind === "pagerduty" ? "https://events.pagerduty.com/v2/enqueue" : null;
