import { pathToFileURL } from 'node:url';
import {
  DefinitionRequest,
  ReferencesRequest,
  type Definition,
  type DefinitionLink,
  type Location,
} from 'vscode-languageserver';
import { COMMIT_SCHEME } from '#schemas/protocol/language.ts';
import { commitAt } from '../../../language/navigation/commit-at.ts';
import { definitionsAt } from '../../../language/navigation/definitions.ts';
import { mentionAt } from '../../../language/navigation/mention-at.ts';
import type { Place } from '../../../language/navigation/place.ts';
import { referencesAt } from '../../../language/navigation/references.ts';
import { answerWhenRead } from './border.ts';
import type { LanguageContext, LanguageFeature, OpenPlan } from './context.ts';

/** Phase → PRP → workstream → file → commit, and back. */
export const definition: LanguageFeature = {
  capabilities: () => ({ definitionProvider: true, referencesProvider: true }),
  register(connection, context) {
    answerWhenRead(connection, context, DefinitionRequest.type, null, (plan, { position }, given) => {
      const places = definitionsAt(plan, position, plan.project);
      const locations = [...toLocations(given, plan, places), ...commitLocation(given, plan, position)];
      return locations.length === 0 ? null : asLinks(given, locations, mentionAt(plan, position)?.range);
    });
    answerWhenRead(connection, context, ReferencesRequest.type, null, (plan, params, given) => {
      const { includeDeclaration } = params.context;
      return toLocations(given, plan, referencesAt(plan, params.position, plan.project, includeDeclaration));
    });
  },
};

export function toLocations(context: LanguageContext, plan: OpenPlan, places: readonly Place[]): Location[] {
  return places.flatMap(({ path, range }) => {
    const uri = context.uriOf(plan, path);
    return uri === null ? [] : [{ uri, range }];
  });
}

/** A commit lies in no file; our extension shows it as a document, other editors have no place to go to. */
function commitLocation({ client }: LanguageContext, plan: OpenPlan, position: Place['range']['start']): Location[] {
  const sha = client.extension && plan.root !== null ? commitAt(plan, position) : null;
  if (sha === null || plan.root === null) return [];
  return [{ uri: commitUri(plan.root, sha), range: START }];
}

/** `clutch-commit:/path/of/the/project/<sha>.diff?<sha>`: the name and the ending are what the editor shows. */
const commitUri = (root: string, sha: string): string =>
  `${COMMIT_SCHEME}:${pathToFileURL(root).pathname.replace(/\/$/, '')}/${sha}.diff?${sha}`;

/** With the origin, the editor underlines what was meant and not just the word under the pointer. */
function asLinks(
  { client }: LanguageContext,
  locations: Location[],
  originSelectionRange: Place['range'] | undefined,
): Definition | DefinitionLink[] {
  if (!client.linkedDefinitions || originSelectionRange === undefined) return locations;
  return locations.map(({ uri, range }) => {
    return { targetUri: uri, targetRange: range, targetSelectionRange: range, originSelectionRange };
  });
}

const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
