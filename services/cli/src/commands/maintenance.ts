import type { Command } from "../arguments/command.ts";
import { exitCodes } from "../exit-codes.ts";
import { maintenanceRequestOf } from "../maintenance/request.ts";
import { runMaintenance } from "../maintenance/run-maintenance.ts";

export const maintenanceCommand: Command = {
  name: "maintenance",
  summary: "tell a running Tocsin of planned work, and see what was told",
  usage: "add|list|end ID [OPTIONS]",
  description: [
    "During planned work evidence is shown, nothing is learned and nothing is raised; what still fails when it is over is raised then.",
    "add writes to the command topic. It holds from the second whole window ahead at the earliest, and says from when on: tell it before the work begins. Windows that were judged before are not judged again. end is the same, and list shows what is in force, ahead and lately over, of commands and of the configuration.",
    "With clock: stream the time is that of the newest window that was judged.",
  ],
  positionals: "add|list|end ID",
  options: [
    { name: "config", takes: "FILE", means: "configuration (YAML); TOCSIN_… variables override it" },
    {
      name: "topology",
      takes: "FILE",
      means: "topology in which names must stand; the configuration's by default",
    },
    { name: "services", takes: "NAMES", means: "add: the services that are worked on, by commas" },
    { name: "components", takes: "NAMES", means: "add: components whose services are worked on, by commas" },
    { name: "from", takes: "TIME", means: "add: when it begins; now by default" },
    { name: "to", takes: "TIME", means: "add: when it ends" },
    { name: "for", takes: "DURATION", means: "add: how long it lasts, such as 2h" },
    { name: "open", means: "add: it lasts until it is ended" },
    { name: "note", takes: "TEXT", means: "add: why, for those who read it later" },
    { name: "id", takes: "ID", means: "add: what it is called; made up by default" },
    { name: "json", means: "list: one object a line" },
  ],
  examples: [
    {
      run: "tocsin maintenance add --services mail --from 2026-11-29T02:00:00+01:00 --for 2h --note 'new disks'",
      does: "two hours in which nobody is called for mail",
    },
    { run: "tocsin maintenance add --components edge --open --id edge-move", does: "until it is ended" },
    { run: "tocsin maintenance end edge-move", does: "it is over" },
    { run: "tocsin maintenance list", does: "what is in force and ahead" },
  ],
  exits: [
    { code: exitCodes.done, means: "done; also where nothing was to be done" },
    { code: exitCodes.usage, means: "wrong usage, an unknown name or id, or a topic is missing" },
    { code: exitCodes.server, means: "Kafka cannot be reached, or refuses us" },
  ],
  run: async (parsed, io) => await runMaintenance(maintenanceRequestOf(parsed), io),
};
