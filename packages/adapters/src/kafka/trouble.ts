/** Something went wrong and is being dealt with: for logs and metrics. Never holds a secret. */
export interface Trouble {
  /** A fixed word for the kind of trouble, for example `fetch-failed` or `group-crashed`. */
  readonly name: string;
  readonly message: string;
  readonly broker?: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly group?: string;
}

export type TellTrouble = (trouble: Trouble) => void;
