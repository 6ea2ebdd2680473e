/**
 * The one room that knows the component library. Views import this module and write `<vscode-button>`; when the library
 * is replaced, only this folder changes.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import '@vscode/codicons/dist/codicon.css';
import './base.css';

export { field } from './field.ts';
export { icon } from './icon.ts';
export { inline, markdown } from './markdown.ts';
export { connectHost, type Host } from './host.ts';

/** Makes the components that views use known to the page. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}
