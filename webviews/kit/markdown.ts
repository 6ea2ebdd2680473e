import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';

/**
 * The part of markdown that our own reports use: headings, lists, tables, fences, paragraphs, code and bold. Text
 * becomes text nodes only, so nothing in it can turn into markup. Headings are all drawn as one level below a section.
 */
export function markdown(source: string): TemplateResult {
  return html`<div class="markdown">${blocksOf(source).map(drawBlock)}</div>`;
}

type Block =
  | { readonly type: 'heading' | 'paragraph' | 'code'; readonly text: string }
  | { readonly type: 'list'; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly type: 'table'; readonly rows: readonly (readonly string[])[] };

function blocksOf(source: string): readonly Block[] {
  const lines = source.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  const take = (fits: (line: string) => boolean): string[] => {
    const start = at;
    while (at < lines.length && fits(lines[at] ?? '')) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') at += 1;
    else if (line.startsWith('```')) {
      at += 1;
      blocks.push({ type: 'code', text: take((one) => !one.startsWith('```')).join('\n') });
      at += 1;
    } else if (isHeading(line)) {
      at += 1;
      blocks.push({ type: 'heading', text: line.replace(/^#+\s+/, '') });
    } else if (isItem(line)) {
      const items = itemsOf(take((one) => isItem(one) || /^\s+\S/.test(one)));
      blocks.push({ type: 'list', isOrdered: /^\s*\d/.test(line), items });
    } else if (isRow(line)) {
      const rows = take(isRow).filter((row) => !/^[|\s:-]+$/.test(row));
      blocks.push({ type: 'table', rows: rows.map(cellsOf) });
    } else {
      const text = take(
        (one) => one.trim() !== '' && !isHeading(one) && !isItem(one) && !isRow(one) && !one.startsWith('```'),
      );
      blocks.push({ type: 'paragraph', text: text.join(' ') });
    }
  }
  return blocks;
}

const isHeading = (line: string): boolean => /^#{1,6}\s/.test(line);
const isItem = (line: string): boolean => /^\s*(?:[-*]|\d+\.)\s+/.test(line);
/** A line that is further in than its item goes on with it. */
const itemsOf = (lines: readonly string[]): readonly string[] =>
  lines
    .join('\n')
    .split(/\n(?=\s*(?:[-*]|\d+\.)\s)/)
    .map((item) => item.replace(/^\s*(?:[-*]|\d+\.)\s+/, '').replaceAll(/\n\s*/g, ' '));
const isRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);
const cellsOf = (row: string): string[] =>
  row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function drawBlock(block: Block): TemplateResult {
  switch (block.type) {
    case 'heading':
      return html`<h3>${inline(block.text)}</h3>`;
    case 'paragraph':
      return html`<p>${inline(block.text)}</p>`;
    case 'code':
      return html`<pre tabindex="0">${block.text}</pre>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${inline(item)}</li>`);
      return block.isOrdered
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    case 'table': {
      const [head = [], ...rows] = block.rows;
      return html`<div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Table')}>
        <table>
          <thead>
            <tr>
              ${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell) => html`<td>${inline(cell)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    }
  }
}

/** Code and bold; every other character stands for itself. */
export function inline(text: string): readonly (TemplateResult | string | typeof nothing)[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`') && part.length > 2) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**') && part.length > 4) return html`<strong>${part.slice(2, -2)}</strong>`;
    return part === '' ? nothing : part;
  });
}
