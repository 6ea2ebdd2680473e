import type { z } from 'zod';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as a webview sees it. */
export interface Host<From, Memory> {
  post(message: From): void;
  /** What `remember` kept before the page was last torn down; undefined where there is nothing that fits. */
  recall(): Memory | undefined;
  remember(memory: Memory): void;
}

/** To be called once per page. Messages that are none of `toView` are dropped: only our own host can post here. */
export function connectHost<To extends z.ZodType, From, M extends z.ZodType>(
  toView: To,
  memory: M,
  onMessage: (message: z.infer<To>) => void,
): Host<From, z.infer<M>> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = toView.safeParse(data);
    if (message.success) onMessage(message.data);
    else console.error(message.error.message);
  });
  return {
    post: (message) => api.postMessage(message),
    recall: () => memory.safeParse(api.getState()).data,
    remember: (state) => api.setState(state),
  };
}
