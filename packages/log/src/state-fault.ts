import type { ErrorCode } from "@tocsin/contracts";

export type StateFaultCode = Extract<ErrorCode, `state-${string}`>;

/** State that cannot be used. A worker must not start from it, nor without it: it would say things twice. */
export class StateFault extends Error {
  readonly code: StateFaultCode;

  constructor(code: StateFaultCode, message: string) {
    super(message);
    this.name = "StateFault";
    this.code = code;
  }
}
