/** State that cannot be used. A worker must not start from it, nor without it: it would say things twice. */
export class StateFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StateFault";
  }
}
