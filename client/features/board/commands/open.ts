import type { CommandHandler } from '../../../ui/commands.ts';
import type { Panels } from '../../../ui/panels.ts';

/** Opens the board. A window has one: it shows the tasks of all its projects. */
export const openBoard =
  (panels: Panels): CommandHandler =>
  () =>
    Promise.resolve(panels.open(null));
