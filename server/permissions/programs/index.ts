import type { Programs } from '../call.ts';
import { accounts } from './accounts.ts';
import { builds } from './builds.ts';
import { containers } from './containers.ts';
import { databases } from './databases.ts';
import { editors } from './editors.ts';
import { files } from './files.ts';
import { find } from './find.ts';
import { git } from './git.ts';
import { interpreters } from './interpreters.ts';
import { machine } from './machine.ts';
import { network } from './network.ts';
import { nodePackages } from './node-packages.ts';
import { packages } from './packages.ts';
import { privilege } from './privilege.ts';
import { readers } from './readers.ts';
import { shell } from './shell.ts';
import { wrappers } from './wrappers.ts';

/** Every program that is known; whatever is not listed here is asked about. */
export const programs: Programs = {
  ...shell,
  ...wrappers,
  ...readers,
  ...files,
  ...find,
  ...editors,
  ...builds,
  ...interpreters,
  ...git,
  ...nodePackages,
  ...packages,
  ...network,
  ...containers,
  ...accounts,
  ...databases,
  ...privilege,
  ...machine,
};
