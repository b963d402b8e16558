import { type ConfigFault, faultMessage } from "@tocsin/adapters/config";
import { errorCodes } from "@tocsin/contracts";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/**
 * Each fault as `file:line:column code message`, on one line however long it is, so that editors and `grep` find it;
 * under it what to do, once for each code.
 */
export function faultBlocks(faults: readonly ConfigFault[]): readonly Block[] {
  const told = new Set<string>();
  return faults.flatMap((fault) => {
    if (told.has(fault.code)) return [faultLine(fault)];
    told.add(fault.code);
    return [faultLine(fault), paragraph(4, [span(errorCodes[fault.code], "muted")])];
  });
}

function faultLine({ file, line, column, code, ...fault }: ConfigFault): Block {
  return paragraph(0, [
    span(unbroken(`${file}:${line}:${column} `), "strong"),
    span(unbroken(`${code} `), "alarm"),
    unbroken(faultMessage(fault)),
  ]);
}

const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");
