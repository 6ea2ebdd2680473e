import { sectionKey } from '../known-sections.ts';
import type { Here } from '../navigation/here.ts';
import { awayTemplate } from '../templates/away.ts';
import { prdTemplate } from '../templates/prd.ts';
import { prpTemplate } from '../templates/prp.ts';
import { workflowTemplate } from '../templates/workflow.ts';

export interface TemplateSection {
  readonly title: string;
  readonly level: number;
  readonly body: string;
}

interface Template {
  readonly detail: string;
  readonly sections: readonly TemplateSection[];
}

interface Written {
  readonly title: string;
  readonly level?: number;
  readonly body: string;
}

const CLASSIC = template('classic PRD', prdTemplate.classic);
const INTENT = template('intent PRD', prdTemplate.intent);
const PRP = template('PRP template', prpTemplate);
const AWAY = template('away plan', awayTemplate);
const WORKFLOW = template('tracker', workflowTemplate);

function template(detail: string, sections: readonly Written[]): Template {
  return { detail, sections: sections.map(({ title, level = 2, body }) => ({ title, level, body })) };
}

/** The templates that the document follows; for a PRD that has hardly begun both of them, the likelier first. */
export function sectionsFor({ document, facts }: Here): readonly Template[] {
  switch (facts.kind) {
    case 'prd': {
      const profile = facts.profile;
      if (profile !== null) return profile === 'cousin' ? [] : [profile === 'intent' ? INTENT : CLASSIC];
      const keys = new Set(document.headings.map(({ text }) => sectionKey(text)));
      const count = ({ sections }: Template): number =>
        sections.filter(({ title }) => keys.has(sectionKey(title))).length;
      const [intent, classic] = [count(INTENT), count(CLASSIC)];
      return intent >= classic ? (classic > 0 || intent === 0 ? [INTENT, CLASSIC] : [INTENT]) : [CLASSIC];
    }
    case 'prp':
      return [PRP];
    case 'away':
      return [AWAY];
    case 'workflow':
      return [WORKFLOW];
    default:
      return [];
  }
}
