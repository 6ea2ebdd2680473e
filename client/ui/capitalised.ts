import { env } from 'vscode';

/** Words as they stand at the beginning, by the window's language: `in progress` → `In progress`. */
export const capitalised = (words: string): string => words.charAt(0).toLocaleUpperCase(env.language) + words.slice(1);
