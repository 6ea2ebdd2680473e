import { mkdirSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clutchHome } from '#schemas/protocol/home.ts';
import type { CurrentSetup, SetupAnswers, SetupPlan } from '#schemas/protocol/setup.ts';
import { identityFile, openIdentity } from '../collab/identity.ts';
import { makePrivateFolder } from '../platform/address.ts';
import { machineConfigFile, readMachineConfig } from '../platform/machine-config.ts';
import { repositoryAround } from '../platform/repository-around.ts';
import { writeAtomically } from '../platform/write-atomically.ts';
import { planSetup, type SetupFacts } from './plan-setup.ts';

/** A setup cannot be written; `message` says why, and what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** How a machine is set up, and what answers would make of it. */
export interface Setup {
  current(): CurrentSetup;
  /** Writes nothing. */
  plan(answers: SetupAnswers): SetupPlan;
  /**
   * Writes the plan: each file whole or not at all, for the owner alone. The same answers twice write nothing the second
   * time. Throws a `SetupError` where the plan has problems, or what is there is not what was `seen`.
   */
  write(answers: SetupAnswers, seen: string | null): SetupPlan;
}

export function createSetup(env: NodeJS.ProcessEnv): Setup {
  const usualHome = clutchHome(env, process.platform, os.homedir());
  const plan = (answers: SetupAnswers): SetupPlan => planSetup(answers, survey(answers.home ?? usualHome, usualHome));
  return {
    current() {
      const { projectsRoot, artifactStore, github, autoAttach, collab } = readMachineConfig(usualHome);
      return {
        home: usualHome,
        isSetUp: statSync(machineConfigFile(usualHome), { throwIfNoEntry: false }) !== undefined,
        hostName: os.hostname(),
        answers: { projectsRoot, artifactStore, github, autoAttach, name: collab.name },
      };
    },
    plan,
    write(answers, seen) {
      const planned = plan(answers);
      const [problem] = planned.problems;
      if (problem) throw new SetupError(problem.text);
      if (seen !== null && seen !== planned.seen) {
        throw new SetupError(`${planned.home} has changed since it was shown. Nothing was written; look again.`);
      }
      perform(planned, answers);
      return planned;
    },
  };
}

function survey(home: string, usualHome: string): SetupFacts {
  const configFile = machineConfigFile(home);
  const stats = (file: string) => statSync(file, { throwIfNoEntry: false });
  return {
    home,
    configFile,
    identityFile: identityFile(home),
    usualHome,
    config: stats(configFile) ? readFileSync(configFile, 'utf8') : null,
    hasIdentity: stats(identityFile(home)) !== undefined,
    isFolder: (file) => stats(file)?.isDirectory() === true,
    isTaken: (file) => stats(file)?.isDirectory() === false,
    repositoryAround,
  };
}

function perform({ home, folders, files }: SetupPlan, { projectsRoot }: SetupAnswers): void {
  for (const folder of folders) {
    // Projects may be meant for others too; everything else is the owner's alone.
    if (folder.path === projectsRoot) mkdirSync(folder.path, { recursive: true });
    else makePrivateFolder(folder.path);
  }
  makePrivateFolder(home);
  for (const file of files) {
    if (file.after === null) openIdentity(home);
    else {
      mkdirSync(path.dirname(file.path), { recursive: true, mode: 0o700 });
      writeAtomically(file.path, file.after, 0o600);
    }
  }
}
