export const USAGE = `CLUTCH turns a written plan into verified commits.

  clutch init [folder] [--idea TEXT] [--tech TEXT] [--done TEXT] [--accept-proposals] [--plan-only] [--json]
                                    write a plan from seven questions; it asks what is not given
  clutch run <PRD|project> [start] [end] [--runtime NAME] [--playbook FILE] [--json] [--detach]
                                    run the phases of a plan and follow it; Ctrl-C leaves it running
  clutch status [--json]            the runs of this project, or of all
  clutch stop [RUN]                 stop a run; nothing finished is lost
  clutch resume [RUN] [--json] [--detach]
                                    go on with a run that stopped or waits
  clutch answer <RUN> <QUESTION> <OPTION>
                                    answer what an agent asked
  clutch check <path…> [--fix] [--format text|json|sarif|github]
                                    check plan documents; exit 0 clean, 1 errors, 2 unreadable
  clutch outline <file> [--json]    what CLUTCH reads from a plan document
  clutch lsp --stdio                language server for any editor; see docs/editors.md
  clutch server start|stop|status   the background server of this machine

  RUN is a run's id as \`clutch status\` prints it; without one the newest run that fits is meant.
`;
