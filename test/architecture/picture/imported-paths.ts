import { parseSync, Visitor } from "oxc-parser";

/**
 * What one source file imports, as it is written there, in the order of the text: values and types, re-exports,
 * `import()` of a plain text, and `import("…")` in a type. A text that is put together at run time is not seen.
 * Throws where the file cannot be parsed: a file that is passed over would make the picture wrong in silence.
 */
export function importedPaths(file: string, text: string): readonly string[] {
  const { program, errors } = parseSync(file, text);
  const [fault] = errors;
  if (fault !== undefined) throw new Error(`${file}: ${fault.message}`);
  const found: string[] = [];
  const visitor = new Visitor({
    ImportDeclaration: ({ source }) => void found.push(source.value),
    ExportAllDeclaration: ({ source }) => void found.push(source.value),
    ExportNamedDeclaration: ({ source }) => {
      if (source !== null) found.push(source.value);
    },
    ImportExpression: ({ source }) => {
      if (source.type === "Literal" && typeof source.value === "string") found.push(source.value);
    },
    TSImportType: ({ source }) => void found.push(source.value),
  });
  visitor.visit(program);
  return found;
}
