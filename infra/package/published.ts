/** A package that others install. */
export interface Published {
  /** Where it lies in the checkout. */
  readonly folder: string;
  /**
   * A program for which nothing of this workspace is looked up in a registry: what it needs of it travels inside, and
   * so does what we have patched. A package that is no program names its needs, as packages do.
   */
  readonly isProgram: boolean;
}

/** All that is packed. A further package is one more line. */
export const published: readonly Published[] = [
  { folder: "packages/contracts", isProgram: false },
  { folder: "packages/formats", isProgram: false },
  { folder: "packages/outages", isProgram: true },
  { folder: "services/cli", isProgram: true },
];
