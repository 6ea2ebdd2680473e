/**
 * Runs inside the extension host, as the test module of a VS Code that loads the measured extension. Adds one line to
 * the file named by CLUTCH_BENCH_ACTIVATION.
 */
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ClutchExtension } from '../../../client/extension.ts';

export async function run(): Promise<void> {
  const file = process.env['CLUTCH_BENCH_ACTIVATION'];
  const extension = vscode.extensions.getExtension<ClutchExtension>('clutch.clutch');
  if (file === undefined || extension === undefined) throw new Error('The measured extension is not loaded.');
  const { activationMs, activationCpuMs, settled } = await extension.activate();
  await settled;
  appendFileSync(file, `${JSON.stringify({ activationMs, activationCpuMs })}\n`);
}
