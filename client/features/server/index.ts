import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { restartServer } from './commands/restart.ts';
import { showServerLog } from './commands/show-log.ts';
import { serverManifest } from './manifest.ts';
import { showServerStatus } from './status.ts';

/** Shows how the window stands to the server, and what a person can do about it. */
export const server: Feature = (services) =>
  disposeAll(
    registerCommands(services, serverManifest, {
      'clutch.restartServer': restartServer,
      'clutch.showServerLog': showServerLog,
    }),
    showServerStatus(services.link),
  );
