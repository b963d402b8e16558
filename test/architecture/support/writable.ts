/** What any container with a way to write into it has: typed arrays and arrays, maps, sets. */
type Container =
  | { fill(value: never, start?: number, end?: number): unknown }
  | { set(key: never, value: never): unknown }
  | { add(value: never): unknown };

type Callable = (...given: never[]) => unknown;
/** What is looked into no further: what a function does with its input is asked of the function. */
type Leaf = string | number | boolean | symbol | bigint | null | undefined | Callable;

/** Exact, also by `readonly`: the compiler takes two open conditional types for one only if they are the same. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Names of the properties that can be assigned. A method counts as none, though the compiler lets it be replaced. */
type Assignable<T> = {
  [Key in keyof T]-?: T[Key] extends Callable
    ? never
    : IsSame<{ [K in Key]: T[Key] }, { readonly [K in Key]: T[Key] }> extends true
      ? never
      : Key;
}[keyof T];

/** Where a value can be written into, as paths such as `columns.level`; `never` where it can only be read. */
export type WritableIn<T> = T extends Leaf
  ? never
  : T extends Container
    ? ""
    : T extends readonly (infer Item)[]
      ? WritableIn<Item>
      : T extends ReadonlyMap<infer Key, infer Value>
        ? WritableIn<Key | Value>
        : T extends ReadonlySet<infer Item>
          ? WritableIn<Item>
          : WritableField<T>;

type WritableField<T> = {
  [Key in keyof T & string]: Key extends Assignable<T> ? Key : Below<Key, WritableIn<T[Key]>>;
}[keyof T & string];

type Below<Key extends string, Path> = Path extends "" ? Key : Path extends string ? `${Key}.${Path}` : never;

/** Names of the functions of a module that take something they could write into, at other paths than these. */
export type TakesWritable<Module, Excused extends string = never> = {
  [Name in keyof Module]: Module[Name] extends (...given: infer Given) => unknown
    ? [Exclude<WritableIn<Given[number]>, Excused>] extends [never]
      ? never
      : Name
    : never;
}[keyof Module];
