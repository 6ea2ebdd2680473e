import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActionClass } from '#schemas/run/permission.ts';
import { classifyCommand } from '../../../server/permissions/classify-command.ts';
import { normalised } from '../../../server/permissions/paths.ts';
import type { IsInside } from '../../../server/permissions/places.ts';

/** A worktree in memory: no links, so that a path lies where its name says. */
export const TREE = '/home/ann/tree';

export const isInside: IsInside = (path, cwd) => {
  const from = (one: string, base: string): string => (/^[/~]/.test(one) ? one : `${base}/${one}`);
  const place = normalised(from(path, from(cwd, TREE)));
  return Promise.resolve(place === TREE || place.startsWith(`${TREE}/`));
};

/** The subject, with a question mark before one that does not say all; in brackets when nobody needs to be asked. */
export async function told(command: string | readonly string[]): Promise<{ class: ActionClass; subject: string }> {
  const { class: what, subject, known, parts } = await classifyCommand(command, isInside);
  const shown = `${known ? '' : '? '}${subject}`;
  return { class: what, subject: parts.every(({ usual }) => usual) ? `(${shown})` : shown };
}

/** One test for each command of a class, with what is told about it. */
export function table(what: ActionClass, rows: Readonly<Record<string, string>>): void {
  for (const [command, subject] of Object.entries(rows)) {
    test(`${what}: ${command}`, async () => assert.deepEqual(await told(command), { class: what, subject }));
  }
}
