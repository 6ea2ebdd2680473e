import type { WalkthroughManifest } from '../../manifest.ts';

const image = (name: string, alt: string) => ({ path: `client/icons/walkthrough/${name}.svg`, alt });

/** What VS Code shows on its Welcome page, and `clutch.openWalkthrough` opens. */
export const walkthrough: WalkthroughManifest = {
  id: 'start',
  title: 'Get started with CLUTCH',
  description: 'From an empty machine to the first verified commits.',
  steps: [
    {
      id: 'setUp',
      title: 'Set up this machine',
      description:
        'Say where CLUTCH keeps its own files and where your projects lie. You see every file before it is written, and nothing private goes into a repository.\n[Set Up…](command:clutch.setup)',
      image: image('set-up', 'A list of four settings, each with a tick'),
      completionEvents: ['onCommand:clutch.setup'],
    },
    {
      id: 'plan',
      title: 'Write a plan',
      description:
        'Seven questions become a plan with phases. It is checked like code while you change it.\n[New Plan…](command:clutch.newPlan)',
      image: image('plan', 'A document with one line underlined'),
      completionEvents: ['onContext:clutch.hasPlan'],
    },
    {
      id: 'agents',
      title: 'Choose who does the work',
      description:
        'CLUTCH lists the coding agents on this machine and whether each of them answers. A person can be one, too.\n[Choose Agent…](command:clutch.chooseAgent)',
      image: image('agents', 'One box with lines to three others'),
      completionEvents: ['onCommand:clutch.chooseAgent'],
    },
    {
      id: 'run',
      title: 'Run it and watch',
      description:
        'Each phase is executed, validated by the plan’s own commands and committed. The run goes on when the window closes.\n[Run Plan…](command:clutch.runPlan)\n[Open Monitor](command:clutch.openMonitor)',
      image: image('run', 'Three phases: one is done, one is under way, one is to come'),
      completionEvents: ['onCommand:clutch.runPlan'],
    },
    {
      id: 'answer',
      title: 'Answer what only you can decide',
      description:
        'Questions and permissions wait in Needs You. The run uses nothing while it waits.\n[Show Needs You](command:clutch.needsYou.focus)',
      image: image('answer', 'A question with two buttons'),
      completionEvents: ['onView:clutch.needsYou', 'onCommand:clutch.answer'],
    },
    {
      id: 'share',
      title: 'Add more PCs',
      description:
        'A folder that all of them reach is enough. One PC decides, the others help, and the help tells the rest.\n[Share Project…](command:clutch.shareProject)\n[Open Help](command:clutch.openHelp)',
      image: image('share', 'Three machines connected to one folder'),
      completionEvents: ['onCommand:clutch.shareProject', 'onCommand:clutch.joinProject'],
    },
  ],
};
