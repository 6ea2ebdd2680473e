import type { HelpSection, HelpTopic } from '#schemas/webview/help.ts';

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const blank = { group: null, prompt: null, command: null, setting: null } as const;

/** `docs/help/guide.md` and its like: every heading of the second level is a topic, what stands before them is one, too. */
export function topicsOfDocument(section: HelpSection, text: string): HelpTopic[] {
  const [head, ...parts] = sectionsOf(text, '## ');
  const title = /^# (.+)$/m.exec(text)?.[1] ?? section;
  const introduction = (head?.lines ?? [])
    .filter((line) => !line.startsWith('# '))
    .join('\n')
    .trim();
  const first = introduction === '' ? [] : [{ title, lines: [introduction] }];
  return [...first, ...parts].map((part) => ({
    ...blank,
    id: `${section}/${slugOf(part.title)}`,
    section,
    title: part.title,
    body: part.lines.join('\n').trim(),
  }));
}

/** `docs/help/cookbook.md`: groups are headings of the second level, prompts of the third with the prompt in a fence. */
export function topicsOfCookbook(text: string): HelpTopic[] {
  return sectionsOf(text, '## ')
    .slice(1)
    .flatMap((group) =>
      sectionsOf(group.lines.join('\n'), '### ')
        .slice(1)
        .map(({ title, lines }) => {
          const body = lines.join('\n');
          const fence = /^```text\n([\s\S]*?)\n```$/m.exec(body);
          return {
            ...blank,
            id: `prompts/${slugOf(title)}`,
            section: 'prompts' as const,
            group: group.title,
            title,
            body: body.slice(0, fence?.index).trim(),
            prompt: fence?.[1] ?? null,
          };
        }),
    );
}

/** `docs/rules/CL204.md`. */
export function topicOfRule(id: string, text: string): HelpTopic {
  const [first = '', ...lines] = text.split('\n');
  // Links lead to other pages, which are topics of their own here.
  const body = lines
    .join('\n')
    .replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1')
    .trim();
  return { ...blank, id: `rules/${id}`, section: 'rules', title: first.replace(/^# /, ''), body };
}

/** The first has no title: it is what stands before the first heading. */
function sectionsOf(text: string, mark: string): Section[] {
  const found: { title: string; lines: string[] }[] = [{ title: '', lines: [] }];
  let fenced = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('```')) fenced = !fenced;
    if (!fenced && line.startsWith(mark)) found.push({ title: line.slice(mark.length).trim(), lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found;
}

const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
