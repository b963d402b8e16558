import { z } from "zod";
import { Name } from "./names.ts";

/* What people tell Tocsin while it runs: the values of `tocsin.commands.v1`. */

const instant = z.iso.datetime({ offset: true });

/** What planned work is called, so that it can be ended. */
export const CommandId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "an id is 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
  );

const told = {
  v: z.literal(1),
  /** When it was told and by whom: for people alone, nothing follows from either. */
  at: z.exactOptional(instant),
  by: z.exactOptional(z.string().min(1).max(100)),
  /** Why, for those who read it later. */
  note: z.exactOptional(z.string().min(1).max(500)),
};

/**
 * Start of the window from which it holds, epoch milliseconds: at least two windows ahead, so that it is known when that
 * window is judged, and at most an hour behind the command's own arrival. What comes when its window has been judged holds
 * from the next one on.
 */
const fromWindow = z.int().nonnegative();

/** Work that is planned. An id that was there before is given this meaning instead. Without `to` it lasts until it is ended. */
export const MaintenanceAdd = z.object({
  ...told,
  kind: z.literal("maintenance-add").meta({ description: "Work is planned." }),
  id: CommandId,
  fromWindow,
  /** The services that are worked on, all members of these components, or both; at least one. */
  services: z.exactOptional(z.array(Name).min(1).max(1000)),
  components: z.exactOptional(z.array(Name).min(1).max(1000)),
  from: instant,
  to: z.exactOptional(instant),
});

/** The work of this id is over from its window on; one that is not known, or over, changes nothing. */
export const MaintenanceEnd = z.object({
  ...told,
  kind: z.literal("maintenance-end").meta({ description: "Planned work is over." }),
  id: CommandId,
  fromWindow,
});

/** What an incident truly was. `component`: several services failed by that component. */
export const FeedbackVerdict = z.enum(["no-incident", "was-isolated", "component"]);
export type FeedbackVerdict = z.infer<typeof FeedbackVerdict>;

/** What somebody says of an incident afterwards. Of several of one incident the last holds. It changes no threshold. */
export const IncidentFeedback = z.object({
  ...told,
  kind: z.literal("feedback").meta({ description: "What an incident truly was." }),
  id: CommandId,
  incident: z.string().min(1).max(200),
  verdict: FeedbackVerdict,
  /** With the verdict `component`: its name. */
  component: z.exactOptional(Name),
});
export type IncidentFeedback = z.infer<typeof IncidentFeedback>;

/** What people tell Tocsin, one message each, in one order. */
export const Command = z
  .discriminatedUnion("kind", [MaintenanceAdd, MaintenanceEnd, IncidentFeedback])
  .meta({ id: "Command", title: "tocsin.commands.v1" });
export type Command = z.infer<typeof Command>;
