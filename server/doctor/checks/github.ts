import { createGit } from '../../platform/git.ts';
import { findProgram } from '../../platform/find-program.ts';
import { type DoctorCheck, finding } from '../check.ts';

/** Whether what the setting `github` counts on is there. Nothing is sent anywhere. */
export const github: DoctorCheck = {
  id: 'github',
  title: 'GitHub',
  limitMs: 5_000,
  async look({ home, env, machine }, signal) {
    const how = machine().github;
    if (how === 'none')
      return [finding('ok', 'CLUTCH was not told how this machine reaches GitHub, and does not need to know.')];
    if (how === 'https') {
      const helper = await createGit(home, { signal, offline: true }).ask('config', '--get', 'credential.helper');
      if (helper) return [finding('ok', `git keeps credentials with ${helper}.`)];
      const todo = 'Set a credential helper, or choose another way with clutch setup.';
      return [finding('warning', 'git has no credential helper, so it would ask for a password.', { todo })];
    }
    const program = findProgram(how, { env });
    if (program !== null) return [finding('ok', `${how} is there (${program}).`)];
    const todo = `Install ${how}, or choose another way with clutch setup.`;
    return [finding('problem', `${how}, by which this machine reaches GitHub, was not found.`, { todo })];
  },
};
