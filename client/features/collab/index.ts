import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { joinProject } from './commands/join.ts';
import {
  changeMachineRole,
  confirmMachine,
  decideJoin,
  handOverMain,
  leaveProject,
  rejectMachine,
  revokeMachine,
  takeOverMain,
} from './commands/members.ts';
import { inviteMachine, shareProject } from './commands/share.ts';
import { collabManifest } from './manifest.ts';

/** Who takes part in a shared project: sharing it, joining it, and what main's person decides. */
export const collab: Feature = (services) =>
  disposeAll(
    registerCommands(services, collabManifest, {
      'clutch.shareProject': shareProject,
      'clutch.joinProject': joinProject,
      'clutch.inviteMachine': inviteMachine,
      'clutch.decideJoin': decideJoin,
      'clutch.takeOverMain': takeOverMain,
      'clutch.leaveProject': leaveProject,
      'clutch.confirmMachine': confirmMachine,
      'clutch.rejectMachine': rejectMachine,
      'clutch.changeMachineRole': changeMachineRole,
      'clutch.handOverMain': handOverMain,
      'clutch.revokeMachine': revokeMachine,
    }),
  );
