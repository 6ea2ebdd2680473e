import type { Connection } from 'vscode-languageserver';
import {
  AnalyticsMethod,
  AnalyticsParams,
  ModelAnalyticsMethod,
  PromptAnalyticsMethod,
  PromptWordingMethod,
  PromptWordingParams,
} from '#schemas/protocol/analytics.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerAnalytics(connection: Connection, { log, analytics }: Services): void {
  onRequest(connection, log, AnalyticsMethod, AnalyticsParams, analytics.overTime);
  onRequest(connection, log, ModelAnalyticsMethod, AnalyticsParams, analytics.models);
  onRequest(connection, log, PromptAnalyticsMethod, AnalyticsParams, analytics.prompts);
  onRequest(connection, log, PromptWordingMethod, PromptWordingParams, analytics.wording);
}
