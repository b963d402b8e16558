import type { Command } from "../arguments/command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { completions } from "../completion/completions.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { write } from "../io.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `tocsin completion`; `commands` are all that there are, this one too. */
export const completionCommand = (commands: () => readonly Command[]): Command => ({
  name: "completion",
  summary: "print what lets a shell complete commands, options and files",
  usage: "bash|zsh|fish",
  description: [
    "Prints a script that the shell reads once. It knows the commands and options of this version.",
  ],
  positionals: "bash|zsh|fish",
  options: [],
  examples: [
    { run: "source <(tocsin completion bash)", does: "in ~/.bashrc, or written to a file that it reads" },
    { run: "source <(tocsin completion zsh)", does: "in ~/.zshrc, behind compinit" },
    { run: "tocsin completion fish > ~/.config/fish/completions/tocsin.fish", does: "once" },
  ],
  run: async ({ positionals: [shell, ...more] }, io) => {
    const names = Object.keys(shells);
    if (shell === undefined || more.length > 0) throw usageFault(`name one shell: ${names.join(", ")}`);
    if (!(shell in shells)) {
      throw usageFault(
        `there is no completion for ${shell}: only for ${names.join(", ")}`,
        didYouMean(shell, names),
      );
    }
    await write(io.stdout, shells[shell as keyof typeof shells](completions(commands())));
    return exitCodes.done;
  },
});
