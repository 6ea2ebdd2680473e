import { rangeOfLine } from '../line-index.ts';
import { nearestName } from '../nearest-name.ts';
import { readWorkstreams } from '../workstreams.ts';
import type { Rule } from './rule.ts';

export const unknownDependency: Rule = {
  id: 'CL205',
  title: 'Dependency on an unknown workstream',
  rationale:
    'A workstream starts when those it depends on are finished. One that waits for a name that no workstream has would wait for ever, so the phase cannot be started.',
  kinds: ['prp'],
  defaultSeverity: 'error',
  check: (document) => {
    const workstreams = readWorkstreams(document);
    const names = workstreams.map((workstream) => workstream.name);
    return workstreams.flatMap((workstream) =>
      workstream.dependsOn
        .filter((dependency) => dependency.name === null)
        .map(({ written, line }) => {
          const others = names.filter((name) => name !== workstream.name);
          const nearest = nearestName(written, others);
          const known =
            others.length === 0
              ? 'There is no other workstream'
              : `Known are ${others.slice(0, 8).map(quote).join(', ')}`;
          const advice =
            nearest === null ? `${known}; write one of them, or "none".` : `Did you mean ${quote(nearest)}?`;
          const text = document.lines.text(line);
          const character = text.indexOf(written);
          return {
            range:
              character < 0
                ? rangeOfLine(document.lines, line)
                : { start: { line, character }, end: { line, character: character + written.length } },
            message: `Workstream ${quote(workstream.name)} depends on ${quote(written)}, which is no workstream of this PRP. ${advice}`,
          };
        }),
    );
  },
};

function quote(name: string): string {
  return `"${name}"`;
}
