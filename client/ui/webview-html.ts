export interface WebviewPage {
  readonly title: string;
  /** BCP 47; what the page's words are in. */
  readonly language: string;
  /** Translations by their English words, as `vscode.l10n.bundle` has them. */
  readonly words: Readonly<Record<string, string>>;
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** Given to the page as `data-…` attributes of the body's main element; null values are left out. */
  readonly data: Readonly<Record<string, string | null>>;
}

/** The whole page of a webview. Nothing may load but our own script, style and font; nothing may connect anywhere. */
export function webviewHtml({ title, language, words, cspSource, nonce, script, style, data }: WebviewPage): string {
  const csp = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; font-src ${cspSource}`;
  const attributes = Object.entries(data)
    .flatMap(([name, value]) => (value === null ? [] : [` data-${name}="${escaped(value)}"`]))
    .join('');
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(csp)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<main id="app"${attributes}></main>
<script nonce="${nonce}" id="words" type="application/json">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

/** 128 random bits; good for one page. */
export const newNonce = (): string => crypto.randomUUID().replaceAll('-', '');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
