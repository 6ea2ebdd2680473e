import { l10n } from 'vscode';
import type { DoctorReport, HealthFinding, HealthState } from '#schemas/protocol/doctor.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { nextStepOf } from './next-step.ts';

const ICONS: Readonly<Record<HealthState, NodeIcon>> = {
  ok: { name: 'pass', color: 'testing.iconPassed' },
  warning: { name: 'warning', color: 'problemsWarningIcon.foreground' },
  problem: { name: 'error', color: 'problemsErrorIcon.foreground' },
  unknown: { name: 'question' },
};

const GRAVITY: readonly HealthState[] = ['problem', 'warning', 'unknown', 'ok'];

/** The findings below what was looked at; what stands in the way comes first, and what is fine is folded. */
export function healthRows({ findings }: DoctorReport): TreeNode[] {
  const titles = [...new Set(findings.map(({ title }) => title))];
  const rows = titles.map((title) => {
    const own = findings.filter((one) => one.title === title);
    return { state: worst(own), row: checkRow(title, own) };
  });
  return rows.toSorted((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state)).map(({ row }) => row);
}

const gravestFirst = (findings: readonly HealthFinding[]): HealthFinding[] =>
  findings.toSorted((a, b) => GRAVITY.indexOf(a.state) - GRAVITY.indexOf(b.state));

const worst = (findings: readonly HealthFinding[]): HealthState =>
  GRAVITY.find((state) => findings.some((one) => one.state === state)) ?? 'ok';

function checkRow(title: string, findings: readonly HealthFinding[]): TreeNode {
  const state = worst(findings);
  const [first] = findings.filter((one) => one.state === state);
  const description = state === 'ok' ? stateWords(state) : (first?.text ?? '');
  return {
    id: `check:${title}`,
    label: title,
    description,
    icon: ICONS[state],
    spoken: l10n.t('{0}, {1}', title, `${stateWords(state)}. ${description}`),
    expanded: state === 'problem' || state === 'warning',
    children: gravestFirst(findings).map(findingRow),
  };
}

function findingRow(finding: HealthFinding): TreeNode {
  const { id, state, text, todo, command, file } = finding;
  const hasStep = state !== 'ok' && nextStepOf(finding) !== null;
  return {
    id: `finding:${id}`,
    label: text,
    ...(todo === null ? {} : { description: todo }),
    tooltip: [text, ...(todo === null ? [] : [todo]), ...(command === null ? [] : [command])].join('\n'),
    icon: ICONS[state],
    spoken: [stateWords(state), text, ...(todo === null ? [] : [todo])].join('. '),
    contextValue: contextValueOf('finding', state, ...(hasStep ? ['step'] : [])),
    target: { kind: 'finding', finding: id },
    ...(file === null || !file.endsWith('.json') ? {} : { open: { kind: 'file', path: file, line: 1 } as const }),
  };
}

function stateWords(state: HealthState): string {
  switch (state) {
    case 'ok':
      return l10n.t('fine');
    case 'warning':
      return l10n.t('warning');
    case 'problem':
      return l10n.t('problem');
    case 'unknown':
      return l10n.t('not known');
  }
}
