import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { type Command, type Example, helpOption, type OptionDefinition } from "./command.ts";

/** `tocsin COMMAND --help`. */
export function commandHelp(command: Command): readonly Block[] {
  return [
    paragraph(0, [span("Usage:", "strong"), ` tocsin ${command.name} ${command.usage}`], 4),
    ...command.description.flatMap((text) => [blank, paragraph(0, [text])]),
    ...section("Options", [...command.options, helpOption].map(optionRow)),
    ...examples(command.examples),
    ...exits(command),
  ];
}

function exits({ exits: codes }: Command): readonly Block[] {
  if (codes === undefined) return [];
  return section(
    "Exit codes",
    codes.map(({ code, means }) => ({ left: String(code), right: means })),
  );
}

export interface ProgramEntry {
  readonly name: string;
  readonly summary: string;
}

/** `tocsin --help`. */
export function programHelp(commands: readonly ProgramEntry[], shown: readonly Example[]): readonly Block[] {
  return [
    paragraph(0, [
      span("tocsin", "strong"),
      " rings when many services fail at once, and says what they share.",
    ]),
    blank,
    paragraph(0, [span("Usage:", "strong"), " tocsin COMMAND [OPTIONS]"]),
    ...section(
      "Commands",
      commands.map((command) => ({ left: command.name, right: command.summary })),
    ),
    ...section("Options", [
      { left: "-h, --help", right: "print this help; tocsin COMMAND --help tells more" },
      { left: "--version", right: "print the version" },
    ]),
    ...examples(shown),
  ];
}

/** `tocsin import`: the kinds that there are. */
export function kindsHelp(kinds: readonly ProgramEntry[]): readonly Block[] {
  return [
    paragraph(0, [span("Usage:", "strong"), " tocsin import KIND …"]),
    blank,
    paragraph(0, ["Turns telemetry of another tool into a recording that tocsin replay reads."]),
    ...section(
      "Kinds",
      kinds.map(({ name, summary }) => ({ left: name, right: summary })),
    ),
    blank,
    paragraph(0, ["tocsin import KIND --help tells more, with examples."]),
  ];
}

interface Row {
  readonly left: string;
  readonly right: string;
}

function optionRow(option: OptionDefinition): Row {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const takes = option.takes === undefined ? "" : ` ${option.takes}`;
  return { left: `${short}--${option.name}${takes}`, right: option.means };
}

/** Two columns; what does not fit beside its name goes on under it. */
function section(title: string, rows: readonly Row[]): readonly Block[] {
  const width = Math.max(...rows.map((row) => row.left.length)) + 2;
  const lines = rows.map((row) =>
    paragraph(2, [`${row.left.padEnd(width).replaceAll(" ", "\u00a0")}${row.right}`], width + 2),
  );
  return [blank, paragraph(0, [span(`${title}:`, "strong")]), ...lines];
}

function examples(list: readonly Example[]): readonly Block[] {
  if (list.length === 0) return [];
  const lines = list.flatMap((example) => [
    paragraph(2, [span(example.run.replaceAll(" ", "\u00a0"))]),
    paragraph(6, [span(example.does, "muted")]),
  ]);
  return [blank, paragraph(0, [span("Examples:", "strong")]), ...lines];
}
