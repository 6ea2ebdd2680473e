import { inSnippet } from './completion-place.ts';

/** A phase of a PRD behind its `###`, with the three parts that it is handed over with. */
export function phaseSnippet(id: string): string {
  return [
    `Phase ${inSnippet(id)}: \${1:Name}`,
    '',
    '**Goal:** ${2:What is true afterwards that was not before.}',
    '',
    '**Deliverables:**',
    '',
    '- ${3:What can be pointed at.}',
    '',
    '**Validation:** ${4:How somebody else would check it.}',
  ].join('\n');
}

/** A workstream of a PRP behind its `###`; `byKind` tells files to create from files to modify, as the others do. */
export function workstreamSnippet(key: string, byKind: boolean): string {
  const files = byKind
    ? ['- **Files to create**: `${2:src/file.ts}`', '- **Files to modify**: ${3:none}', '- **Depends on**: ${4:none}']
    : ['- **Files owned**: `${2:src/file.ts}`', '- **Depends on**: ${3:none}', '- **Produces**: ${4:nothing}'];
  return [
    `Workstream ${inSnippet(key)}: \${1:name}`,
    '',
    ...(byKind ? ['- **Owner**: executor-${1:name}'] : []),
    ...files,
    '- **Tasks**:',
    '  1. ${5:What is to be done first.}',
  ].join('\n');
}

/** A checkpoint of a tracker behind its `##`. */
export function checkpointSnippet(id: string, title: string): string {
  return [
    inSnippet(`Phase ${id}${title === '' ? '' : `: ${title}`}`),
    '',
    '- **Status**: ${1:in-progress}',
    '- **Execution Mode**: ${2:sequential}',
    '- **Workstreams**:',
    '  - ${3:name}: ${4:deferred (reason: ${5:not begun when this was written})}',
    '- **Next Phase**: ${6:none}',
    '- **Resume Instructions**: ${7:the command that goes on from here}',
  ].join('\n');
}
