/**
 * The one room that knows the component library. Views import this module and write `<vscode-button>`; when the library
 * is replaced, only this folder changes.
 */
import '@vscode/codicons/dist/codicon.css';
import './base.css';

export { field } from './field.ts';
export { icon } from './icon.ts';
export { inline, markdown } from './markdown.ts';
export { connectHost, type Host } from './host.ts';
export { preparePage } from './page.ts';
