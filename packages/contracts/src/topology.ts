import { z } from "zod";
import { serviceKnowledgeKeys } from "./knowledge.ts";
import { Name, UnitName } from "./names.ts";

export const TopologyService = z.strictObject({
  displayName: z.exactOptional(z.string().min(1)),
  owner: z.exactOptional(z.string().min(1)),
  ...serviceKnowledgeKeys,
});

export const TopologyComponent = z.strictObject({
  services: z.array(UnitName).min(1),
  description: z.exactOptional(z.string()),
  dependsOn: z.exactOptional(z.array(Name)),
  /** Relative weight of this component before any evidence; 1 unless given. */
  prior: z.exactOptional(z.number().positive().max(1e6)),
});

const everyService =
  "list every service, also those that components name, such as `services: { cart: {}, pay: {} }`";

/** Services and what they share. References between the two are checked by `tocsin check`. */
export const Topology = z
  .strictObject({
    services: z.record(Name, TopologyService.nullable(), {
      error: ({ input }) => (input === undefined ? everyService : undefined),
    }),
    components: z.record(Name, TopologyComponent).default({}),
  })
  .meta({ id: "Topology", title: "Topology file" });
export type Topology = z.infer<typeof Topology>;
