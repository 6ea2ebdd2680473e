import { act, type Call, own } from '../call.ts';
import type { Deed } from '../deed.ts';

const PUBLISHES = /(?:^|[:_.-])(?:publish|release|deploy|upload|drop|reset|destroy|purge|wipe|nuke)(?![a-z])/;
const FLASHES = /(?:^|[:_.-])(?:flash|burn|program|monitor|upload-firmware|teleop|drive)(?:$|[:_.-])/i;

/** A target or script of the project by its name. What says of itself that it goes beyond the worktree is believed. */
export function runsScript(call: Call, subject: string, name: string): readonly Deed[] {
  const more: Deed[] = [];
  if (PUBLISHES.test(name)) more.push(act(call, 'unknown', subject));
  if (FLASHES.test(name)) more.push(act(call, 'hardware', subject));
  return [own(call, subject), ...more];
}
