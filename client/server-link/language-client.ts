/**
 * The language client, in a file of its own that is loaded when the first connection is open: it is larger than all
 * the rest of the extension together.
 */
export {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
