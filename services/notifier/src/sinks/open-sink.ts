import type { ResolvedSink } from "@tocsin/adapters/config";
import { alertmanager } from "./alertmanager.ts";
import { mail } from "./mail.ts";
import { pagerDuty } from "./pagerduty.ts";
import type { Sink } from "./sink.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { webhook } from "./webhook.ts";

/** The way to a sink as it is configured. Nothing is connected yet. */
export function openSink(sink: ResolvedSink): Sink {
  switch (sink.kind) {
    case "alertmanager":
      return alertmanager(sink);
    case "webhook":
      return webhook(sink);
    case "pagerduty":
      return pagerDuty(sink);
    case "slack":
      return slack(sink);
    case "teams":
      return teams(sink);
    case "mail":
      return mail(sink);
  }
}
