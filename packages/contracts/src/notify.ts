import { z } from "zod";
import { IncidentScope, Severity } from "./alert.ts";
import { TimeZoneName, Weekday } from "./knowledge.ts";
import { Name } from "./names.ts";

/* Who is told of incidents. What must hold between the keys of an entry is checked where the file is read. */

/** What a sink or a route is called: it stands in metrics, logs and keys of the notifier's memory. */
export const SinkName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "a name is 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
  );

export const SinkKind = z.enum(["alertmanager", "webhook", "pagerduty", "slack", "teams", "mail"]);
export type SinkKind = z.infer<typeof SinkKind>;

/** What of an open incident is told after the first time. */
export const Updates = z.enum(["all", "important", "none"]);
export type Updates = z.infer<typeof Updates>;

const text = z.string().min(1);
const described = (description: string, example: string) =>
  z.exactOptional(text).meta({ description, examples: [example] });
const hidden = (description: string) =>
  z.exactOptional(text).meta({ description, writeOnly: true, examples: ["secret"] });
const fileOf = (what: string) =>
  described(`File that holds the ${what}; a line break at its end is no part of it.`, "/run/secrets/pager");
const variableOf = (what: string) =>
  z
    .exactOptional(
      z
        .string()
        .regex(
          /^[A-Za-z_][A-Za-z0-9_]{0,127}$/,
          "write the name of a variable: A-Z a-z 0-9 _, not beginning with a digit",
        ),
    )
    .meta({ description: `Variable of the environment that holds the ${what}.`, examples: ["PAGER_KEY"] });

const whole = (minimum: number, maximum: number, description: string, example: number) =>
  z.exactOptional(z.int().min(minimum).max(maximum)).meta({ description, examples: [example] });

/** Where incidents are told. */
export const NotifySink = z.strictObject({
  name: SinkName.meta({ description: "What routes, metrics and logs call it.", examples: ["pager"] }),
  kind: SinkKind.meta({ description: "What is spoken there.", examples: ["pagerduty"] }),
  url: hidden(
    "Where it answers, http:// or https://; of mail smtp://HOST:PORT (STARTTLS where it is offered), smtp+starttls:// (nothing else) or smtps://. PagerDuty has a default. Of Slack and Teams it is a secret: better give urlFile or urlVariable.",
  ),
  urlFile: fileOf("address"),
  urlVariable: variableOf("address"),
  secret: hidden(
    "Of PagerDuty the integration key; of a webhook the key of the signature (HMAC with SHA-256). Better give secretFile or secretVariable.",
  ),
  secretFile: fileOf("secret"),
  secretVariable: variableOf("secret"),
  token: hidden(
    "Of Alertmanager and webhook what stands behind `Authorization: Bearer`, or, with a username there and in mail, its password. Better give tokenFile or tokenVariable.",
  ),
  tokenFile: fileOf("token"),
  tokenVariable: variableOf("token"),
  username: described("User, of mail and Alertmanager.", "tocsin"),
  from: described("Of mail: who it is from.", "tocsin@example.org"),
  to: z
    .exactOptional(z.array(text).min(1).max(50))
    .meta({ description: "Of mail: to whom it goes.", examples: [["oncall@example.org"]] }),
  updates: z.exactOptional(Updates).meta({
    description:
      "What is told of an open incident after the first time: `all`, `important` (worse, or another scope) or `none`. Default: `all` of Alertmanager and webhook, else `important`.",
    examples: ["important"],
  }),
  timeoutMs: whole(
    100,
    300_000,
    "Milliseconds after which a request without an answer has failed; default 10000.",
    10_000,
  ),
  perMinute: whole(
    1,
    60_000,
    "Requests in a minute at most, a tenth of them at once. Default: 60 of Slack, Teams and mail, 100 of PagerDuty, else 600. Unit: requests a minute.",
    60,
  ),
  giveUpMs: whole(
    60_000,
    2_592_000_000,
    "Milliseconds after which something that cannot be told becomes a dead letter; default a day.",
    86_400_000,
  ),
  refreshMs: whole(
    1000,
    3_600_000,
    "Of Alertmanager: milliseconds after which an open incident is sent again, because it forgets when it starts anew; default a minute.",
    60_000,
  ),
  holdMs: whole(
    60_000,
    604_800_000,
    "Of Alertmanager: milliseconds for which an alert fires when nobody sends it again; default an hour. The notifier may be away for so long.",
    3_600_000,
  ),
  showMs: whole(
    0,
    3_600_000,
    "Of Alertmanager and PagerDuty: milliseconds for which an incident stands there before it is told that it is over, also when it came and went at once. Default: six minutes of Alertmanager, so that what is grouped with others is heard of too (longer than its group_wait and group_interval), 0 of PagerDuty.",
    360_000,
  ),
});
export type NotifySink = z.infer<typeof NotifySink>;

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write hours and minutes, such as 22:00");

