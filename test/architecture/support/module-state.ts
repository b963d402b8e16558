import { parseSync, Visitor } from "oxc-parser";

type Program = ReturnType<typeof parseSync>["program"];
type Statement = Program["body"][number];
type Declarator = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number];
type Value = NonNullable<Declarator["init"]>;

/**
 * Names of the variables of a module that may change while it lives: every `let` and `var`, and every `const` whose
 * value could be written into because neither its type nor `as const` forbids it. What is made inside a function does
 * not count. An object whose type has a name is believed to be read-only, as our interfaces are.
 */
export function moduleState(file: string, text: string): readonly string[] {
  const { program, errors } = parseSync(file, text);
  const [fault] = errors;
  if (fault !== undefined) throw new Error(`${file}: ${fault.message}`);
  return program.body.flatMap((statement) => {
    const declared =
      statement.type === "ExportNamedDeclaration" && statement.declaration !== null
        ? statement.declaration
        : statement;
    if (declared.type !== "VariableDeclaration") return [];
    return declared.declarations
      .filter((variable) => declared.kind !== "const" || mayChange(variable, text))
      .map(({ id }) => text.slice(id.start, id.end).replace(/:.*$/s, ""));
  });
}

function mayChange({ id, init }: Declarator, text: string): boolean {
  if (init === null || isConstant(init, text)) return false;
  const type = "typeAnnotation" in id && id.typeAnnotation ? id.typeAnnotation.typeAnnotation : null;
  const name = type === null ? "" : text.slice(type.start, type.end);
  if (/^(readonly |Readonly|ArrayLike<)/.test(name)) return false;
  if (init.type === "ObjectExpression" && type?.type === "TSTypeReference") return false;
  return makesSomething(init, text);
}

/** `as const`, `as readonly …`, or such a value `satisfies` a type. */
function isConstant(value: Value, text: string): boolean {
  if (value.type === "TSSatisfiesExpression") return isConstant(value.expression, text);
  if (value.type !== "TSAsExpression") return false;
  return /^(const|readonly |Readonly)/.test(text.slice(value.typeAnnotation.start, value.typeAnnotation.end));
}

/** Calls that give a number. */
const givesNumber = /^(Math\.\w+|\w+\.indexOf)$/;

/** Whether the value holds an array, an object, something built with `new`, or what a call gave. */
function makesSomething(value: Value, text: string): boolean {
  let functions = 0;
  let found = false;
  const find = (): void => {
    found ||= functions === 0;
  };
  const enter = (): void => void (functions += 1);
  const leave = (): void => void (functions -= 1);
  const visitor = new Visitor({
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    NewExpression: find,
    ArrayExpression: find,
    ObjectExpression: find,
    CallExpression: ({ callee }) => {
      if (!givesNumber.test(text.slice(callee.start, callee.end))) find();
    },
  });
  visitor.visit({
    type: "Program",
    body: [{ type: "ExpressionStatement", expression: value, start: value.start, end: value.end }],
    sourceType: "module",
    hashbang: null,
    comments: [],
    start: value.start,
    end: value.end,
  } as unknown as Program);
  return found;
}
