import type { DiscoveryAnswers, ProfileChoice } from '#schemas/discovery.ts';
import { planFacts } from './plan-facts.ts';
import { classicPrd } from './prd-classic.ts';
import { intentPrd } from './prd-intent.ts';
import type { RepositoryFacts } from './repository-facts.ts';

/**
 * The text of a PRD. **Invariant:** whatever was answered, no rule has anything to say about it, and it has the phases
 * that its size asks for.
 */
export function writePrd(answers: DiscoveryAnswers, profile: ProfileChoice, repository: RepositoryFacts): string {
  const facts = planFacts(answers, repository);
  const sections = profile === 'intent' ? intentPrd(facts) : classicPrd(facts);
  return [`# PRD: ${facts.title}`, ...sections.map(({ title, body }) => `## ${title}\n\n${body}`), '']
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