const only = <Item extends z.ZodType>(item: Item, description: string, example: readonly z.input<Item>[]) =>
  z.exactOptional(z.array(item).min(1)).meta({ description, examples: [example] });

/** Which incidents go to which sinks. All that is said must hold; what is not said holds of all. */
export const NotifyRoute = z.strictObject({
  sinks: z
    .array(SinkName)
    .min(1)
    .meta({ description: "The sinks that are told.", examples: [["pager"]] }),
  severities: only(Severity, "Incidents of these severities.", ["critical", "error"]),
  scopes: only(IncidentScope, "Incidents of these scopes.", ["simultaneous"]),
  components: only(Name, "Incidents of which one of these components is named.", ["edge"]),
  services: only(Name, "Incidents in which one of these services fails or is suspected.", ["web"]),
  owners: only(text, "Incidents in which a service fails that one of these owns, by the topology.", [
    "team-a",
  ]),
  quietFrom: z.exactOptional(Clock).meta({
    description: "When the hours begin in which this route tells nothing new. Goes with quietTo.",
    examples: ["22:00"],
  }),
  quietTo: z.exactOptional(Clock).meta({
    description: "When they end; before quietFrom is meant the day after. What is still open then is told.",
    examples: ["07:00"],
  }),
  quietDays: only(Weekday, "The days on which they begin; all unless given.", ["saturday", "sunday"]),
  quietTimeZone: z.exactOptional(TimeZoneName).meta({
    description: "The time zone of these hours; `timeZone`, or UTC, unless given.",
    examples: ["Europe/Berlin"],
  }),
  quietUnless: only(Severity, "Severities that are told in quiet hours too; `critical` unless given.", [
    "critical",
  ]),
});
export type NotifyRoute = z.infer<typeof NotifyRoute>;

/** Where people and programs say by HTTP that somebody takes care of an incident. */
const Acknowledge = z.strictObject({
  host: text
    .default("127.0.0.1")
    .meta({ description: "Address to listen on. The default is reached from this machine alone." }),
  port: z.int().min(0).max(65_535).default(9465).meta({ description: "Port; 0 takes any that is free." }),
  url: described(
    "Where people reach it, http:// or https://, perhaps through a proxy: messages then carry a link by which somebody takes care. Needs a secret. Absent: no links.",
    "https://tocsin.example.org",
  ),
  secret: hidden(
    "Key of signatures and links (HMAC with SHA-256), at least 16 characters. Better give secretFile or secretVariable.",
  ),
  secretFile: fileOf("secret"),
  secretVariable: variableOf("secret"),
  token: hidden(
    "What a program sends behind `Authorization: Bearer`, at least 16 characters. Better give tokenFile or tokenVariable.",
  ),
  tokenFile: fileOf("token"),
  tokenVariable: variableOf("token"),
});
export type Acknowledge = z.infer<typeof Acknowledge>;

export const Notify = z.strictObject({
  acknowledge: z.exactOptional(Acknowledge).meta({
    description:
      "Where people and programs say by HTTP that somebody takes care of an incident. Absent: nowhere; there is `tocsin notify ack`.",
  }),
  sinks: z
    .array(NotifySink)
    .default([])
    .meta({
      description: "Where incidents are told. docs/notifications.md says which keys go with which kind.",
      examples: [[{ name: "pager", kind: "pagerduty", secretFile: "/run/secrets/pager" }]],
    }),
  routes: z
    .array(NotifyRoute)
    .default([])
    .meta({
      description:
        "Which incidents go to which sinks. An incident goes by every route that fits, to each sink once.",
      examples: [[{ sinks: ["pager"], severities: ["critical", "error"] }]],
    }),
});
export type Notify = z.infer<typeof Notify>;

/** Somebody takes care of an incident: the value of `tocsin.acknowledgements.v1`, of which the last of an incident holds. */
export const Acknowledgement = z
  .object({
    v: z.literal(1),
    incident: z.string().min(1).max(200),
    /** When and by whom. */
    at: z.iso.datetime({ offset: true }),
    by: z.exactOptional(z.string().min(1).max(100)),
    /** Why, for those who read it later. */
    note: z.exactOptional(z.string().min(1).max(500)),
  })
  .meta({ id: "Acknowledgement", title: "tocsin.acknowledgements.v1" });
export type Acknowledgement = z.infer<typeof Acknowledgement>;
