import { readContextItems } from '../context-items.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const urlWithoutAnchor: Rule = {
  id: 'CL215',
  title: 'URL of a long page without a section',
  rationale:
    'An executor reads what the URL leads to, and the pages of manuals are long: much is read that is not needed, and what matters may be cut off. An anchor, or the name of the section, says where to look.',
  kinds: ['prp'],
  defaultSeverity: 'info',
  check: (document) =>
    readContextItems(document)
      .filter((item) => item.kind === 'url' && (item.section?.text ?? '') === '' && isLongPage(item.text))
      .slice(0, MAX_REPORTS)
      .map(({ range }) => ({
        range,
        message:
          'This page is most likely long. Add the anchor of the part that matters to the URL, or a line "section:" below it.',
      })),
};

const URL_PARTS = /^https?:\/\/([^\s/?#]{1,253})(\/[^\s?#]{1,1000})(\?[^\s#]{0,1000})?(#\S)?/i;
const DOCS_HOST =
  /^(?:docs?|developers?|learn|reference|api-docs|manual|wiki)\.|\.readthedocs\.io$|^docs\.rs$|\.mozilla\.org$/i;
const DOCS_PATH =
  /\/(?:docs?|documentation|reference|manual|handbook|wiki|user-?guide|guides?|tutorials?|api-?reference)\/[^/]/i;
const NO_PAGE = /\.(?:pdf|zip|gz|png|jpe?g|svg|gif|json|ya?ml|txt|toml|proto|ipynb|mp4)$/i;

/** A page of a manual; the address of a whole site, a file or a repository leads to no single page. */
function isLongPage(url: string): boolean {
  const match = URL_PARTS.exec(url.slice(0, 2500));
  if (!match || match[4] !== undefined) return false;
  const [host, path] = [match[1] ?? '', match[2] ?? ''];
  if (path === '/' || NO_PAGE.test(path)) return false;
  return DOCS_HOST.test(host) || DOCS_PATH.test(path);
}
