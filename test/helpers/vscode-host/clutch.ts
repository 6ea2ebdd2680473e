import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../../client/extension.ts';

/** The activated extension, connected to its server. */
export async function connectedClutch(): Promise<ClutchExtension> {
  const extension = vscode.extensions.getExtension<ClutchExtension>('clutch.clutch');
  assert.ok(extension, 'clutch.clutch is not installed in this VS Code');
  useRepositoryNode();
  const clutch = await extension.activate();
  await clutch.settled;
  await until('the server to be ready', () => clutch.server.state === 'ready' || clutch.server.message);
  assert.equal(clutch.server.message, null);
  return clutch;
}

/**
 * The server inherits this process's PATH, and VS Code took that from a login shell. The sample's validation commands
 * need a Node that runs TypeScript, whatever that shell has.
 */
function useRepositoryNode(): void {
  const bin = join(__dirname, '..', '..', '..', 'node_modules', '.bin');
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (!folders.includes(bin)) process.env['PATH'] = [bin, ...folders].join(delimiter);
}

/** Resolves with the first value that is not falsy; rejects with what it waited for when the time is over. */
export async function until<T>(
  what: string | (() => string),
  look: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<Exclude<T, false | null | undefined | '' | 0>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (isFound(found)) return found;
    if (Date.now() > deadline)
      throw new Error(`Waited ${timeoutMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const isFound = <T>(value: T): value is Exclude<T, false | null | undefined | '' | 0> => Boolean(value);
