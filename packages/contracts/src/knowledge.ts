import { z } from "zod";
import { Name } from "./names.ts";

/* What people know and numbers do not say, as the configuration file has it. */

/** An instant with its offset, as text: `2026-11-29T02:00:00+01:00`, or with `Z`. */
const Instant = z.iso.datetime({ offset: true });
const Day = z.iso.date();

/** Whether it exists is checked where it is used: which there are changes with the platform. */
export const TimeZoneName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/,
    "write a time zone by its IANA name, such as Europe/Berlin, or UTC",
  );

export const Weekday = z.enum(["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]);
export type Weekday = z.infer<typeof Weekday>;

/** `silence`: who should speak is silent. `zero`: a count of nothing. `ignore`: nothing follows. */
export const Missing = z.enum(["silence", "zero", "ignore"]);
export type Missing = z.infer<typeof Missing>;

const missingOf = (stream: string) =>
  z.exactOptional(Missing).meta({
    description: `What an interval without a message of ${stream} means: \`silence\` (the default: who should speak is silent), \`zero\` (a count of nothing), \`ignore\` (nothing follows).`,
    examples: ["zero"],
  });

export const MissingByStream = z.strictObject({
  errorRate: missingOf("requests and errors"),
  deliveryLatency: missingOf("deliveries"),
  reportVolume: missingOf("reports"),
});
export type MissingByStream = z.infer<typeof MissingByStream>;

const note = z.exactOptional(z.string().min(1).max(500)).meta({
  description: "Why, for those who read it later.",
  examples: ["switch replaced"],
});

const services = (what: string) =>
  z
    .exactOptional(z.array(Name).min(1))
    .meta({ description: `The services that ${what}. Absent: all.`, examples: [["web"]] });

/** A day, or several in a row, that is not like others. */
export const CalendarDay = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: "What the day is called.", examples: ["Christmas"] }),
    date: z.exactOptional(Day).meta({
      description: "The day, on the service's own wall clock. Either this or `from` and `to`.",
      examples: ["2026-12-25"],
    }),
    from: z.exactOptional(Day).meta({ description: "The first day.", examples: ["2026-12-24"] }),
    to: z.exactOptional(Day).meta({ description: "The last day.", examples: ["2026-12-26"] }),
    services: services("it is about"),
    like: z.exactOptional(Weekday).meta({
      description: "The day of the week that it is like: it is expected and learned as one of these.",
      examples: ["sunday"],
    }),
    learn: z.exactOptional(z.literal(false)).meta({
      description: "`false`: it is like no other day; nothing is learned of it.",
      examples: [false],
    }),
  })
  .refine(({ date, from, to }) => (date === undefined) === (from !== undefined && to !== undefined), {
    message: "give either `date`, or `from` and `to`",
  })
  .refine(({ date, from, to }) => date === undefined || (from === undefined && to === undefined), {
    message: "give either `date`, or `from` and `to`",
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: "`from` must not be after `to`",
  })
  .refine(({ like, learn }) => (like === undefined) !== (learn === undefined), {
    message: "give either `like`, with a day of the week, or `learn: false`",
  });
export type CalendarDay = z.infer<typeof CalendarDay>;

/** Work that is known ahead: what fails in it is no alarm. */
export const Maintenance = z
  .strictObject({
    services: z
      .exactOptional(z.array(Name).min(1))
      .meta({ description: "The services that are worked on.", examples: [["web"]] }),
    components: z
      .exactOptional(z.array(Name).min(1))
      .meta({ description: "The components of the topology that are worked on.", examples: [["edge"]] }),
    from: Instant.meta({ description: "When it begins.", examples: ["2026-11-29T02:00:00+01:00"] }),
    to: Instant.meta({ description: "When it ends.", examples: ["2026-11-29T04:00:00+01:00"] }),
    note,
  })
  .refine(({ services: named, components }) => named !== undefined || components !== undefined, {
    message: "name the `services` or `components` that are worked on",
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { message: "`from` must be before `to`" });
export type Maintenance = z.infer<typeof Maintenance>;

/** A part of the past that is not to be trusted. */
export const ExcludedPast = z
  .strictObject({
    from: Instant.meta({ description: "When it begins.", examples: ["2026-11-01T00:00:00Z"] }),
    to: Instant.meta({ description: "When it ends.", examples: ["2026-11-02T00:00:00Z"] }),
    services: services("it is about"),
    note,
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { message: "`from` must be before `to`" });
export type ExcludedPast = z.infer<typeof ExcludedPast>;

/** What the configuration says of the world. */
export const knowledgeKeys = {
  timeZone: z.exactOptional(TimeZoneName).meta({
    description:
      "The time zone by which the services' days go, by its IANA name. A service may have another in the topology. Absent: UTC.",
    examples: ["Europe/Berlin"],
  }),
  calendar: z.array(CalendarDay).default([]).meta({ description: "Days that are not like others." }),
  maintenance: z
    .array(Maintenance)
    .default([])
    .meta({ description: "Work that is known ahead. During it nothing is raised and nothing is learned." }),
  exclude: z.array(ExcludedPast).default([]).meta({ description: "Parts of the past that are not learned." }),
  missing: MissingByStream.prefault({}).meta({
    description: "What it means that no message came. A service may have its own in the topology.",
  }),
};

/** What the topology says of one service besides its components. */
export const serviceKnowledgeKeys = {
  timeZone: z.exactOptional(TimeZoneName),
  missing: z.exactOptional(MissingByStream),
  /** How many witnesses must see a failure before it counts as one. */
  quorum: z.exactOptional(z.int().min(1).max(1000)),
};
