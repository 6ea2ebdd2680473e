import * as z from 'zod';
import type { CommandHandler } from '../../../ui/commands.ts';

const Argument = z.object({ topic: z.string().max(300) });

/** Opens the help, at a topic where one is named: `{ topic: 'rules/CL204' }`. */
export const openHelp =
  (show: (topic: string | null) => void): CommandHandler =>
  (_services, argument) => {
    show(Argument.safeParse(argument).data?.topic ?? null);
    return Promise.resolve();
  };
