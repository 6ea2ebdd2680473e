import type { HealthFinding } from '#schemas/protocol/doctor.ts';

/** What helps: a command of VS Code, or one for a shell, which the person starts. */
export type NextStep =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'shell'; readonly line: string };

/** By the beginning of a finding's id; the first that fits counts. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['server', 'clutch.restartServer'],
  ['agents.none', 'clutch.connectAgents'],
  ['github', 'clutch.setup'],
  ['vscode', 'update.checkForUpdate'],
];

/** Null where nothing but reading helps. */
export function nextStepOf({ id, command, file }: HealthFinding): NextStep | null {
  const own = COMMANDS.find(([begin]) => id === begin || id.startsWith(`${begin}.`));
  if (own) return { kind: 'command', command: own[1] };
  // A file that is to be mended opens with a click.
  if (command === null || (file !== null && file.endsWith('.json') && !command.startsWith('chmod'))) return null;
  return { kind: 'shell', line: command };
}
