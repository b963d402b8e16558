/** The tags of a unit: `service`, or `service/operation`. */
export function unitTags(unit: string): { readonly service: string; readonly operation?: string } {
  const slash = unit.indexOf("/");
  if (slash === -1) return { service: unit };
  return { service: unit.slice(0, slash), operation: unit.slice(slash + 1) };
}
