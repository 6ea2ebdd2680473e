import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Where a rule is explained: the URI of its page in a folder of the installed product, `CL204.md`. Null where the page
 * is not there; a link to nothing is worse than none.
 */
export function createRulePages(folder: string): (rule: string) => string | null {
  const known = new Map<string, string | null>();
  return (rule) => {
    const page = known.get(rule);
    if (page !== undefined) return page;
    const file = path.join(folder, `${rule}.md`);
    const uri = existsSync(file) ? pathToFileURL(file).href : null;
    known.set(rule, uri);
    return uri;
  };
}
