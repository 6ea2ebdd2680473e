/**
 * Runs inside the extension host, as the test module of a VS Code that loads the measured extension. Shows the CLUTCH
 * views, and measures how long the host's event loop is kept busy from when `begin` lies in the folder named by
 * CLUTCH_BENCH_STREAMING until `end` does. Leaves `ready` and `result.json` there.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../../client/extension.ts';
import { watchLoop } from './loop-delay.ts';
import { DEADLINE_MS } from './streaming-time.ts';

const LOOK_MS = 50;

export async function run(): Promise<void> {
  const folder = process.env['CLUTCH_BENCH_STREAMING'];
  const extension = vscode.extensions.getExtension<ClutchExtension>('clutch.clutch');
  if (folder === undefined || extension === undefined) throw new Error('Nothing to measure.');
  const clutch = await extension.activate();
  await clutch.settled;
  await vscode.commands.executeCommand('workbench.view.extension.clutch');
  await vscode.commands.executeCommand('clutch.openMonitor');
  writeFileSync(path.join(folder, 'ready'), '');
  await fileIn(folder, 'begin');
  const loop = watchLoop();
  await fileIn(folder, 'end');
  const agents = clutch.overview?.runs.flatMap(({ agents: working }) => working) ?? [];
  writeFileSync(path.join(folder, 'result.json'), JSON.stringify({ ...loop.stop(), agents: agents.length }));
}

async function fileIn(folder: string, name: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!existsSync(path.join(folder, name))) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${name}.`);
    await delay(LOOK_MS);
  }
}
