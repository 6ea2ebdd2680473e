export const USAGE = `CLUTCH turns a written plan into verified commits.

  clutch setup --plan-only|--write [--answers FILE] [--home FOLDER] [--json]
                                    set this machine up; --plan-only shows every file and writes nothing
  clutch session-entry [folder] [--json]
                                    what to know before working here; starts nothing
  clutch doctor [folder] [--json]   whether this machine is fit, and what to do; exit 1 if something stands in the way
  clutch projects [list|show|attach|detach] [folder] [--name NAME] [--artifacts FOLDER] [--json]
                                    which projects this machine takes part in
  clutch init [folder] [--idea TEXT] [--tech TEXT] [--done TEXT] [--accept-proposals] [--plan-only] [--json]
                                    write a plan from seven questions; it asks what is not given
  clutch run <PRD|project> [start] [end] [--runtime NAME] [--model MODEL] [--playbook FILE]
             [--yes] [--json] [--detach]
                                    run the phases of a plan and follow it; Ctrl-C leaves it running
  clutch forecast [PRD|project] [start] [end] [--json]
                                    what a run would come to; nothing is started
  clutch rehearse [PRD|project] [--json]
                                    what another clone would miss; exit 0 nothing, 1 something
  clutch prompt list|check [project]
                                    what agents are told, and whether the project's own prompts can be used
  clutch prompt show <role> [PRD|project] [--phase N] [--workstream NAME] [--run RUN] [--json]
                                    a prompt as it would be sent, or as it was sent in a run
  clutch prompt edit <role> [project]
                                    copies a prompt to .clutch/prompts/, to be edited there
  clutch status [--json]            the runs of this project, or of all
  clutch sessions [--all] [--history] [--json]
                                    the conversations with agents in this project, whoever started them
  clutch stop [RUN]                 stop a run; nothing finished is lost
  clutch pause [RUN]                let what is under way end and start nothing
  clutch resume [RUN|PRD|project] [--runtime NAME] [--model MODEL] [--playbook FILE]
               [--yes] [--json] [--detach]
                                    go on with a run that stopped, paused, failed or waits; where none is
                                    known, with the first phase that WORKFLOW.md does not call completed
  clutch trust [PRD|project] [--show] [--revoke]
                                    trust the commands that the plans start on this machine
  clutch agents [--probe] [--json]  the coding agents of this machine, and what each does in this project
  clutch agents use <NAME> [--role ROLE] [--model MODEL]
                                    who executes the plans of this project, or has one role in them
  clutch agents --allow NAME | --forbid NAME
                                    whether an agent that is not installed may be fetched with npx
  clutch signals [list] [--json]    what the runs ask you, with the commands that answer
  clutch signals respond <RUN> <SIGNAL> <OPTION> [--text TEXT]
                                    answer a signal; the run goes on by itself
  clutch steer <RUN> <PHASE[/WORKSTREAM]> <pause|resume|stop|skip|defer|retry>
               [--reason TEXT] [--guidance TEXT] [--runtime NAME]
                                    decide about a phase or a workstream
  clutch tasks [--status S]… [--priority P]… [--role R]… [--tag T]… [--machine M]…
               [--ready] [--project FOLDER | --all] [--json]
                                    what there is to do; --ready: what can be begun now, the most urgent first
  clutch tasks add <title…> [--description TEXT] [--priority P] [--role R] [--tag T]… [--waits-for TASK]…
               [--status S] [--project FOLDER] [--json]
                                    write a task down
  clutch tasks move <TASK> <backlog|ready|in_progress|in_review|blocked|done> [--reason TEXT] [--before TASK]
                                    a run's own task moves by a decision that its run takes, or not at all
  clutch tasks show <TASK> [--json] | comment <TASK> <text…> | remove <TASK> [--yes]
  clutch tasks edit <TASK> [--title TEXT] [--description TEXT] [--priority P] [--role R|none]
               [--tag T|none]… [--waits-for TASK|none]…
  clutch log [RUN] [--kind KIND]… [--json]
                                    what its agents asked and delivered, and by which clause it was decided
  clutch log --machines [--kind TYPE]… [--json]
                                    what the machines of this shared project said to each other
  clutch usage [RUN] [--by phase|workstream|role|runtime|model] [--json] [--prices]
                                    what agents used and cost; --prices shows the table for estimates
  clutch check <path…> [--fix] [--format text|json|sarif|github]
                                    check plan documents; exit 0 clean, 1 errors, 2 unreadable
  clutch outline <file> [--json]    what CLUTCH reads from a plan document
  clutch lsp --stdio                language server for any editor; see docs/editors.md
  clutch connect-agents [--agent claude|codex|gemini|vscode] [--remove] [--write]
                                    set up CLUTCH's tools in your own agents; shows every change first
  clutch mcp                        CLUTCH's tools for an agent; see docs/mcp.md
  clutch share --folder FOLDER | --nats URL [--json]
                                    work on this project with other machines; this one is main
  clutch invite [--json]            a code that lets one more machine ask to join, once, for 15 minutes
  clutch join <FOLDER> | --nats URL --code CODE [--role worker|observer] [--name NAME]
              [--capability NAME]… [--slots N] [--root FOLDER] [--wait] [--json]
                                    take part with this machine; a person on main confirms it
  clutch members [--json]           who takes part, who asks to, and what is wrong
  clutch members confirm <MACHINE> [--role worker|observer] | reject <MACHINE> | revoke <MACHINE>
                 | role <MACHINE> <worker|observer> | hand-over <MACHINE> | leave
                                    what main's person decides about them
  clutch members take-over [--recovery-code CODE]
                                    this machine is main, because the one before is dead
  clutch members new-identity [--keep]
                                    for a copy of a machine; --keep after a move of the only one
  clutch peers [--json]             the machines of this shared project, and how far what you see can be trusted
  clutch send <machine|all> [--kind note|question|inspect|edit|task] [--title TEXT]
              [--needs CAPABILITY]… [--json] <text…>
                                    say something to a machine, or ask it for something
  clutch requests [--open] [--json] what was asked between the machines
  clutch requests show|cancel <ID> [text…] [--json]
  clutch requests finish <ID> --status completed|blocked|failed|cancelled [--json] <text…>
  clutch claim <ID> [--json]        take a request for this machine; exit 0 it is yours, 1 not
  clutch worker --project <folder> [--slots N] [--join <shared folder> --code CODE] [--json]
                                    work for a shared project without an editor, until Ctrl-C
  clutch service install|remove|status [--project <folder>] [--slots N] [--yes] [--json]
                                    have systemd start that worker with your session
  clutch collab doctor <folder> [--peer wait|CODE] [--json]
                                    what a shared folder can do; with a second machine, what both can do in it
  clutch collab soak <folder> --machines N --seconds S [--kill] [--json]
                                    load and crashes in a shared folder; exit 1 if anything was lost or done twice
  clutch collab bridge <old share> [--once] [--json]
                                    import and mirror a share of the older layout; see docs/collab.md
  clutch server start|stop|status   the background server of this machine

  RUN is a run's id as \`clutch status\` prints it; without one the newest run that fits is meant.
  --yes trusts, for that run alone, all that its plan starts; see \`clutch trust --show\`.
`;
