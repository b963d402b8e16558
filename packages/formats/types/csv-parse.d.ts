/* The part of csv-parse that is used, of the build that needs nothing of a platform. */
declare module "csv-parse/browser/esm/sync" {
  export function parse(
    text: string,
    options: { readonly relax_column_count: boolean; readonly skip_empty_lines: boolean },
  ): string[][];
}
