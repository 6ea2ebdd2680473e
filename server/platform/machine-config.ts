import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { MachineConfig } from '#schemas/settings.ts';
import { SettingsError } from './settings-error.ts';

export const machineConfigFile = (home: string): string => path.join(home, 'config.json');

/** `CLUTCH_HOME/config.json`, all defaults where there is none. Throws one sentence when it cannot be used. */
export function readMachineConfig(home: string): MachineConfig {
  const file = machineConfigFile(home);
  if (!statSync(file, { throwIfNoEntry: false })) return MachineConfig.parse({});
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new SettingsError(`${file} cannot be read as JSON (${String(cause)}). Mend or remove it.`, { cause });
  }
  const parsed = MachineConfig.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new SettingsError(`${file} cannot be used:\n${z.prettifyError(parsed.error)}\nMend or remove it.`);
}
